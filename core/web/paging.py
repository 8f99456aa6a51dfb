"""Lists of twenty: one page of rows and how many there are in all."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from core.tenancy.session import db

ROWS = 20


@dataclass(frozen=True)
class Page:
    """One page of a list: its `rows`, the number of the `page` from 1, and the `total` over all pages."""

    rows: list[Any]
    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // ROWS))


def page_of(statement: Select[Any], number: int, counted: Select[Any] | int | None = None) -> Page:
    """The page with this number (the last one if it is past the end), in two statements.

    `counted`: a statement that counts the same rows with less work, say without the joins of the list; or how many
    there are, where the caller knows, which saves a statement.
    """
    if counted is None:
        counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = counted if isinstance(counted, int) else db.session.scalar(counted) or 0
    number = max(1, min(number, -(-total // ROWS)))
    found = db.session.execute(statement.limit(ROWS).offset((number - 1) * ROWS)).all()
    return Page([row[0] if len(row) == 1 else row for row in found], number, total)
