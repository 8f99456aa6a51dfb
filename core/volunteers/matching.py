"""Who suits a need: hard filters in one statement, then a score whose reasons are said in words."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.clock import now
from core.communities.calendar import community_zone
from core.grids.models import Building
from core.grids.services import centre
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.candidates import candidates
from core.volunteers.need import USUAL_WEIGHTS, Need, Suggestion, Weights
from core.volunteers.scoring import Judged, judge, metres, said

# First look this far and at so many; the box grows until nobody outside it can be better.
FIRST_BOX = 450
FIRST_ROWS = 96


def suggest(
    need: Need, limit: int = 8, exclude: Collection[int] = (), weights: Weights = USUAL_WEIGHTS
) -> list[Suggestion]:
    """The best volunteers for a need, best first; `exclude` holds volunteer ids (who declined already).

    Exact: nobody left out scores better than the last one named. Raises ValueError for a need that ends before it
    starts or lasts longer than a day.
    """
    need, zone, moment = _placed(need), community_zone(), now()
    best = _search(need, zone, month_start(moment, zone), limit, exclude, weights)
    return [said(need, judged, zone, moment) for judged in best]


def month_start(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the month of this moment began there, in UTC."""
    day = moment.astimezone(zone)
    return datetime(day.year, day.month, 1, tzinfo=zone).astimezone(UTC)


def _search(
    need: Need, zone: ZoneInfo, month: datetime, limit: int, exclude: Collection[int], weights: Weights
) -> list[Judged]:
    box: int | None = FIRST_BOX
    rows, moment = max(FIRST_ROWS, 4 * limit), now()
    while True:
        found = candidates(need, zone, month, box, rows, exclude)
        ranked = sorted((judge(need, c, weights, moment) for c in found), key=lambda judged: judged.order)
        ranked = [judged for judged in ranked if weights.radius is None or judged.metres <= weights.radius]
        # Whoever was not read is at least this far away.
        horizon = metres(need, found[-1]) if len(found) == rows else box
        if horizon is None or (weights.radius is not None and horizon > weights.radius):
            return ranked[:limit]
        if len(ranked) >= limit and ranked[limit - 1].score <= horizon - weights.largest_bonus:
            return ranked[:limit]
        if len(found) == rows:
            rows *= 4
        else:
            box = box * 3 if box is not None and box < FIRST_BOX * 9 else None


def _placed(need: Need) -> Need:
    if not need.start < need.end <= need.start + timedelta(days=1):
        raise ValueError("a need ends after it starts and lasts a day at most")
    if need.x is not None and need.y is not None:
        return need
    where: Any = select(Building.id, Building.grid_id, Building.x, Building.y)
    if need.building_id is None and need.person_id is not None:
        where = where.join(Person, Person.building_id == Building.id).where(Person.id == need.person_id)
    else:
        where = where.where(Building.id == need.building_id)
    row = db.session.execute(where).first()
    if row is None:
        x, y = centre()
        return replace(need, x=x, y=y)
    return replace(need, building_id=row.id, grid_id=row.grid_id, x=row.x, y=row.y)
