"""Bulk inserts in portions, so that a progress bar can move."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from sqlalchemy import insert

from core.tenancy.current import current_id
from core.tenancy.ids import new_id
from core.tenancy.session import db

PORTION = 1_000
Step = Callable[[int], None]


def row(**columns: Any) -> dict[str, Any]:
    """A row for `write`, with its id and community."""
    return {"community_id": current_id(), "id": new_id(), **columns}


def write(model: Any, rows: Iterable[dict[str, Any]], step: Step) -> None:
    """Insert rows that all have the same columns; `step(n)` is told of each portion."""
    left = iter(rows)
    while portion := list(islice(left, PORTION)):
        db.session.execute(insert(model), portion)
        step(len(portion))
