"""A plugin's later revisions, applied to tables that have rows: empty tables take every change, those of a community do not."""
from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import Column, Connection, MetaData, Table, event, func, select

from core.tenancy import migrations
from core.tenancy.engines import owner_engine
from core.tenancy.histories import pending, stored_tables

KEY = 1  # of every row: so whatever refers to another row refers to one that is there
VALUES: dict[type, Any] = {
    str: "x", int: KEY, bool: False, float: 1.0, Decimal: Decimal(1), bytes: b"x", object: {},
    datetime: datetime(2024, 3, 5, 9, 30, tzinfo=UTC), date: date(2024, 3, 5), time: time(9, 30),
}  # fmt: skip


def upgrade_with_rows(app: Flask, owner: str) -> None:
    """Apply the owner's revisions one by one, with a row in each of its tables before the next; raises MigrationFailed.

    On SQLite, with core's tables there. A row holds what its columns must hold, and nothing else.
    """
    engine = owner_engine(app)
    # The rows mean nothing: what a table says of its values is not what is tried here.
    event.listen(engine, "connect", lambda driver, record: driver.execute("PRAGMA ignore_check_constraints = ON"))
    engine.dispose()
    for revision in pending(app).get(owner, []):
        migrations.upgrade(app, owner, revision)
        with engine.connect() as connection:
            _fill(connection, owner)
            connection.commit()


def _fill(connection: Connection, owner: str) -> None:
    stored = MetaData()
    stored.reflect(connection)
    wanted = [stored.tables[name] for name in stored_tables(connection).get(owner, [])]
    for table in wanted:  # grows while it is walked, by the tables that a row needs
        wanted += [parent for parent in _needed(table) if parent not in wanted]
    for table in sorted(wanted, key=stored.sorted_tables.index):
        if not connection.scalar(select(func.count()).select_from(table)):
            connection.execute(table.insert().values({column.name: _value(column) for column in table.columns if _is_needed(column)}))


def _needed(table: Table) -> list[Table]:
    keys = table.foreign_key_constraints
    return [key.referred_table for key in keys if all(_is_needed(column) for column in key.columns)]


def _is_needed(column: Column[Any]) -> bool:
    return column.primary_key or (not column.nullable and column.server_default is None)


def _value(column: Column[Any]) -> Any:
    if column.primary_key or column.foreign_keys:
        return KEY
    try:
        return VALUES.get(column.type.python_type, "x")
    except NotImplementedError:  # a type that only the plugin knows
        return "x"
