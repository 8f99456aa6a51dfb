"""At the door: opening, check-in by the code, the end, and giving a booking back."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.api import (
    SYSTEM,
    Missing,
    Place,
    Refused,
    _,
    audit,
    forget_guesses,
    is_signed,
    now,
    number_in,
    session,
    sign_number,
    take_guess,
)

from ..errors import CannotBook
from ..models import Booking, VenueRules
from ..rules import rules
from ..workflow import flow
from .deciding import for_booker, for_staff, the_booking

KEY_DAYS, AT_ONCE = 2, 200
GUESS = "venues.door"


def check_in(booking_id: int, actor: Any, code: str) -> Booking:
    """The booker is there. The try is counted and committed first; raises TooSoon, WrongCode, TooEarly, TooLate."""
    for_booker(booking_id, actor)
    take_guess(GUESS, actor)
    booking = flow.fire(for_booker(booking_id, actor), "check_in", actor, code=code)
    forget_guesses(GUESS, actor)
    return booking


def step_of_booker(booking_id: int, actor: Any, step: str) -> Booking:
    """cancel, take or finish by the booker."""
    return flow.fire(for_booker(booking_id, actor), step, actor)


def cancel_series(booking_id: int, actor: Any) -> list[Booking]:
    """This booking of a series and the later ones that have not begun; each is freed for those who wait."""
    first = for_booker(booking_id, actor)
    later = select(Booking).where(
        Booking.series_id == (first.series_id or 0), Booking.starts_at >= first.starts_at,
        Booking.state.in_(("requested", "waiting", "offered", "approved")),
    )
    rows = session.scalars(later.order_by(Booking.id)).all()
    return [flow.fire(row, "cancel", actor) for row in rows]


def step_of_staff(booking_id: int, actor: Any, step: str, reason: str) -> Booking:
    """check_in_for, finish_for, refuse or call_off by a worker."""
    return flow.fire(for_staff(booking_id, actor), step, actor, reason)


def end_unreleased() -> int:
    """Where nobody is released, what was never checked in ends with its time too; returns how many."""
    over = select(Booking).where(Booking.state == "approved", Booking.due_at.is_(None), Booking.ends_at <= now())
    rows = session.scalars(over.order_by(Booking.ends_at, Booking.id).limit(AT_ONCE)).all()
    return sum(_end(row) for row in rows)


def _end(row: Booking) -> bool:
    try:
        with session.begin_nested():
            flow.fire(row, "end", SYSTEM)
    except Refused:
        return False  # somebody took another step at this very moment
    return True


def door_token(rules_of_place: VenueRules) -> str:
    """What the QR on a door says: signed, so that the six digits cannot be found by trying addresses."""
    return sign_number(rules_of_place.place_id, GUESS, rules_of_place.door_code)


def door_of(token: str) -> tuple[Place, str]:
    """The place on whose door this QR hangs, and its six digits; raises Missing, also once the digits have changed."""
    query = select(Place, VenueRules.door_code).join(VenueRules, VenueRules.place_id == Place.id)
    row = session.execute(query.where(Place.id == number_in(token))).one_or_none()
    if row is None or not is_signed(token, GUESS, row.door_code):
        raise Missing(_("这个签到码已经失效，请扫门上新的二维码。"))
    return row.Place, row.door_code


def bookings_at_door(place_id: int, person_id: int) -> Sequence[Booking]:
    """What the person has booked here and may check in to now, or is using."""
    soon = now() + timedelta(minutes=rules().early_minutes)
    query = select(Booking).where(
        Booking.place_id == place_id, Booking.person_id == person_id, Booking.ends_at > now(),
        ((Booking.state == "approved") & (Booking.starts_at <= soon)) | (Booking.state == "checked_in"),
    )
    return session.scalars(query.order_by(Booking.starts_at)).all()


def to_open(person_id: int | None, *, everybody: bool = False) -> Sequence[Any]:
    """(booking, place's name) of today and tomorrow that a key-holder still has to open, soonest first."""
    query = (
        select(Booking, Place.name)
        .join(VenueRules, VenueRules.place_id == Booking.place_id)
        .join(Place, Place.id == Booking.place_id)
        .where(
            Booking.state == "approved", Booking.opened_at.is_(None), Booking.ends_at > now(),
            Booking.starts_at < now() + timedelta(days=KEY_DAYS),
            VenueRules.keyholder_id.is_not(None) if everybody else VenueRules.keyholder_id == person_id,
        )
    )
    return session.execute(query.order_by(Booking.starts_at, Booking.id).limit(50)).all()


def opened(booking_id: int, actor: Any) -> Booking:
    """The key-holder, or staff, unlocked the place; raises Missing for anybody else."""
    booking = the_booking(booking_id)
    holder = session.scalar(select(VenueRules.keyholder_id).where(VenueRules.place_id == booking.place_id))
    mine = holder is not None and holder == actor.person_id
    if not (mine or actor.can("venues.approve", booking)):
        raise Missing(_("没有找到这个预约。"))
    booking = flow.lock(booking)
    if booking.state not in ("approved", "checked_in"):
        raise CannotBook(_("这个预约已经取消或结束，不用开门了。"))
    if booking.opened_at is None:
        booking.opened_at = now()
        audit.write(
            "venues.opened", _("给预约的场地开了门"), actor=actor, object_kind="venues_booking", object_id=booking.id
        )
        session.flush()
    return booking
