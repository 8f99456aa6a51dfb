"""SQLite's twin of row level security: whatever the SQL, a connection reads and writes rows of its community only.

Each connection lays a TEMP VIEW of the same name over every tenant table (SQLite looks there first), so that any SELECT
meets the view. Writes cannot go to a view: their target, and nothing else, is rewritten to `main.<table>`, where TEMP
triggers skip rows of others and refuse to make any. An authorizer refuses to read `main.<table>` in other ways.
"""
from __future__ import annotations

import re
import sqlite3
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

from core.tenancy.current import OtherCommunity, current_id_or_none
from core.tenancy.model import written_once

# What makes a table a tenant table is visible in the database itself: its primary key starts with the community.
TENANT_TABLES = (
    "SELECT m.name FROM main.sqlite_master m, pragma_table_info(m.name) c"
    " WHERE m.type = 'table' AND c.name = 'community_id' AND c.pk = 1 ORDER BY 1"
)
ALL_TABLES = "SELECT name FROM main.sqlite_master WHERE type = 'table'"

GUARDS = """
CREATE TEMP TRIGGER "guard {table} insert" BEFORE INSERT ON main."{table}"
 WHEN NEW.community_id IS NOT linli_community() BEGIN SELECT RAISE(ABORT, 'row of another community'); END;
CREATE TEMP TRIGGER "guard {table} update" BEFORE UPDATE ON main."{table}"
 WHEN OLD.community_id IS NOT linli_community() BEGIN SELECT RAISE(IGNORE); END;
CREATE TEMP TRIGGER "guard {table} move" BEFORE UPDATE OF community_id ON main."{table}"
 WHEN NEW.community_id IS NOT OLD.community_id BEGIN SELECT RAISE(ABORT, 'a row stays in its community'); END;
CREATE TEMP TRIGGER "guard {table} delete" BEFORE DELETE ON main."{table}"
 WHEN OLD.community_id IS NOT linli_community() BEGIN SELECT RAISE(IGNORE); END;
CREATE TEMP VIEW "{table}" AS SELECT * FROM main."{table}" WHERE community_id = linli_community();
"""

SCHEMA_CHANGES = frozenset(
    getattr(sqlite3, f"SQLITE_{change}{kind}")
    for change in ("CREATE_", "DROP_")
    for kind in ("INDEX", "TABLE", "TEMP_INDEX", "TEMP_TABLE", "TEMP_TRIGGER", "TEMP_VIEW", "TRIGGER", "VIEW", "VTABLE")
) | {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_ALTER_TABLE}

CHANGES = frozenset((sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE))

_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'"
    r"|(?P<name>\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\]|\w+)|(?P<sign>[().,;])",
    re.DOTALL,
)
_VERBS = {"INSERT", "REPLACE", "UPDATE", "DELETE", "SELECT", "VALUES"}


class Guard:
    """The tables that one connection guards, and whether the statement being prepared is a write."""

    def __init__(self, driver: Any) -> None:
        self.schema_version = _schema_version(driver)
        self.tenant = frozenset(name for (name,) in driver.execute(TENANT_TABLES))
        self.known = frozenset(name for (name,) in driver.execute(ALL_TABLES))
        self.written_once = written_once()
        self.writing = False

    def authorize(self, action: int, first: str | None, second: str | None, database: str | None, source: str | None) -> int:
        """SQLite asks this once for each column of a statement when it prepares it, never for each row."""
        if action in SCHEMA_CHANGES or (action in CHANGES and first in self.written_once):
            return sqlite3.SQLITE_DENY
        if action != sqlite3.SQLITE_READ or database != "main":
            return sqlite3.SQLITE_OK
        if first in self.tenant:
            # Foreign keys read neighbouring tables during a write; `qualify` has seen to what the write itself names.
            through_view = source == first or (source or "").startswith("guard ")
            return sqlite3.SQLITE_OK if through_view or self.writing else sqlite3.SQLITE_DENY
        known = first in self.known or (first or "").startswith("sqlite_")
        return sqlite3.SQLITE_OK if known else sqlite3.SQLITE_DENY


def install(engine: Engine) -> None:
    """Guard every connection of an engine."""
    event.listen(engine, "connect", _guard_connection)
    event.listen(engine, "checkout", _renew_after_migration)
    event.listen(engine, "before_cursor_execute", _qualify_target, retval=True)
    event.listen(engine, "after_cursor_execute", _written)
    event.listen(engine, "handle_error", _failed)


def _schema_version(driver: Any) -> int:
    version: int = driver.execute("PRAGMA main.schema_version").fetchone()[0]
    return version


def _guard_connection(driver: Any, record: Any) -> None:
    driver.create_function("linli_community", 0, current_id_or_none, deterministic=True)
    guard = record.info["guard"] = Guard(driver)
    driver.executescript("".join(GUARDS.format(table=table) for table in sorted(guard.tenant)))
    driver.set_authorizer(guard.authorize)


def _renew_after_migration(driver: Any, record: Any, proxy: Any) -> None:
    """A migration in another process may have made tables that this connection does not guard yet."""
    if _schema_version(driver) != record.info["guard"].schema_version:
        raise DisconnectionError("the schema changed")


def _qualify_target(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> Any:
    guard: Guard = connection.connection.info["guard"]
    rewritten, guard.writing = qualify(statement, guard.tenant)
    return rewritten, parameters


def _written(connection: Any, *about: Any) -> None:
    connection.connection.info["guard"].writing = False


def _failed(context: Any) -> None:
    if context.connection is not None and not context.connection.closed:
        _written(context.connection)


@lru_cache(maxsize=4096)
def qualify(statement: str, tenant: frozenset[str]) -> tuple[str, bool]:
    """The statement with the target of its write qualified, and whether it writes to a tenant table.

    Raises OtherCommunity when a write names `main` itself: that would pass by the views.
    """
    tokens = [t for t in _TOKEN.finditer(statement) if t.lastgroup]
    target = _target(tokens)
    if target is None or _plain(target) not in tenant:
        return statement, False
    if any(_plain(t).lower() == "main" and _sign_after(tokens, i) == "." for i, t in enumerate(tokens)):
        raise OtherCommunity("SQL that writes may not name the schema main")
    return f"{statement[: target.start()]}main.{statement[target.start() :]}", True


def _target(tokens: list[re.Match[str]]) -> re.Match[str] | None:
    """The table that INSERT, REPLACE, UPDATE or DELETE writes to, also behind WITH; None for other statements."""
    start = _verb(tokens)
    if start is None or tokens[start].group().upper() in ("SELECT", "VALUES"):
        return None
    words = {"INSERT", "REPLACE", "UPDATE", "DELETE", "INTO", "FROM", "OR"}
    previous = ""
    for token in tokens[start:]:
        word = token.group().upper()
        if word not in words and previous != "OR":  # OR is followed by IGNORE, ABORT ...
            return token
        previous = word
    return None


def _verb(tokens: list[re.Match[str]]) -> int | None:
    if not tokens or tokens[0].group().upper() not in {"WITH", *_VERBS}:
        return None
    depth = 0
    for i, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if depth == 0 and token.group().upper() in _VERBS:
            return i
    return None


def _plain(token: re.Match[str]) -> str:
    return token.group().strip('"`[]')


def _sign_after(tokens: list[re.Match[str]], i: int) -> str:
    return tokens[i + 1].group() if i + 1 < len(tokens) else ""
