"""What the venues keep about a person: handed out, or made nameless."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from core.api import Place, _, session

from ..models import Booking, Series, VenueRules
from ..workflow import OPEN


def export(person_id: int) -> dict[str, Any]:
    """Bookings, weekly rules and keys of the person, JSON-ready."""
    bookings = session.execute(
        select(Booking, Place.name).join(Place, Place.id == Booking.place_id)
        .where(Booking.person_id == person_id).order_by(Booking.starts_at)
    )
    series = session.scalars(select(Series).where(Series.person_id == person_id).order_by(Series.first_on))
    keys = session.execute(
        select(Place.name, VenueRules.who).join(VenueRules, VenueRules.place_id == Place.id)
        .where(VenueRules.keyholder_id == person_id).order_by(Place.name)
    )
    return {
        "bookings": [
            {
                "place": place, "title": row.title, "purpose": row.purpose, "people": row.people, "state": row.state,
                "starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat(), "note": row.closing_note,
            }
            for row, place in bookings
        ],
        "series": [{"first_on": row.first_on.isoformat(), "until_on": row.until_on.isoformat()} for row in series],
        "keys": [{"place": place, "open_to": who} for place, who in keys],
    }


def erase(person_id: int) -> None:
    """Clear what the person wrote and take the keys; times and public titles stay for the figures."""
    quiet = {"synchronize_session": False}
    mine = Booking.person_id == person_id
    session.execute(update(Booking).where(mine).values(purpose="", closing_note=""), execution_options=quiet)
    keys = VenueRules.keyholder_id == person_id
    session.execute(update(VenueRules).where(keys).values(keyholder_id=None), execution_options=quiet)


def open_business(person_id: int) -> str | None:
    """Why the person cannot be moved out just now, or None."""
    open_now = (Booking.person_id == person_id, Booking.state.in_(OPEN))
    count = session.scalar(select(func.count()).select_from(Booking).where(*open_now)) or 0
    if not count:
        return None
    return _("还有 %(count)s 个场地预约没有用，请先取消，再办迁出。", count=count)
