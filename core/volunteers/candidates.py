"""The one statement behind a suggestion: every hard filter, nearest first."""
from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select

from core.kernel.occupancy.models import OccupiedQuarter
from core.kernel.occupancy.services import quarters
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.models import Availability, PersonBlock, ServiceRecord, Skill, Volunteer, VolunteerSkill
from core.volunteers.need import Need


class Candidate(NamedTuple):
    """A volunteer whom no hard filter rules out."""

    volunteer_id: int
    person_id: int
    name: str
    x: int
    y: int
    building_id: int | None
    grid_id: int | None
    last_served_at: datetime | None
    served_this_month: int
    knows: bool


def candidates(
    need: Need, zone: ZoneInfo, month: datetime, box: int | None, rows: int, exclude: Collection[int]
) -> list[Candidate]:
    """At most `rows` volunteers within `box` metres east-west and north-south (None: anywhere), nearest first."""
    near = _near(need, zone, box, exclude).limit(rows).subquery()
    # Counting comes after the limit, so that only those who may be named are counted.
    served = (
        select(func.count())
        .where(ServiceRecord.helper_id == near.c.person_id, ServiceRecord.started_at >= month)
        .scalar_subquery()
    )
    knows: Any = literal(False)
    if need.person_id is not None:
        knows = exists().where(ServiceRecord.helper_id == near.c.person_id, ServiceRecord.helped_id == need.person_id)
    found = db.session.execute(select(near, served, knows).order_by(near.c.far, near.c.id))
    return [Candidate(*row[:5], *row[6:]) for row in found]


def _near(need: Need, zone: ZoneInfo, box: int | None, exclude: Collection[int]) -> Select[Any]:
    east, north = Volunteer.base_x - need.x, Volunteer.base_y - need.y
    far = (east * east + north * north).label("far")
    query = (
        select(
            Volunteer.id, Volunteer.person_id, Person.name, Volunteer.base_x, Volunteer.base_y, far,
            Volunteer.building_id, Volunteer.grid_id, Volunteer.last_served_at,
        )
        .join(Person, Person.id == Volunteer.person_id)
        .where(Volunteer.state == "active", Person.deceased_on.is_(None), *_filters(need, zone))
        .order_by(far, Volunteer.id)
    )  # fmt: skip
    if box is not None:
        query = query.where(
            Volunteer.base_x.between(need.x - box, need.x + box),  # type: ignore[operator]
            Volunteer.base_y.between(need.y - box, need.y + box),  # type: ignore[operator]
        )
    return query.where(Volunteer.id.not_in(sorted(exclude))) if exclude else query


def _filters(need: Need, zone: ZoneInfo) -> Iterator[ColumnElement[bool]]:
    day = need.start.astimezone(zone).date()
    if need.skill_id is not None:
        yield _has_skill(need.skill_id, day)
    for weekday, start, end in _pieces(need.start.astimezone(zone), need.end.astimezone(zone)):
        yield exists().where(
            Availability.volunteer_id == Volunteer.id,
            Availability.weekday == weekday,
            Availability.start_minute <= start,
            Availability.end_minute >= end,
        )
    taken = quarters(need.start, need.end, need.travel_minutes)
    yield ~exists().where(
        OccupiedQuarter.resource_kind == "person",
        OccupiedQuarter.resource_id == Volunteer.person_id,
        OccupiedQuarter.quarter.between(taken.start, taken.stop - 1),
    )
    if need.minors:
        yield Volunteer.minors_cleared_until >= day
    if need.person_id is not None:
        yield Volunteer.person_id != need.person_id
        yield ~_blocked(need.person_id)


def _has_skill(skill_id: int, day: date) -> ColumnElement[bool]:
    needs_none = exists().where(Skill.id == skill_id, Skill.needs_certificate.is_(False))
    return exists().where(
        VolunteerSkill.volunteer_id == Volunteer.id,
        VolunteerSkill.skill_id == skill_id,
        or_(VolunteerSkill.valid_until >= day, and_(VolunteerSkill.valid_until.is_(None), needs_none)),
    )


def _blocked(person_id: int) -> ColumnElement[bool]:
    return or_(
        exists().where(PersonBlock.person_id == person_id, PersonBlock.other_id == Volunteer.person_id),
        exists().where(PersonBlock.other_id == person_id, PersonBlock.person_id == Volunteer.person_id),
    )


def _pieces(start: datetime, end: datetime) -> Iterator[tuple[int, int, int]]:
    """The need as (weekday, start minute, end minute), cut at local midnight."""
    day = start.date()
    while day <= end.date():
        opens = start if start.date() == day else datetime.combine(day, time(), start.tzinfo)
        closes = 1440 if end.date() > day else end.hour * 60 + end.minute + bool(end.second)
        begins = opens.hour * 60 + opens.minute
        if begins < closes:
            yield day.weekday(), begins, closes
        day += timedelta(days=1)
