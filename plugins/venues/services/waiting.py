"""The waiting list: whoever asked first and still fits gets a place that became free."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from core.api import SYSTEM, Refused, now, session

from ..models import Booking
from ..rules import rules
from ..workflow import flow
from .opening import is_open, venue
from .plans import clashes, uses_around

AT_ONCE = 200


def serve_waiting(place_id: int | None = None) -> int:
    """Move up those for whom there is room, first come first served; returns how many. Harmless when repeated.

    Called after each cancellation, and every quarter of an hour for places that other services freed.
    """
    here = [] if place_id is None else [Booking.place_id == place_id]
    query = select(Booking).where(Booking.state == "waiting", Booking.starts_at > now(), *here)
    rows = session.scalars(query.order_by(Booking.asked_at, Booking.id).limit(AT_ONCE)).all()
    return sum(_serve(row) for row in rows)


def _serve(row: Booking) -> bool:
    found = venue(row.place_id)
    if not is_open(found, row.starts_at, row.ends_at):
        return False  # closed since they asked, such as for a holiday: nobody is sent before a locked door
    if clashes(found, uses_around(found, row.starts_at, row.ends_at), row.starts_at, row.ends_at):
        return False
    if found.rules is not None and found.rules.needs_approval:
        # The first in line alone goes to staff; the others wait for what they decide.
        step = "" if _before(row) else "reconsider"
    else:
        step = "promote" if row.starts_at - now() >= timedelta(hours=rules().offer_hours) else "offer"
    if not step:
        return False
    try:
        with session.begin_nested():
            flow.fire(row, step, SYSTEM)
    except Refused:
        return False  # taken at this moment, or the things or hours ran out: they wait on
    return True


def _before(row: Booking) -> bool:
    """Whether another wish for that time is with staff already."""
    asked = select(Booking.id).where(
        Booking.place_id == row.place_id, Booking.state == "requested", Booking.starts_at < row.ends_at,
        Booking.ends_at > row.starts_at,
    )
    return session.scalar(asked.limit(1)) is not None


def places_in_line(rows: Sequence[Booking]) -> dict[int, int]:
    """At which place of the line each waiting booking stands, from 1; one statement for all of them."""
    waiting = [row for row in rows if row.state == "waiting"]
    if not waiting:
        return {}
    others = session.execute(
        select(Booking.place_id, Booking.starts_at, Booking.ends_at, Booking.asked_at, Booking.id).where(
            Booking.state == "waiting", Booking.place_id.in_({row.place_id for row in waiting})
        )
    ).all()
    return {
        row.id: 1 + sum(
            o.place_id == row.place_id and o.starts_at < row.ends_at and o.ends_at > row.starts_at
            and (o.asked_at, o.id) < (row.asked_at, row.id)
            for o in others
        )
        for row in waiting
    }
