"""Who would have been sent to needs of the past under other weights: read once, then only reckoned, nothing written.

What was served and planned counts as it was at each moment. Skills, free hours, homes, blocks and who is active are those
of today, because their past is not kept; and whether somebody would have said yes, nobody knows.
"""
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from core.communities.calendar import community_zone
from core.grids.models import Building
from core.grids.services import centre
from core.kernel.occupancy.models import OccupiedQuarter
from core.kernel.occupancy.services import quarters
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.candidates import Candidate, local_pieces
from core.volunteers.matching import month_start
from core.volunteers.models import Availability, PersonBlock, ServiceRecord, Skill, Volunteer, VolunteerSkill
from core.volunteers.need import Need, Suggestion, Weights
from core.volunteers.records import stands
from core.volunteers.scoring import judge, said


@dataclass(frozen=True)
class PastNeed:
    """A need as it was asked at a moment. plan, record: what came of it then (occupancy owner, service record), which
    a replay leaves out, because another may have gone."""

    need: Need
    asked_at: datetime
    plan: tuple[str, int] | None = None
    record_id: int | None = None


Choose = Callable[[PastNeed, list[Suggestion]], list[Suggestion]]


@dataclass
class _Helper:
    """One volunteer of today, with all that the hard filters and the score ask."""

    row: Any
    skills: dict[int, date | None] = field(default_factory=dict)
    windows: list[tuple[int, int, int]] = field(default_factory=list)
    busy: set[int] = field(default_factory=set)
    served_before: datetime | None = None
    # (end, start) of services since the first month that matters, in that order.
    served: list[tuple[datetime, datetime]] = field(default_factory=list)
    knows: dict[int, datetime] = field(default_factory=dict)

    def copy(self) -> _Helper:
        """For one replay, which adds to what was served and planned."""
        return replace(self, busy=set(self.busy), served=list(self.served), knows=dict(self.knows))


class Hindsight:
    """The volunteers as needs of the past would have found them; ten statements, however many needs and volunteers."""

    def __init__(self, asked: Sequence[PastNeed]) -> None:
        self._zone = community_zone()
        self._asked = sorted(_placed(asked), key=lambda past: past.asked_at)
        self._blocks = _blocks()
        self._helpers = self._read() if self._asked else {}

    def replay(
        self, weights: Weights, limit: int, choose: Choose | None = None, near_metres: int = 0
    ) -> list[list[Suggestion]]:
        """For each need, in the order of asking, who would have been asked first: the `limit` best, or whom `choose` takes
        of them; those within `near_metres` before all others, where it is not 0.

        The first one is taken to have gone: that service counts when later needs are judged.
        """
        helpers = {person_id: helper.copy() for person_id, helper in self._helpers.items()}
        return [self._one(past, helpers, weights, limit, choose, near_metres) for past in self._asked]

    @property
    def asked(self) -> list[PastNeed]:
        """The needs, in the order of asking."""
        return self._asked

    def _one(
        self, past: PastNeed, helpers: dict[int, _Helper], weights: Weights, limit: int, choose: Choose | None,
        near_metres: int,
    ) -> list[Suggestion]:
        need, at = past.need, past.asked_at
        month, fits = month_start(at, self._zone), self._filter(need)
        found = [
            judge(need, _candidate(helper, need, at, month), weights, at) for helper in helpers.values() if fits(helper)
        ]
        near = [j for j in found if weights.radius is None or j.metres <= weights.radius]
        near.sort(key=lambda j: (0 < near_metres < j.metres, j.order))
        picks = [said(need, judged, self._zone, at) for judged in near[:limit]]
        if choose is not None:
            picks = choose(past, picks)
        if picks:
            _send(helpers[picks[0].person_id], need)
        return picks

    def _filter(self, need: Need) -> Any:
        pieces = list(local_pieces(need.start.astimezone(self._zone), need.end.astimezone(self._zone)))
        taken = quarters(need.start, need.end, need.travel_minutes)
        day = need.start.astimezone(self._zone).date()

        def fits(helper: _Helper) -> bool:
            row = helper.row
            if need.skill_id is not None and not _valid(helper.skills, need.skill_id, day):
                return False
            if row.person_id == need.person_id or (row.person_id, need.person_id) in self._blocks:
                return False
            if need.minors and not (row.minors_cleared_until and row.minors_cleared_until >= day):
                return False
            free = all(any(w[0] == p[0] and w[1] <= p[1] and w[2] >= p[2] for w in helper.windows) for p in pieces)
            return free and helper.busy.isdisjoint(taken)

        return fits

    def _read(self) -> dict[int, _Helper]:
        v = Volunteer
        active = (
            select(
                v.id, v.person_id, Person.name, v.base_x, v.base_y, v.building_id, v.grid_id, v.minors_cleared_until
            )
            .join(Person, Person.id == v.person_id)
            .where(v.state == "active", Person.deceased_on.is_(None))
            .order_by(v.id)
        )
        helpers = {row.person_id: _Helper(row) for row in db.session.execute(active)}
        by_volunteer = {helper.row.id: helper for helper in helpers.values()}
        self._read_abilities(by_volunteer)
        self._read_plans(helpers)
        self._read_services(helpers)
        return helpers

    def _read_abilities(self, helpers: dict[int, _Helper]) -> None:
        wanted = {past.need.skill_id for past in self._asked if past.need.skill_id is not None}
        held = (
            select(VolunteerSkill.volunteer_id, Skill.id, VolunteerSkill.valid_until, Skill.needs_certificate)
            .join(Skill, Skill.id == VolunteerSkill.skill_id)
            .where(Skill.id.in_(sorted(wanted)))
        )
        for volunteer_id, skill_id, until, certified in db.session.execute(held):
            if volunteer_id in helpers and (until is not None or not certified):
                helpers[volunteer_id].skills[skill_id] = until
        hours = select(Availability.volunteer_id, Availability.weekday, Availability.start_minute, Availability.end_minute)
        for volunteer_id, *window in db.session.execute(hours):
            if volunteer_id in helpers:
                helpers[volunteer_id].windows.append(tuple(window))

    def _read_plans(self, helpers: dict[int, _Helper]) -> None:
        spans = [quarters(past.need.start, past.need.end, past.need.travel_minutes) for past in self._asked]
        own = {past.plan for past in self._asked if past.plan}
        q = OccupiedQuarter
        taken = select(q.resource_id, q.quarter, q.owner_kind, q.owner_id).where(
            q.resource_kind == "person",
            q.quarter.between(min(span.start for span in spans), max(span.stop for span in spans)),
        )
        for person_id, quarter, kind, owner in db.session.execute(taken):
            if person_id in helpers and (kind, owner) not in own:
                helpers[person_id].busy.add(quarter)

    def _read_services(self, helpers: dict[int, _Helper]) -> None:
        r = ServiceRecord
        since = month_start(self._asked[0].asked_at, self._zone)
        replayed = {past.record_id for past in self._asked if past.record_id is not None}
        before = select(r.helper_id, func.max(r.ended_at)).where(r.started_at < since, stands()).group_by(r.helper_id)
        for person_id, ended_at in db.session.execute(before):
            if person_id in helpers:
                helpers[person_id].served_before = ended_at
        lately = select(r.id, r.helper_id, r.started_at, r.ended_at).where(
            r.started_at >= since, r.started_at < self._asked[-1].asked_at, stands()
        )
        for record_id, person_id, start, end in db.session.execute(lately.order_by(r.ended_at)):
            if person_id in helpers and record_id not in replayed:
                helpers[person_id].served.append((end, start))
        helped = {past.need.person_id for past in self._asked if past.need.person_id is not None}
        known = select(r.id, r.helper_id, r.helped_id, r.ended_at).where(r.helped_id.in_(sorted(helped)), stands())
        for record_id, person_id, helped_id, end in db.session.execute(known):
            if person_id in helpers and record_id not in replayed:
                met = helpers[person_id].knows
                met[helped_id] = min(end, met.get(helped_id, end))


