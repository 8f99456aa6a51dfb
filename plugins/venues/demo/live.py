"""What goes on now: bookings of those who can sign in, wishes that wait for staff, somebody on the waiting list."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from core.api import Person, Refused, actor_for, community_today, moment_at, now, session

from ..models import Booking
from ..services import asking, plans
from ..services.calendar import day_bounds, minute_of
from ..services.opening import Venue

# Whose, what kind of place, in how many days, from when, how long, what for, and the word to staff.
WISHES = (
    ("resident", "sports", 1, 540, 60, "sports", ""),
    ("resident", "hall", 4, 600, 90, "party", "邻居们一起包饺子，想借十张折叠椅。"),
    ("volunteer", "garden", 5, 450, 60, "dance", ""),
    ("volunteer", "room", 2, 810, 60, "learn", "教老人用手机，要用投影仪。"),
    ("grid", "hall", 4, 630, 90, "meet", "楼栋议事会，大约三十人。"),
    ("volunteer", "hall", 6, 840, 60, "games", ""),
)


def load_live(rng: Random, venues: list[Venue], signins: Mapping[str, Person]) -> None:
    """Two of the wishes overlap, so that approving one asks about the other; the last day's is left to staff."""
    by_kind: dict[str, list[Venue]] = {}
    for venue in venues:
        by_kind.setdefault(venue.place.kind, []).append(venue)
    for who, kind, days, minute, length, what, words in WISHES:
        person, there = signins.get(who), by_kind.get(kind)
        if person is not None and there:
            _ask(person, rng.choice(there) if kind != "hall" else there[0], days, minute, length, what, words)
    resident = signins.get("resident")
    if resident is not None:
        _wait(resident, venues)
    volunteer = signins.get("volunteer")
    if volunteer is not None:
        _today(volunteer, by_kind.get("room", []))


def _ask(person: Person, venue: Venue, days: int, minute: int, length: int, what: str, words: str) -> None:
    """At the wished time, or at the next one of that day that is free; nowhere if the day is full."""
    day = community_today() + timedelta(days=days)
    start = moment_at(day, minute)
    spans = plans.free_spans(venue, day, plans.uses_around(venue, *day_bounds(day)))
    if not any(a <= start and start + timedelta(minutes=length) <= b for a, b in spans):
        free = [a for a, b in spans if b - a >= timedelta(minutes=length) and not _class_time(venue, a, length)]
        if not free:
            return
        start = free[0]
    _try(person, asking.Wish(venue.place.id, person.id, start, start + timedelta(minutes=length), what, words))


def _class_time(venue: Venue, start: datetime, minutes: int) -> bool:
    """Whether a room would be in use in the late afternoon, which belongs to the classes."""
    return venue.place.kind == "room" and minute_of(start) < 19 * 60 and minute_of(start) + minutes > 16 * 60


def _try(person: Person, wish: asking.Wish) -> Any:
    try:
        with session.begin_nested():
            return asking.ask(actor_for(person), wish)
    except Refused:
        return None  # the demo's own wish is nobody's trouble


def _wait(person: Person, venues: list[Venue]) -> None:
    """On the waiting list for something that others have tomorrow or later."""
    open_to_all = [v.place.id for v in venues if v.rules is not None and v.rules.who == "everybody"]
    taken = session.scalar(
        select(Booking)
        .where(
            Booking.state == "approved", Booking.person_id != person.id, Booking.place_id.in_(open_to_all),
            Booking.starts_at > now() + timedelta(days=1),
        )
        .order_by(Booking.starts_at, Booking.id)
        .limit(1)
    )
    if taken is not None:
        wish = asking.Wish(taken.place_id, person.id, taken.starts_at, taken.ends_at, "games", wait=True)
        _try(person, wish)


def _today(person: Person, rooms: list[Venue]) -> None:
    """Something to check in to, as soon as a room is free today."""
    for venue in rooms:
        for start, end in plans.free_spans(venue, community_today(), plans.uses_around(venue, *day_bounds(community_today()))):
            if end - start >= timedelta(minutes=60) and not _class_time(venue, start, 45):
                _try(person, asking.Wish(venue.place.id, person.id, start, start + timedelta(minutes=45), "games"))
                return
