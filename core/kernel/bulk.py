"""Many rows at once, for demo data and imports."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from sqlalchemy import insert

from core.tenancy.current import current_id
from core.tenancy.ids import new_id
from core.tenancy.session import db

PORTION = 1_000


def bulk_row(**columns: Any) -> dict[str, Any]:
    """A row for `bulk_insert`, with its id and community."""
    return {"community_id": current_id(), "id": new_id(), **columns}


def bulk_insert(model: Any, rows: Iterable[dict[str, Any]], step: Callable[[int], None] | None = None) -> None:
    """Insert rows that all have the same columns, in portions; `step(n)` is told of each, for a progress bar."""
    left = iter(rows)
    while portion := list(islice(left, PORTION)):
        db.session.execute(insert(model), portion)
        if step:
            step(len(portion))
