"""The one statement behind a suggestion: every hard filter, nearest first.

Its text depends on the shape of a need only. It is built once for each shape from plain tables, because building and
caching an ORM query anew costs several times what the database takes to answer it. The guards of the database hold
here as everywhere; `community_id` is named for each table so that their indexes serve.
"""
from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, exists, false, func, or_, select

from core.kernel.occupancy.models import OccupiedQuarter
from core.kernel.occupancy.services import quarters
from core.people.models import Person
from core.tenancy.current import current_id
from core.tenancy.session import db
from core.volunteers.models import (
    Availability,
    PersonBlock,
    ServiceRecord,
    ServiceVoid,
    Skill,
    Volunteer,
    VolunteerSkill,
)
from core.volunteers.need import Need

COMMUNITY: Any = bindparam("community")


class Candidate(NamedTuple):
    """A volunteer whom no hard filter rules out."""

    volunteer_id: int
    person_id: int
    name: str
    x: int
    y: int
    far: int
    building_id: int | None
    grid_id: int | None
    last_served_at: datetime | None
    served_this_month: int
    knows: bool


class Shape(NamedTuple):
    """What decides the text of the statement."""

    skill: bool
    person: bool
    minors: bool
    days: int
    boxed: bool
    excluding: bool


def candidates(
    need: Need, zone: ZoneInfo, month: datetime, box: int | None, rows: int, exclude: Collection[int]
) -> list[Candidate]:
    """At most `rows` volunteers within `box` metres east-west and north-south (None: anywhere), nearest first."""
    start, end = need.start.astimezone(zone), need.end.astimezone(zone)
    pieces = list(local_pieces(start, end))
    taken = quarters(need.start, need.end, need.travel_minutes)
    values: dict[str, Any] = {
        "community": current_id(), "month": month, "day": start.date(), "x": need.x, "y": need.y, "rows": rows,
        "first_quarter": taken.start, "last_quarter": taken.stop - 1, "skill": need.skill_id, "person": need.person_id,
        "exclude": sorted(exclude), "box": box,
    }  # fmt: skip
    for number, piece in enumerate(pieces):
        values |= zip((f"weekday{number}", f"from{number}", f"to{number}"), piece, strict=True)
    shape = Shape(
        need.skill_id is not None, need.person_id is not None, need.minors, len(pieces), box is not None, bool(exclude)
    )
    return [Candidate(*row) for row in db.session.connection().execute(_statement(shape), values)]


@lru_cache(maxsize=256)
def _statement(shape: Shape) -> Select[Any]:
    near = _near(shape).limit(bindparam("rows")).subquery()
    record, void = ServiceRecord.__table__, ServiceVoid.__table__
    declared_void = exists().where(_ours(void), void.c.record_id == record.c.id)
    by_helper = and_(_ours(record), record.c.helper_id == near.c.person_id, ~declared_void)
    # Counting comes after the limit, so that only those who may be named are counted.
    served = select(func.count()).where(by_helper, record.c.started_at >= bindparam("month")).scalar_subquery()
    knows: Any = exists().where(by_helper, record.c.helped_id == bindparam("person")) if shape.person else false()
    return select(near, served, knows).order_by(near.c.far, near.c.id)


def _near(shape: Shape) -> Select[Any]:
    v, p, held = Volunteer.__table__.c, Person.__table__.c, VolunteerSkill.__table__
    # A skill's index knows where its holders start from, so that nobody without the skill is read.
    place = held.c if shape.skill else v
    x: Any = bindparam("x")
    y: Any = bindparam("y")
    box: Any = bindparam("box")
    far = ((place.base_x - x) * (place.base_x - x) + (place.base_y - y) * (place.base_y - y)).label("far")
    query = (
        select(v.id, v.person_id, p.name, v.base_x, v.base_y, far, v.building_id, v.grid_id, v.last_served_at)
        .join(Person.__table__, and_(p.community_id == v.community_id, p.id == v.person_id))
        .where(v.community_id == COMMUNITY, v.state == "active", p.deceased_on.is_(None), *_filters(shape))
        .order_by(far, v.id)
    )
    if shape.skill:
        query = query.join(held, and_(_ours(held), held.c.volunteer_id == v.id)).where(*_has_skill())
    if shape.boxed:
        query = query.where(place.base_x.between(x - box, x + box), place.base_y.between(y - box, y + box))
    return query.where(v.id.not_in(bindparam("exclude", expanding=True))) if shape.excluding else query


def _filters(shape: Shape) -> Iterator[ColumnElement[bool]]:
    v, free, busy = Volunteer.__table__.c, Availability.__table__, OccupiedQuarter.__table__
    for number in range(shape.days):
        yield exists().where(
            _ours(free),
            free.c.volunteer_id == v.id,
            free.c.weekday == bindparam(f"weekday{number}"),
            free.c.start_minute <= bindparam(f"from{number}"),
            free.c.end_minute >= bindparam(f"to{number}"),
        )
    yield ~exists().where(
        _ours(busy),
        busy.c.resource_kind == "person",
        busy.c.resource_id == v.person_id,
        busy.c.quarter.between(bindparam("first_quarter"), bindparam("last_quarter")),
    )
    if shape.minors:
        yield v.minors_cleared_until >= bindparam("day")
    if shape.person:
        yield v.person_id != bindparam("person")
        yield from _unblocked()


def _has_skill() -> Iterator[ColumnElement[bool]]:
    held, skill = VolunteerSkill.__table__.c, Skill.__table__
    certified = exists().where(_ours(skill), skill.c.id == bindparam("skill"), skill.c.needs_certificate.is_(True))
    yield held.skill_id == bindparam("skill")
    yield or_(held.valid_until >= bindparam("day"), and_(held.valid_until.is_(None), ~certified))


def _unblocked() -> Iterator[ColumnElement[bool]]:
    block, person = PersonBlock.__table__, Volunteer.__table__.c.person_id
    for one, two in ((block.c.person_id, block.c.other_id), (block.c.other_id, block.c.person_id)):
        yield ~exists().where(_ours(block), one == bindparam("person"), two == person)


def _ours(table: FromClause) -> ColumnElement[bool]:
    return table.c.community_id == COMMUNITY


def local_pieces(start: datetime, end: datetime) -> Iterator[tuple[int, int, int]]:
    """The need as (weekday, start minute, end minute), cut at local midnight."""
    day = start.date()
    while day <= end.date():
        opens = start if start.date() == day else datetime.combine(day, time(), start.tzinfo)
        closes = 1440 if end.date() > day else end.hour * 60 + end.minute + bool(end.second)
        begins = opens.hour * 60 + opens.minute
        if begins < closes:
            yield day.weekday(), begins, closes
        day += timedelta(days=1)
