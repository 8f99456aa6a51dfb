"""Lists of bookings, each in a fixed number of statements, for booker and desk."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from core.api import MOST_TASKS, Page, Person, Place, community_today, now, page_of, session

from ..models import Booking
from ..workflow import OPEN
from .calendar import day_bounds

VIEW = "venues.view"
_LISTED = (
    select(Booking, Place.name.label("place_name"), Person.name.label("person_name"))
    .join(Place, Place.id == Booking.place_id)
    .join(Person, Person.id == Booking.person_id)
)
FILTERS = ("todo", "today", "coming", "waiting", "past", "all")


def _behind(which: str) -> ColumnElement[bool]:
    start, end = day_bounds(community_today())
    closed = Booking.state.not_in(OPEN)
    going = Booking.state.in_(("approved", "checked_in"))
    return {
        "todo": Booking.state == "requested",
        "today": and_(going, Booking.starts_at >= start, Booking.starts_at < end),
        "coming": and_(going, Booking.starts_at >= end),
        "waiting": Booking.state.in_(("waiting", "offered")),
        "past": closed,
        "all": Booking.id.is_not(None),
    }[which]


def counts(actor: Any) -> dict[str, int]:
    """How many bookings stand behind each filter, in one statement."""
    columns = [func.count().filter(_behind(name)).label(name) for name in FILTERS]
    row = session.execute(select(*columns).select_from(Booking).where(actor.scope(VIEW, Booking))).one()
    return {name: int(getattr(row, name)) for name in FILTERS}


def desk_page(actor: Any, which: str, number: int, total: int, place_id: int | None = None) -> Page:
    """Twenty bookings behind a filter; the soonest first where something is to be done, the newest first else."""
    where = [_behind(which), actor.scope(VIEW, Booking)]
    counted: Any = total
    if place_id:
        where.append(Booking.place_id == place_id)
        counted = select(func.count()).select_from(Booking).where(*where)
    soonest = which in ("todo", "today", "coming", "waiting")
    order = (Booking.starts_at, Booking.id) if soonest else (Booking.starts_at.desc(), Booking.id.desc())
    return page_of(_LISTED.where(*where).order_by(*order), number, counted)


_TO_DECIDE = _LISTED.where(Booking.state == "requested").order_by(Booking.starts_at, Booking.id)


def to_decide(actor: Any, limit: int = MOST_TASKS) -> Sequence[Any]:
    """Wishes that wait for this worker, soonest first."""
    return session.execute(_TO_DECIDE.where(actor.scope("venues.approve", Booking)).limit(limit)).all()


def mine(person_id: int | None, *, live: bool | None = None, limit: int = 30) -> Sequence[Any]:
    """One's own bookings: the open ones soonest first, the closed ones (False) or all (None) with the newest first."""
    query = select(Booking, Place.name.label("place_name")).join(Place, Place.id == Booking.place_id)
    query = query.where(Booking.person_id == person_id)
    if live:
        query = query.where(Booking.state.in_(OPEN)).order_by(Booking.starts_at, Booking.id)
    else:
        query = query.order_by(Booking.starts_at.desc(), Booking.id.desc())
        query = query if live is None else query.where(Booking.state.not_in(OPEN))
    return session.execute(query.limit(limit)).all()


def of_series(series_id: int) -> Sequence[Any]:
    """All bookings of a series, in their order."""
    return session.scalars(select(Booking).where(Booking.series_id == series_id).order_by(Booking.starts_at)).all()


def names_of_day(actor: Any, booking_ids: Sequence[int]) -> dict[int, str]:
    """Who booked, for those bookings of a plan that the worker may see."""
    rows = session.execute(
        select(Booking.id, Person.name)
        .join(Person, Person.id == Booking.person_id)
        .where(Booking.id.in_(booking_ids), actor.scope(VIEW, Booking))
    )
    return {key: name for key, name in rows}


def missed_lately(days: int = 30) -> int:
    """How often in the last days nobody came."""
    since = now() - timedelta(days=days)
    missed = (Booking.state == "released", Booking.starts_at >= since)
    return session.scalar(select(func.count()).select_from(Booking).where(*missed)) or 0
