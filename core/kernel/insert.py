"""Insert a row unless its unique key is taken: the way in which two writers find out who was first."""
from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from core.tenancy.session import db


def insert_new(model: Any, values: dict[str, Any], key: tuple[str, ...]) -> bool:
    """Insert one row in the session's transaction; False when a row with the same unique `key` columns is there.

    A second writer waits for the first one's commit, then gets False: nothing of its own transaction is lost.
    Violations of any other constraint raise sqlalchemy.exc.IntegrityError.
    """
    session = db.session()
    session.flush()
    return insert_new_on(session.connection(), model, values, key)


def insert_new_on(connection: Connection, model: Any, values: dict[str, Any], key: tuple[str, ...]) -> bool:
    """Like `insert_new`, on a connection of one's own (global tables only)."""
    make: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}[connection.dialect.name]
    statement = make(model.__table__).values(**values).on_conflict_do_nothing(index_elements=list(key))
    # Without the option the row count of an INSERT is not kept.
    return bool(connection.execute(statement.execution_options(preserve_rowcount=True)).rowcount == 1)
