"""PostgreSQL's row level security on every table that has rows of communities, plugins' tables included."""
from __future__ import annotations

from flask import Flask
from sqlalchemy import Connection, make_url, text

from core.config import ConfigError, Settings, settings_of
from core.tenancy import district_view
from core.tenancy.engines import app_engine
from core.tenancy.model import written_once

HERE = "community_id = nullif(current_setting('app.community_id', true), '')::bigint"
# A tenant table is known by its primary key, which starts with the community: no list to forget a table in.
TENANT_TABLES = """
SELECT c.relname FROM pg_class c
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0] AND a.attname = 'community_id'
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
UNPROTECTED = TENANT_TABLES + " AND NOT c.relrowsecurity ORDER BY 1"
TOO_STRONG = """
SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (
  SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND pg_has_role(c.relowner, 'USAGE'))
FROM pg_roles r WHERE r.rolname = current_user
"""


def roles(app: Flask) -> tuple[str, str | None]:
    """The names of the app's role and of the district's, from their URLs; the district's may be missing."""
    settings = settings_of(app)
    district = settings.district_database_url
    return str(make_url(settings.app_url).username), str(make_url(district).username) if district else None


def protect(app: Flask, connection: Connection) -> None:
    """Put policies and grants on all tables, as their owner; safe to repeat. Does nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    app_role, district = (None if name is None else f'"{name}"' for name in roles(app))
    for table in connection.scalars(text(TENANT_TABLES)).all():
        for statement in _policies(f'"{table}"', district):
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {app_role}")
    connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app_role}")
    for table in connection.scalars(text(r"SELECT tablename FROM pg_tables WHERE tablename LIKE 'alembic\_version\_%'")):
        connection.exec_driver_sql(f'REVOKE INSERT, UPDATE, DELETE ON "{table}" FROM {app_role}')
    existing = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    for table in sorted(written_once().intersection(existing)):
        connection.exec_driver_sql(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{table}" FROM {app_role}')
    if district:
        district_view.grant(connection, district)


def _policies(table: str, district: str | None) -> list[str]:
    made = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS own_community ON {table}",
        f"CREATE POLICY own_community ON {table} USING ({HERE}) WITH CHECK ({HERE})",
        f"DROP POLICY IF EXISTS district_reads ON {table}",
    ]
    if district:
        made.append(f"CREATE POLICY district_reads ON {table} FOR SELECT TO {district} USING (true)")
    return made


def role_statements(settings: Settings) -> list[str]:
    """What a database administrator runs once: the roles of the three URLs, none of them with special rights."""
    made = []
    for url in (settings.owner_database_url, settings.app_url, settings.district_database_url):
        role = make_url(url) if url else None
        if role is not None and role.username:
            password = str(role.password or "").replace("'", "''")
            made.append(f"CREATE ROLE \"{role.username}\" LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{password}'")
    database = make_url(settings.app_url).database
    owner = make_url(settings.owner_database_url).username if settings.owner_database_url else None
    if owner:
        made.append(f'ALTER DATABASE "{database}" OWNER TO "{owner}"')
        made.append(f'ALTER SCHEMA public OWNER TO "{owner}"')
    return made


def check_roles(app: Flask) -> None:
    """Refuse to start where row level security would not bind; raises ConfigError. Does nothing on SQLite."""
    engine = app_engine(app)
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        if connection.scalar(text(TOO_STRONG)):
            raise ConfigError(
                "the role of LINLI_DATABASE_URL owns tables, is superuser or may bypass row level security,"
                " so it would see all communities: use the role that `flask db roles` makes"
            )
        open_tables = connection.scalars(text(UNPROTECTED)).all()
    if open_tables:
        raise ConfigError(f"no row level security on {', '.join(open_tables)}: run `flask db upgrade`")
