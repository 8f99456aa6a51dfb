"""PostgreSQL's roles hold no more than they need; the district's door reads everything, writes nothing, and is noted."""
from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from core.config import ConfigError
from core.tenancy import rls
from core.tenancy.district import DistrictVisit, district
from core.tenancy.engines import app_engine, owner_engine
from core.tenancy.session import db, use
from tests.tenancy.models import Building


def test_the_site_does_not_start_as_the_owner_of_its_tables(site, make_app):
    if "owner_database_url" not in site.settings:
        return
    with pytest.raises(ConfigError, match="owns tables"):
        make_app(database_url=site.settings["owner_database_url"])


def test_the_site_does_not_start_with_an_unprotected_table(app, site, make_app):
    if "owner_database_url" not in site.settings:
        return
    with owner_engine(app).begin() as connection:
        connection.execute(text("ALTER TABLE probe_building DISABLE ROW LEVEL SECURITY"))
    with pytest.raises(ConfigError, match="no row level security on probe_building"):
        make_app()


def test_the_app_cannot_change_the_schema(app, community):
    with app.app_context(), use(community.id) as session:
        for statement in ("CREATE TABLE x (id int)", "DROP TABLE probe_seat", "ALTER TABLE probe_seat ADD COLUMN x int"):
            with pytest.raises(DBAPIError):
                session.connection().exec_driver_sql(statement)
            session.rollback()


def test_the_district_reads_all_communities_and_each_visit_is_noted(app, two):
    with app.app_context():
        with district("全区楼栋统计", "区管理员") as connection:
            counted = connection.execute(
                select(Building.community_id, func.count(Building.id)).group_by(Building.community_id)
            ).all()
        assert sorted(counted) == sorted([(two.ours, 3), (two.theirs, 3)])
        visit = db.session.scalars(select(DistrictVisit)).one()
        assert (visit.purpose, visit.visitor) == ("全区楼栋统计", "区管理员")


def test_the_district_reads_what_figures_need(app, two):
    asked = (
        "SELECT slug, name FROM community", "SELECT community_id, count(*) FROM probe_building GROUP BY 1",
        "SELECT state, count(*) FROM volunteer GROUP BY 1", "SELECT birth_date, sex FROM person",
        "SELECT sum(minutes) FROM love_savings_movement WHERE kind = 'in'", "SELECT since, until FROM household_aid",
    )  # fmt: skip
    with app.app_context(), district("年度总结", "区管理员") as connection:
        assert [len(connection.execute(text(each)).all()) for each in asked] == [2, 2, 0, 0, 1, 0]


SECRETS = [
    "account.password_hash", "account.phone_cipher", "account.phone_token", "account_session.sid_hash",
    "activation_code.code_hash", "reset_code.code_hash", "reset_code.phone_key", "registration.password_hash",
    "operator.password_hash", "operator.login", "operator_session.sid_hash", "job.payload", "person.name", "person.pinyin",
    "person.phone_tail", "person.id_number_token", "person.note", "household_aid.category_cipher", "audit_entry.text",
    "audit_entry.before", "love_savings_card.token", "love_savings_request.words", "plugin_state.settings",
]  # fmt: skip


@pytest.mark.parametrize("column", SECRETS)
def test_the_district_reads_no_names_words_ciphers_hashes_or_codes(app, two, column):
    table, name = column.split(".")
    with app.app_context(), owner_engine(app).connect() as connection:
        connection.execute(text(f"SELECT {name} FROM {table}"))  # it is there
    for asked in (f"SELECT {name} FROM {table}", f"SELECT * FROM {table}", f"SELECT 1 FROM {table} WHERE {name} IS NULL"):
        with app.app_context(), district("好奇", "区管理员") as connection, pytest.raises(DBAPIError):
            connection.execute(text(asked))


def test_a_right_that_the_district_once_had_is_taken_back_at_the_next_upgrade(app, two):
    if app_engine(app).dialect.name != "postgresql":
        return
    with owner_engine(app).begin() as connection:
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO linli_district"))
        connection.execute(text("GRANT SELECT (password_hash) ON account TO linli_district"))
        rls.protect(app, connection)
    for table in ("account", "operator"):
        with app.app_context(), district("好奇", "区管理员") as connection, pytest.raises(DBAPIError):
            connection.execute(text(f"SELECT password_hash FROM {table}"))


def test_the_district_cannot_write(app, two):
    with app.app_context(), district("试写", "区管理员") as connection, pytest.raises(DBAPIError):
        connection.execute(text("UPDATE probe_building SET name = 'x'"))


def test_the_district_says_what_it_comes_for(app):
    with app.app_context(), pytest.raises(ValueError, match="purpose"), district(" ", "区管理员"):
        pass


def test_flask_db_roles_prints_roles_without_special_rights_before_there_is_any_database(monkeypatch):
    for role, variable in (("owner", "OWNER_DATABASE_URL"), ("app", "DATABASE_URL"), ("district", "DISTRICT_DATABASE_URL")):
        monkeypatch.setenv(f"LINLI_{variable}", f"postgresql+psycopg://linli_{role}:pw@nowhere.invalid/linli")
    shown = subprocess.run([sys.executable, "-m", "flask", "db", "roles"], capture_output=True, text=True, check=True)
    rights = "LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD 'pw';"
    assert shown.stdout.splitlines() == [
        f'CREATE ROLE "linli_owner" {rights}',
        f'CREATE ROLE "linli_app" {rights}',
        f'CREATE ROLE "linli_district" {rights}',
        'ALTER DATABASE "linli" OWNER TO "linli_owner";',
        'ALTER SCHEMA public OWNER TO "linli_owner";',
    ]
