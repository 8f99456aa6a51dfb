"""The worker's decisions, and whom an approval would push out."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, Missing, Refused, _, now, session

from ..errors import OverlapsUnseen
from ..models import Booking
from ..workflow import flow
from .opening import Venue, venue

VIEW = "venues.view"


def the_booking(booking_id: int) -> Booking:
    """The booking; raises Missing."""
    booking = session.get(Booking, booking_id)
    if booking is None:
        raise Missing(_("没有找到这个预约。"))
    return booking


def for_staff(booking_id: int, actor: Any) -> Booking:
    """For a worker in whose reach it is; raises Missing."""
    booking = the_booking(booking_id)
    if not actor.can(VIEW, booking):
        raise Missing(_("没有找到这个预约。"))
    return booking


def for_booker(booking_id: int, actor: Any) -> Booking:
    """For the one who booked; raises Missing."""
    booking = the_booking(booking_id)
    if booking.person_id != actor.person_id:
        raise Missing(_("没有找到这个预约。"))
    return booking


def rivals(booking: Booking, found: Venue | None = None) -> Sequence[Booking]:
    """Open wishes that could no longer be had beside this booking, the earlier asked first."""
    around = (found or venue(booking.place_id)).around
    query = select(Booking).where(
        Booking.place_id == booking.place_id, Booking.state.in_(("requested", "offered")), Booking.id != booking.id,
        Booking.starts_at < booking.ends_at + around, Booking.ends_at > booking.starts_at - around,
    )
    return session.scalars(query.order_by(Booking.asked_at, Booking.id)).all()


def approve(booking_id: int, actor: Any, seen: Collection[int] = ()) -> Booking:
    """Say yes, and with it no to the rivals, all of which the worker must have seen.

    Raises OverlapsUnseen, Missing, Occupied, QuotaUsed, NotEnoughEquipment.
    """
    booking = for_staff(booking_id, actor)
    _lock_in_order([booking.id, *(row.id for row in rivals(booking))])
    booking = flow.lock(booking)
    others = rivals(booking)
    if booking.state == "requested" and not {row.id for row in others} <= set(seen):
        raise OverlapsUnseen
    booking = flow.fire(booking, "approve", actor)
    reason = str(_("这个时间批给了别的预约。可以改个时间，或者排候补。"))
    for other in others:
        if flow.lock(other).state in ("requested", "offered"):
            flow.fire(other, "crowd_out", SYSTEM, reason)
    return booking


def approve_series(booking_id: int, actor: Any) -> tuple[int, int]:
    """Approve what waits of the same series; what is taken or has rivals is left for a look at it alone.

    Returns how many were approved and how many were left.
    """
    first = for_staff(booking_id, actor)
    waiting = select(Booking.id).where(Booking.series_id == (first.series_id or 0), Booking.state == "requested")
    ids = session.scalars(waiting.order_by(Booking.id)).all()
    done = 0
    for each in ids:
        try:
            with session.begin_nested():
                approve(each, actor)
            done += 1
        except Refused:
            continue
    return done, len(ids) - done


def _lock_in_order(ids: Sequence[int]) -> None:
    """All at once and by number, so that two workers who approve two rivals wait for each other and never in a ring."""
    session.execute(select(Booking.id).where(Booking.id.in_(ids)).order_by(Booking.id).with_for_update())


def overlap_counts(rows: Sequence[Any]) -> dict[int, int]:
    """How many rivals each waiting wish of a list has; one statement."""
    asked = [row for row in rows if row.state == "requested"]
    if not asked:
        return {}
    others = session.execute(
        select(Booking.id, Booking.place_id, Booking.starts_at, Booking.ends_at).where(
            Booking.state.in_(("requested", "offered")), Booking.place_id.in_({row.place_id for row in asked}),
            Booking.ends_at > now(),
        )
    ).all()
    return {
        row.id: sum(
            o.id != row.id and o.place_id == row.place_id and o.starts_at < row.ends_at and o.ends_at > row.starts_at
            for o in others
        )
        for row in asked
    }
