"""Who suits a need: hard filters in one statement, then a score whose reasons are said in words."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import hypot
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.clock import now
from core.communities.services import current_community
from core.communities.words import N_
from core.grids.models import Building
from core.grids.services import centre
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.candidates import Candidate, candidates
from core.volunteers.need import Need, Reason, Suggestion

# The score is in metres: what a volunteer's distance is worth against load, rest and acquaintance. Least is best.
LOAD_METRES = 60
LOAD_COUNTED = 10
REST_DAYS = 7
REST_METRES = 20
SAME_BUILDING = 60
SAME_GRID = 40
KNOWN = 100
LARGEST_BONUS = SAME_BUILDING + KNOWN

# First look this far and at so many; the box grows until nobody outside it can be better.
FIRST_BOX = 450
FIRST_ROWS = 96


@dataclass(frozen=True)
class _Judged:
    score: int
    metres: int
    candidate: Candidate


def suggest(need: Need, limit: int = 8, exclude: Collection[int] = ()) -> list[Suggestion]:
    """The best volunteers for a need, best first; `exclude` holds volunteer ids (who declined already).

    Exact: nobody left out scores better than the last one named. Raises ValueError for a need that ends before it
    starts or lasts longer than a day.
    """
    need, zone = _placed(need), ZoneInfo(current_community().timezone)
    today = now().astimezone(zone).date()
    month = datetime(today.year, today.month, 1, tzinfo=zone).astimezone(UTC)
    best = _search(need, zone, month, limit, exclude)
    return [_said(need, judged, zone) for judged in best]


def _search(need: Need, zone: ZoneInfo, month: datetime, limit: int, exclude: Collection[int]) -> list[_Judged]:
    box: int | None = FIRST_BOX
    rows = max(FIRST_ROWS, 4 * limit)
    while True:
        found = candidates(need, zone, month, box, rows, exclude)
        ranked = sorted((_judge(need, c) for c in found), key=lambda j: (j.score, j.metres, j.candidate.volunteer_id))
        # Whoever was not read is at least this far away.
        horizon = _metres(need, found[-1]) if len(found) == rows else box
        if horizon is None or (len(ranked) >= limit and ranked[limit - 1].score <= horizon - LARGEST_BONUS):
            return ranked[:limit]
        if len(found) == rows:
            rows *= 4
        else:
            box = box * 3 if box is not None and box < FIRST_BOX * 9 else None


def _judge(need: Need, found: Candidate) -> _Judged:
    metres = _metres(need, found)
    score = metres + LOAD_METRES * min(found.served_this_month, LOAD_COUNTED)
    if found.last_served_at is not None:
        days = max(0, (now() - found.last_served_at).days)
        score += REST_METRES * max(0, REST_DAYS - days)
    if need.building_id is not None and found.building_id == need.building_id:
        score -= SAME_BUILDING
    elif need.grid_id is not None and found.grid_id == need.grid_id:
        score -= SAME_GRID
    return _Judged(score - KNOWN if found.knows else score, metres, found)


def _metres(need: Need, found: Candidate) -> int:
    return round(hypot(found.x - (need.x or 0), found.y - (need.y or 0)))


def _said(need: Need, judged: _Judged, zone: ZoneInfo) -> Suggestion:
    found = judged.candidate
    reasons: list[Reason] = []
    if need.building_id is not None and found.building_id == need.building_id:
        reasons.append(Reason(N_("同一栋楼")))
    else:
        if need.grid_id is not None and found.grid_id == need.grid_id:
            reasons.append(Reason(N_("同一%(grid)s")))
        reasons.append(Reason(N_("约 %(metres)s 米"), {"metres": max(10, round(judged.metres, -1))}))
    if found.knows:
        reasons.append(Reason(N_("服务过这位居民")))
    times = found.served_this_month
    reasons.append(Reason(N_("本月服务 %(times)s 次"), {"times": times}) if times else Reason(N_("本月还没有服务")))
    if found.last_served_at is not None:
        reasons.append(_last_served(found.last_served_at, zone))
    return Suggestion(found.volunteer_id, found.person_id, found.name, judged.metres, judged.score, reasons)


def _last_served(moment: datetime, zone: ZoneInfo) -> Reason:
    days = (now().astimezone(zone).date() - moment.astimezone(zone).date()).days
    return Reason(N_("上次服务在 %(days)s 天前"), {"days": days}) if days > 0 else Reason(N_("上次服务在今天"))


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