def _valid(skills: dict[int, date | None], skill_id: int, day: date) -> bool:
    until = skills.get(skill_id, date.min)
    return until is None or until >= day


def _candidate(helper: _Helper, need: Need, at: datetime, month: datetime) -> Candidate:
    row = helper.row
    done = helper.served[: bisect_left(helper.served, (at, at))]
    return Candidate(
        row.id, row.person_id, row.name, row.base_x, row.base_y, 0, row.building_id, row.grid_id,
        done[-1][0] if done else helper.served_before, sum(start >= month for _end, start in done),
        need.person_id is not None and need.person_id in helper.knows and helper.knows[need.person_id] < at,
    )


def _send(helper: _Helper, need: Need) -> None:
    helper.busy.update(quarters(need.start, need.end, need.travel_minutes))
    service = (need.end, need.start)
    helper.served.insert(bisect_left(helper.served, service), service)
    if need.person_id is not None:
        helper.knows[need.person_id] = min(need.end, helper.knows.get(need.person_id, need.end))


def _blocks() -> set[tuple[int, int]]:
    pairs = db.session.execute(select(PersonBlock.person_id, PersonBlock.other_id)).all()
    return {(one, two) for one, two in pairs} | {(two, one) for one, two in pairs}


def _placed(asked: Sequence[PastNeed]) -> list[PastNeed]:
    """With x and y: the need's own, its building's, or the community's middle."""
    wanted = {past.need.building_id for past in asked if past.need.building_id is not None}
    found = select(Building.id, Building.grid_id, Building.x, Building.y).where(Building.id.in_(sorted(wanted)))
    buildings, middle = {row.id: row for row in db.session.execute(found)}, centre()
    placed = []
    for past in asked:
        row = buildings.get(past.need.building_id or 0)
        if past.need.x is not None and past.need.y is not None:
            placed.append(past)
        elif row is None:
            placed.append(replace(past, need=replace(past.need, x=middle.x, y=middle.y)))
        else:
            placed.append(replace(past, need=replace(past.need, x=row.x, y=row.y, grid_id=row.grid_id)))
    return placed
