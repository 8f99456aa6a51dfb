"""Millions of rows by a few statements: the database makes them itself out of a row of numbers."""
from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Connection, Select, String, Table, insert, literal, select

from core.clock import now
from core.tenancy.model import Base, UtcDateTime


def numbers(count: int, start: int = 0) -> Any:
    """A subquery with one column `n`: start, start + 1 ... (count of them)."""
    first = select(literal(start, BigInteger).label("n")).cte("numbers", recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n < start + count - 1))


def fill(connection: Connection, table: str, source: Select[Any], **columns: Any) -> None:
    """Insert a row for each of the source's; columns that nobody names and that must be filled get zero, "" or now."""
    made: Table = Base.metadata.tables[table]
    values = {c.name: columns[c.name] if c.name in columns else _blank(c) for c in made.c if c.name in columns or not c.nullable}
    rows = source.with_only_columns(*(value.label(name) for name, value in values.items()), maintain_column_froms=True)
    connection.execute(insert(made).from_select(list(values), rows, include_defaults=False))


def _blank(column: Any) -> Any:
    if isinstance(column.type, UtcDateTime):
        return literal(now(), column.type)
    if isinstance(column.type, String):
        return literal("")
    return literal(False) if isinstance(column.type, Boolean) else literal(0)


def scattered(number: Any, prime: int, width: int) -> Any:
    """0 to width - 1 in a fixed disorder: squares by a prime fall everywhere, and two primes make two directions free."""
    return (number * number % prime * 7919 + number) % width
