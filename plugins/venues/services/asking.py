"""Booking a place: what the rules say about a wish, and the booking that comes of it."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select

from core.api import (
    SYSTEM,
    Missing,
    Occupied,
    Person,
    PlaceUse,
    _,
    audit,
    community_today,
    local_day,
    lock_person,
    month_of,
    now,
    on_behalf_of,
    session,
)

from ..errors import CannotBook, PlaceTaken
from ..kinds import title_of
from ..models import Booking
from ..rules import rules as settings
from ..workflow import OPEN, flow
from . import equipment, groups, quota
from .calendar import clock, minute_of
from .opening import Venue, venue
from .plans import clashes, free_words, uses_around

APPROVE = "venues.approve"


@dataclass(frozen=True)
class Wish:
    """Who wants which place when and for what; `wait`: on the waiting list where it is taken."""

    place_id: int
    person_id: int
    starts_at: datetime
    ends_at: datetime
    kind: str
    purpose: str = ""
    people: int = 0
    team_id: int | None = None
    unit_id: int | None = None
    wanted: Mapping[int, int] = field(default_factory=dict)
    wait: bool = False
    series_id: int | None = None


def ask(actor: Any, wish: Wish) -> Booking:
    """A booking: approved at once where the place needs no approval, else waiting for staff or for the place.

    For somebody else the actor needs the permission to approve, and it is noted as typed in (代办).
    Raises Missing, CannotBook (with the field to put right), PlaceTaken, QuotaUsed, NotEnoughEquipment.
    """
    found = venue(wish.place_id)
    person = the_person(actor, wish.person_id)
    group = groups.check_group(wish.person_id, actor, wish.team_id, wish.unit_id)
    check_wish(found, wish, actor, group=bool(group))
    booking = _written(wish, person, actor, group)
    equipment.want(booking, wish.wanted)
    quota.check_quota(found, booking)
    if clashes(found, uses_around(found, wish.starts_at, wish.ends_at), wish.starts_at, wish.ends_at):
        return _queued(found, booking, wish)
    if found.rules is not None and found.rules.needs_approval:
        return booking
    try:
        with session.begin_nested():
            return flow.fire(booking, "confirm", SYSTEM)
    except Occupied:
        # Somebody was quicker between the look and the grip.
        return _queued(found, booking, wish)


def the_person(actor: Any, person_id: int) -> Person:
    """Oneself, or somebody in the actor's reach; raises Missing."""
    person = session.get(Person, person_id)
    if person is None or (actor.person_id != person_id and not actor.can(APPROVE, person)):
        raise Missing(_("没有找到这位居民。"))
    if person.deceased_on is not None:
        raise CannotBook(_("不能为这位居民预约，请核对档案。"))
    return person


def check_wish(found: Venue, wish: Wish, actor: Any, *, group: bool) -> None:
    """Everything that the rules of the place say, except who else wants it; raises CannotBook."""
    if found.rules is None or not found.bookable:
        raise CannotBook(_("%(place)s现在不接受预约，请选别的场地。", place=found.place.name))
    groups.check_who(found.rules.who, wish.person_id, actor, group=group)
    check_time(found, wish.starts_at, wish.ends_at)
    if found.place.capacity and wish.people > found.place.capacity:
        raise CannotBook(_("这里最多容纳 %(count)s 人，请选大一点的场地。", count=found.place.capacity), "people")
    if not wish.series_id:
        check_open(wish.person_id, actor)


def check_time(found: Venue, start: datetime, end: datetime) -> None:
    """When: in the future, not too far, on the quarter hour, within the opening hours; raises CannotBook."""
    day = local_day(start)
    if end <= start:
        raise CannotBook(_("结束时间要晚于开始时间，请改一下。"), "end")
    if start < now():
        raise CannotBook(_("这个时间已经过去了，请选以后的时间。"), "start")
    if day > community_today() + timedelta(days=found.days_ahead):
        raise CannotBook(_("最多提前 %(days)s 天预约，请选近一点的日子。", days=found.days_ahead), "day")
    if start.timestamp() % 900 or end.timestamp() % 900:
        raise CannotBook(_("请选整点、一刻、半点或三刻。"), "start")
    if end - start > timedelta(minutes=found.longest_minutes):
        raise CannotBook(_("一次最多 %(count)s 分钟，请缩短时间，或分成几次。", count=found.longest_minutes), "end")
    _check_hours(found, day, minute_of(start), minute_of(end) + 1440 * (local_day(end) - day).days)


def _check_hours(found: Venue, day: date, first: int, last: int) -> None:
    if day in found.closed:
        why = found.closed[day] or _("临时闭馆")
        raise CannotBook(_("%(place)s这一天不开放（%(why)s），请换一天。", place=found.place.name, why=why), "day")
    hours = found.hours_on(day)
    if hours is None:
        raise CannotBook(_("%(place)s这一天休息，请换一天。", place=found.place.name), "day")
    if first < hours[0] or last > hours[1]:
        span = f"{clock(hours[0])}–{clock(hours[1])}"
        raise CannotBook(_("这一天的开放时间是 %(span)s，请在这段时间里选。", span=span), "start")


def check_open(person_id: int, actor: Any) -> None:
    """Raises CannotBook for whoever has as many open bookings as one may have; a weekly series counts as one.

    Locks the person, so that two wishes at once both count.
    """
    if actor.can(APPROVE):
        return
    lock_person(person_id)
    most = settings().open_at_once
    single = func.sum(case((Booking.series_id.is_(None), 1), else_=0))
    counted = select(func.coalesce(single, 0) + func.count(Booking.series_id.distinct()))
    if session.scalar(counted.where(Booking.person_id == person_id, Booking.state.in_(OPEN))) >= most:
        raise CannotBook(_("您已经有 %(count)s 个预约还没用，请用完或取消一个，再约新的。", count=most))


def _written(wish: Wish, person: Person, actor: Any, group: str) -> Booking:
    behalf = actor.person_id != wish.person_id
    booking = Booking(
        place_id=wish.place_id, person_id=wish.person_id, team_id=wish.team_id, unit_id=wish.unit_id,
        building_id=person.building_id, series_id=wish.series_id, kind=wish.kind, title=title_of(wish.kind, group),
        purpose=wish.purpose.strip()[:200], people=wish.people, starts_at=wish.starts_at, ends_at=wish.ends_at,
        month=month_of(local_day(wish.starts_at)), asked_at=now(), recorded_by_id=actor.person_id if behalf else None,
    )
    actor = on_behalf_of(actor, wish.person_id)
    flow.start(booking, actor)
    session.flush()
    if behalf:
        audit.write(
            "venues.ask_for", _("替居民预约了场地"), actor=actor, object_kind="venues_booking", object_id=booking.id
        )
    return booking


def _queued(found: Venue, booking: Booking, wish: Wish) -> Booking:
    if not wish.wait:
        raise PlaceTaken(found.place.name, _("、").join(free_words(found, local_day(wish.starts_at))))
    return flow.fire(booking, "queue", SYSTEM)


def refusal_of(found: Venue, wish: Wish, actor: Any, uses: Sequence[PlaceUse], *, group: bool) -> str:
    """Why this one day of a series could not be had, "" where nothing is in the way; `uses` are known already."""
    try:
        check_wish(found, wish, actor, group=group)
    except CannotBook as no:
        return str(no)
    if clashes(found, uses, wish.starts_at, wish.ends_at):
        return str(_("这段时间已经有安排。"))
    return ""
