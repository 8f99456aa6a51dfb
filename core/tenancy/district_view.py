"""What the district may read of each table: enough for figures, and nothing that tells of a person or opens a door.

Ids and references, numbers, days, moments, yes and no, and short codes such as a state or a kind. No text that somebody
wrote, no name, no cipher or token, no hash; of tables that belong to no community only the list of communities. Plugins'
tables follow the same rule, so there is no list to forget a table in.
"""
from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Boolean, Connection, Date, DateTime, Integer, Numeric, String, Text, inspect

LONGEST_CODE = 30  # characters; states and kinds are shorter, names and words are declared longer
PLAIN = (Integer, Numeric, Boolean, Date, DateTime)
COMMUNITIES = "community"
NAMES = frozenset({"slug", "name"})  # of the communities, for the rows of a table of figures


def readable_columns(connection: Connection) -> dict[str, list[str]]:
    """The columns that the district may read by table; a table without any is left out."""
    found, schema = {}, inspect(connection)
    keys = schema.get_multi_pk_constraint()
    for (_schema, table), columns in schema.get_multi_columns().items():
        key = keys[None, table]["constrained_columns"]
        if table == COMMUNITIES or key[:1] == ["community_id"]:
            open_ones = [c["name"] for c in columns if _counts(c["type"]) or (table == COMMUNITIES and c["name"] in NAMES)]
            found[table] = sorted(open_ones)
    return found


def _counts(kind: Any) -> bool:
    if isinstance(kind, String):
        return not isinstance(kind, Text) and kind.length is not None and kind.length <= LONGEST_CODE
    return isinstance(kind, PLAIN)


def grant(connection: Connection, role: str) -> None:
    """Give PostgreSQL's district role these columns and take away whatever else it could read; as the owner."""
    connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {role}")
    for table, columns in readable_columns(connection).items():
        named = ", ".join(f'"{column}"' for column in columns)
        connection.exec_driver_sql(f'GRANT SELECT ({named}) ON "{table}" TO {role}')


def guard(connection: Connection) -> None:
    """SQLite's twin of the grants, on one connection; call it each time the door is opened, for tables made since."""
    driver: Any = connection.connection.dbapi_connection
    driver.set_authorizer(None)
    readable = {table: {*columns, ""} for table, columns in readable_columns(connection).items()}  # "": count(*)

    def authorize(action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
        if action != sqlite3.SQLITE_READ or second in readable.get(first or "", ()):
            return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    driver.set_authorizer(authorize)
