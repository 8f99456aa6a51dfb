"""Is the work spread fairly, and how long and how far: figures of a period, each counted from the rows."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import hypot
from typing import Any

from sqlalchemy import and_, exists, func, select

from core.api import Building, Grid, Person, ServiceRecord, Volunteer, now, scope_filter, session, stands

from ..models import Offer, Request
from .replay import REVIEW
from .spread import gini, percentile, top_tenth_percent

PERIODS = (30, 90, 365)
# Hours served in the period, as (from, below) in minutes; the first is who served not at all.
BANDS = ((0, 1), (1, 300), (300, 600), (600, 1200), (1200, 3000), (3000, None))
NAMED = 12


@dataclass(frozen=True)
class Spread:
    """Hours per active volunteer over all services: how many people in each of BANDS, Gini (0 to 1), and the share of
    the busiest tenth in per cent."""

    people: int
    minutes: int
    bands: list[int]
    gini: float
    top_tenth: int


@dataclass(frozen=True)
class GridRow:
    """One grid's requests: how many, how many found somebody, minutes waited (half, nine of ten), metres on average."""

    name: str
    requests: int
    found: int
    wait_half: int | None
    wait_most: int | None
    metres: int | None


def spread(actor: Any, days: int) -> Spread:
    """How evenly the hours of a period lie on the active volunteers that the actor may see."""
    since = now() - timedelta(days=days)
    served = and_(ServiceRecord.helper_id == Volunteer.person_id, ServiceRecord.started_at >= since, stands())
    minutes = [
        int(value)
        for value in session.scalars(
            select(func.coalesce(func.sum(ServiceRecord.minutes), 0))
            .select_from(Volunteer)
            .outerjoin(ServiceRecord, served)
            .where(*_active(actor))
            .group_by(Volunteer.id)
        )
    ]
    bands = [sum(low <= value and (below is None or value < below) for value in minutes) for low, below in BANDS]
    return Spread(len(minutes), sum(minutes), bands, gini(minutes), top_tenth_percent(minutes))


def never_asked(actor: Any, days: int) -> tuple[int, Sequence[Any]]:
    """Active volunteers whom the station did not ask once in the period: how many, and the first dozen by
    registration as (person id, name, building, last served)."""
    asked = exists().where(Offer.person_id == Volunteer.person_id, Offer.asked_at >= now() - timedelta(days=days))
    where = [*_active(actor), ~asked]
    count = session.scalar(select(func.count()).select_from(Volunteer).where(*where)) or 0
    rows = session.execute(
        select(Person.id, Person.name, Building.name.label("building"), Volunteer.last_served_at)
        .join(Volunteer, Volunteer.person_id == Person.id)
        .outerjoin(Building, Building.id == Volunteer.building_id)
        .where(*where)
        .order_by(Volunteer.since, Volunteer.id)
        .limit(NAMED)
    ).all()
    return count, rows


def per_grid(actor: Any, days: int) -> tuple[GridRow, list[GridRow]]:
    """Requests of the period that the actor may see: all of them in one row, then grid by grid; one statement."""
    rows = session.execute(
        select(
            Grid.name, Request.asked_at, Offer.state_since, Building.x, Building.y, Volunteer.base_x, Volunteer.base_y
        )
        .select_from(Request)
        .outerjoin(Building, Building.id == Request.building_id)
        .outerjoin(Grid, Grid.id == Building.grid_id)
        .outerjoin(Offer, and_(Offer.request_id == Request.id, Offer.state == "accepted"))
        .outerjoin(Volunteer, Volunteer.id == Offer.volunteer_id)
        .where(
            Request.asked_at >= now() - timedelta(days=days), Request.state != "cancelled",
            scope_filter(actor, REVIEW, Request),
        )
    ).all()
    by_grid: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_grid[row.name or ""].append(row)
    return _grid_row("", rows), [_grid_row(name, by_grid[name]) for name in sorted(by_grid)]


def _grid_row(name: str, rows: Sequence[Any]) -> GridRow:
    found = [row for row in rows if row.state_since is not None]
    waits = [round((row.state_since - row.asked_at).total_seconds() / 60) for row in found]
    ways = [hypot(row.base_x - row.x, row.base_y - row.y) for row in found if row.base_x is not None and row.x is not None]
    return GridRow(
        name, len(rows), len(found), percentile(waits, 50), percentile(waits, 90),
        round(sum(ways) / len(ways)) if ways else None,
    )


def _active(actor: Any) -> list[Any]:
    return [Volunteer.state == "active", scope_filter(actor, REVIEW, Volunteer)]
