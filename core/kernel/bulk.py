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
Step = Callable[[int], None]  # told how many rows were written since the last call, for a progress bar


def bulk_row(**columns: Any) -> dict[str, Any]:
    """A row for `bulk_insert`, with its id and community."""
    return {"community_id": current_id(), "id": new_id(), **columns}


def bulk_insert(model: Any, rows: Iterable[dict[str, Any]], step: Step | None = None) -> None:
    """Insert rows that all have the same columns, in portions; `step` is told of each."""
    left = iter(rows)
    while portion := list(islice(left, PORTION)):
        db.session.execute(insert(model), portion)
        if step:
            step(len(portion))
