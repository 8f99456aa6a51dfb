"""Who would have been sent: a month's requests judged anew under other settings. Nothing is written.

The first one asked is taken to go, before and after alike, because who would have answered yes, nobody knows. Work split
over days is judged visit by visit: the first as it was asked, each other one as it was agreed on, when the one before
ended. Of a finished visit only its real time is kept, so that this stands for the agreed one.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import hypot
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.api import (
    Building,
    Hindsight,
    Need,
    PastNeed,
    Person,
    Skill,
    Suggestion,
    Volunteer,
    moment_at,
    month_after,
    scope_filter,
    session,
)

from ..models import Request
from ..rules import Rules
from ..service_models import Visit
from .dispatching import need_of
from .left_out import left_out_of
from .spread import top_tenth_percent

REVIEW = "love_savings.review"
OWNER = "love_savings.request"
MOST = 200
_Helper = aliased(Person)


@dataclass(frozen=True)
class Totals:
    """Of one way to choose: visits that somebody made and that nobody could, the way of those who went in metres
    each, how many different people went, and the share of the busiest tenth of them in per cent."""

    served: int
    unserved: int
    metres: int
    people: int
    top_tenth: int


@dataclass(frozen=True)
class Going:
    """One visit, which most requests have one of: the request's row, which of how many it is, what was needed, when that
    was asked, and the service record that came of it."""

    row: Any
    number: int
    visits: int
    need: Need
    asked_at: datetime
    record_id: int | None


@dataclass(frozen=True)
class Line:
    """One visit: who would have been asked under the settings in force, and under the changed ones."""

    going: Going
    before: list[Suggestion]
    after: list[Suggestion]

    @property
    def changed(self) -> bool:
        """Whether somebody else would have been asked first."""
        return [s.person_id for s in self.before[:1]] != [s.person_id for s in self.after[:1]]

    @property
    def row(self) -> Any:
        """The request's row."""
        return self.going.row


@dataclass(frozen=True)
class Replay:
    """The lines, newest first, and the totals: what really happened, under the settings in force, under the others."""

    lines: list[Line]
    really: Totals
    before: Totals
    after: Totals


def replay(actor: Any, month: int, before: Rules, after: Rules) -> Replay:
    """The newest 200 requests of a month that the actor may see, under two settings; chosen as a first wave is."""
    goings = sorted(_goings(_rows(actor, month)), key=lambda going: going.asked_at)
    past = Hindsight(
        [PastNeed(one.need, one.asked_at, (OWNER, one.row.id), one.record_id) for one in goings]
    )
    apart = left_out_of([going.row for going in goings])
    found = [
        past.replay(rule.weights, rule.offer_size + apart.most, apart.first_wave(rule), rule.first_metres)
        for rule in (before, after)
    ]
    lines = [Line(going, one, two) for going, one, two in zip(goings, *found, strict=True)]
    return Replay(lines[::-1], _really([going.row for going in goings]), _totals(found[0]), _totals(found[1]))


def _goings(rows: Sequence[Any]) -> Iterator[Going]:
    split = [row.id for row in rows if row.visits]
    earlier: dict[int, list[Visit]] = {}
    for visit in session.scalars(select(Visit).where(Visit.request_id.in_(split)).order_by(Visit.number)):
        earlier.setdefault(visit.request_id, []).append(visit)
    for row in rows:
        made, asked = earlier.get(row.id, []), row.asked_at
        spans = [
            (visit.started_at, max(visit.ended_at, visit.started_at + timedelta(minutes=1)), visit.service_record_id)
            for visit in made
        ]
        # Where no further visit came, the request has the times of the last one; the last record is the request's.
        if not made or row.checked_out_at != made[-1].ended_at:
            spans.append((row.starts_at, row.ends_at, row.service_record_id))
        for number, (start, end, record) in enumerate(spans, 1):
            mine = record or (row.service_record_id if number == len(spans) else None)
            yield Going(row, number, len(spans), replace(need_of(row), start=start, end=end), asked, mine)
            asked = end


def _rows(actor: Any, month: int) -> Sequence[Any]:
    first, last = (moment_at(date(m // 100, m % 100, 1), 0) for m in (month, month_after(month)))
    newest = session.execute(
        select(
            Request.id, Request.asked_at, Request.starts_at, Request.ends_at, Request.skill_id, Request.person_id,
            Request.building_id, Request.service_record_id, Request.words, Request.helper_id,
            Request.visits, Request.checked_out_at,
            Skill.title.label("skill_title"), _Helper.name.label("helper_name"), Building.name.label("building_name"),
            Building.x, Building.y, Volunteer.base_x, Volunteer.base_y,
        )
        .outerjoin(Skill, Skill.id == Request.skill_id)
        .outerjoin(Building, Building.id == Request.building_id)
        .outerjoin(_Helper, _Helper.id == Request.helper_id)
        .outerjoin(Volunteer, Volunteer.person_id == Request.helper_id)
        .where(
            Request.asked_at >= first, Request.asked_at < last, Request.state.not_in(("submitted", "cancelled")),
            scope_filter(actor, REVIEW, Request),
        )
        .order_by(Request.asked_at.desc(), Request.id.desc())
        .limit(MOST)
    ).all()
    return newest[::-1]


def metres_of(row: Any) -> int | None:
    """How far the one who really went lives from the one who asked; None where either home is not on the plan."""
    if row.base_x is None or row.x is None:
        return None
    return round(hypot(row.base_x - row.x, row.base_y - row.y))


def _really(rows: Sequence[Any]) -> Totals:
    went = [row for row in rows if row.helper_id is not None]
    ways = [way for way in map(metres_of, went) if way is not None]
    return _summed(len(rows), ways, [row.helper_id for row in went])


def _totals(found: Sequence[Sequence[Suggestion]]) -> Totals:
    first = [row[0] for row in found if row]
    return _summed(len(found), [s.metres for s in first], [s.person_id for s in first])


def _summed(asked: int, ways: Sequence[int], people: Sequence[int]) -> Totals:
    times = Counter(people)
    return Totals(
        len(people), asked - len(people), round(sum(ways) / len(ways)) if ways else 0, len(times),
        top_tenth_percent(list(times.values())),
    )
