"""The class-day sheet: every child with state, flags and the next step, for forty as for four in the same statements."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select

from core.api import Person, session

from ..child_models import Alarm, BlockedAdult, ChildDay
from ..models import ClassDay, Duty, Seat
from ..workflow import child_flow
from . import health, pickups, renewing
from .family import blocks_of, who_comes


@dataclass(frozen=True)
class Line:
    """One child on the sheet. alert: something on the health sheet; no_sheet: none was filled in.

    lapsed: an adult may not fetch it, because who allowed it died.
    """

    child_id: int
    name: str
    state: str
    arrived_at: Any
    left_at: Any
    excused: bool
    late: bool
    alarmed: bool
    alone: bool
    blocked: bool
    alert: bool
    no_sheet: bool
    lapsed: bool


def lines(row: ClassDay, term_id: int) -> list[Line]:
    """All children of the class day by name, those still expected or inside first; five statements."""
    alarmed = (
        select(func.count())
        .select_from(Alarm)
        .where(Alarm.child_day_id == ChildDay.id, Alarm.community_id == ChildDay.community_id)
        .scalar_subquery()
    )
    found = session.execute(
        select(Person.id, Person.name, ChildDay, alarmed)
        .select_from(Seat)
        .join(Person, Person.id == Seat.child_id)
        .outerjoin(ChildDay, and_(ChildDay.class_day_id == Seat.class_day_id, ChildDay.child_id == Seat.child_id))
        .where(Seat.class_day_id == row.id)
        .order_by(Person.pinyin, Person.id)
    ).all()
    ids = [child_id for child_id, *_rest in found]
    sheets, alone, blocked = health.sheets_of(term_id, ids), pickups.alone_today(ids), blocks_of(ids)
    lapsed = renewing.lapsed_of(ids)
    return [
        Line(
            child_id, name, day.state if day else "expected", day.arrived_at if day else None,
            day.left_at if day else None, bool(day and day.excused), bool(day and day.late), bool(alarms),
            child_id in alone, child_id in blocked, sheets.get(child_id, False), child_id not in sheets,
            child_id in lapsed,
        )
        for child_id, name, day, alarms in found
    ]


def counts(found: Sequence[Line]) -> dict[str, int]:
    """How many children are in each state."""
    counted = Counter(line.state for line in found)
    return {state: counted.get(state, 0) for state in child_flow.graph.states}


def adults(row: ClassDay) -> list[Any]:
    """(duty, name) of the adults of the class day; one statement."""
    on_duty = select(Duty, Person.name).join(Person, Person.id == Duty.person_id).where(
        Duty.class_day_id == row.id, Duty.state != "off"
    )
    return list(session.execute(on_duty.order_by(Duty.role.desc(), Duty.id)).all())


@dataclass(frozen=True)
class Fetcher:
    """An adult who stands at the door: `key` for the form, `photo` where one is kept; blocked ones are never handed to.

    lapsed: who allowed it died, and nobody has said it anew.
    """

    key: str
    name: str
    relation: str
    photo: int | None
    blocked: bool
    lapsed: bool = False


def fetchers(child_id: int) -> list[Fetcher]:
    """Who may take this child today: its guardians, then those whom they named; a blocked one in red, for staff."""
    blocks = blocks_of([child_id]).get(child_id, [])
    names = {BlockedAdult.name.clear(block) for block in blocks}
    phones = {BlockedAdult.phone.clear(block) for block in blocks} - {None}
    persons = {block.adult_id for block in blocks} - {None}
    found = [
        Fetcher(f"guardian-{p.id}", p.name, tie.relation, None, p.id in persons or p.name in names)
        for tie, p in who_comes(child_id)
    ]
    lapsed = renewing.lapsed_of([child_id]).get(child_id, [])
    named = pickups.adults_of([child_id], today_only=True).get(child_id, []) + lapsed
    photos = pickups.photos_of([row.id for row in named])
    for row in named:
        name = pickups.PickupPerson.name.clear(row) or ""
        refused = name in names or pickups.PickupPerson.phone.clear(row) in phones
        found.append(Fetcher(f"adult-{row.id}", name, row.relation, photos.get(row.id), refused, row in lapsed))
    return found


def today_of(class_day_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """(children with a seat, adults that come) by class day, for lists; two statements."""
    seats = dict(
        session.execute(
            select(Seat.class_day_id, func.count()).where(Seat.class_day_id.in_(class_day_ids)).group_by(Seat.class_day_id)
        ).all()
    )
    adults_there = dict(
        session.execute(
            select(Duty.class_day_id, func.count())
            .where(Duty.class_day_id.in_(class_day_ids), Duty.state.in_(("planned", "present", "done")))
            .group_by(Duty.class_day_id)
        ).all()
    )
    return {day_id: (seats.get(day_id, 0), adults_there.get(day_id, 0)) for day_id in class_day_ids}
