"""Occupy, release and ask; plans round outward to quarter hours, and only accepted or approved plans occupy."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from core.kernel.occupancy.errors import Occupied
from core.kernel.occupancy.models import OccupiedQuarter
from core.tenancy.current import current_id
from core.tenancy.ids import new_id
from core.tenancy.session import db

SECONDS = 15 * 60
LONGEST = timedelta(days=31)


class Plan(NamedTuple):
    """One resource for [start, end), on behalf of its owner; see `occupy`."""

    resource_kind: str
    resource_id: int
    start: datetime
    end: datetime
    owner_kind: str
    owner_id: int


def quarters(start: datetime, end: datetime, buffer_minutes: int = 0) -> range:
    """The UTC quarter hours that [start, end) touches, with the buffer on both sides; raises ValueError."""
    if start.tzinfo is None or end.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    if not start < end <= start + LONGEST or buffer_minutes < 0:
        raise ValueError("a plan ends after it starts, lasts 31 days at most and has no negative buffer")
    buffer = buffer_minutes * 60
    return range(int((start.timestamp() - buffer) // SECONDS), int(-(-(end.timestamp() + buffer) // SECONDS)))


def occupy(
    resource_kind: str,
    resource_id: int,
    start: datetime,
    end: datetime,
    owner_kind: str,
    owner_id: int,
    buffer_minutes: int = 0,
) -> None:
    """Take a resource for [start, end) plus travel buffer (minutes, both sides), in the caller's transaction.

    Raises Occupied when any quarter hour is taken, also by an earlier plan of the same owner; the caller's other work
    stays intact.
    """
    plan = Plan(resource_kind, resource_id, start, end, owner_kind, owner_id)
    _take(_rows(plan, buffer_minutes))


def occupy_all(plans: Iterable[Plan]) -> None:
    """Take many at once, as a course does for its whole term: all of them or none, in one statement.

    Raises Occupied like `occupy`; the caller's other work stays intact.
    """
    # In one order, so that of two who want the same quarters one waits for the other instead of both.
    wanted = sorted(plans, key=lambda plan: (plan.resource_kind, plan.resource_id, plan.start))
    _take([row for plan in wanted for row in _rows(plan)])


def _rows(plan: Plan, buffer_minutes: int = 0) -> list[dict[str, Any]]:
    base = {
        "resource_kind": plan.resource_kind, "resource_id": plan.resource_id, "owner_kind": plan.owner_kind,
        "owner_id": plan.owner_id,
    }  # fmt: skip
    wanted = quarters(plan.start, plan.end, buffer_minutes)
    return [{"community_id": current_id(), "id": new_id(), "quarter": quarter, **base} for quarter in wanted]


def _take(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    db.session.flush()
    try:
        with db.session.begin_nested():
            db.session.execute(insert(OccupiedQuarter), rows)
    except IntegrityError as taken:
        raise Occupied from taken


def release(owner_kind: str, owner_id: int) -> int:
    """Free all that a plan occupies; returns the number of quarter hours."""
    mine = delete(OccupiedQuarter).where(OccupiedQuarter.owner_kind == owner_kind, OccupiedQuarter.owner_id == owner_id)
    db.session.flush()
    result: Any = db.session.execute(mine.execution_options(synchronize_session=False))
    return int(result.rowcount)


def release_all(owner_kind: str, owner_ids: Iterable[int]) -> int:
    """Free all that these plans of one kind occupy; returns the number of quarter hours."""
    ids = list(owner_ids)
    if not ids:
        return 0
    mine = delete(OccupiedQuarter).where(OccupiedQuarter.owner_kind == owner_kind, OccupiedQuarter.owner_id.in_(ids))
    db.session.flush()
    result: Any = db.session.execute(mine.execution_options(synchronize_session=False))
    return int(result.rowcount)


def is_free(resource_kind: str, resource_id: int, start: datetime, end: datetime, buffer_minutes: int = 0) -> bool:
    """Whether the resource is free now; only `occupy` makes sure of it."""
    return not busy(resource_kind, [resource_id], start, end, buffer_minutes)


def busy(
    resource_kind: str, ids: Iterable[int], start: datetime, end: datetime, buffer_minutes: int = 0
) -> set[int]:
    """Those of `ids` that are taken at some quarter hour of [start, end) plus buffer; one query."""
    return set(taken_quarters(resource_kind, ids, quarters(start, end, buffer_minutes)))


def taken_quarters(resource_kind: str, ids: Iterable[int], wanted: range) -> dict[int, set[int]]:
    """Which of the wanted quarter hours are taken, by resource; who is free throughout is left out. One query."""
    taken = select(OccupiedQuarter.resource_id, OccupiedQuarter.quarter).where(
        OccupiedQuarter.resource_kind == resource_kind,
        OccupiedQuarter.resource_id.in_(list(ids)),
        OccupiedQuarter.quarter.between(wanted.start, wanted.stop - 1),
    )
    found: dict[int, set[int]] = {}
    for resource_id, quarter in db.session.execute(taken):
        found.setdefault(resource_id, set()).add(quarter)
    return found
