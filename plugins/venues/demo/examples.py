"""One booking with everything around it, for tests that visit every address."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, Place, community_today, example_resident, moment_at, session

from ..models import Booking, ClosedDay, Equipment, Series, VenueRules, Wanted
from ..services import arriving, asking, opening, upkeep
from ..workflow import flow

WORDS = "示例：要借一支话筒"


def examples() -> dict[str, dict[str, Any]]:
    """Values for every route with arguments; made once per community."""
    booking = session.scalar(select(Booking).where(Booking.purpose == WORDS)) or _make()
    rules = session.scalars(select(VenueRules).where(VenueRules.place_id == booking.place_id)).one()
    thing = session.scalar(select(Equipment.id).where(Equipment.place_id == booking.place_id))
    closed = session.scalar(select(ClosedDay.id).where(ClosedDay.place_id == booking.place_id))
    one, place = {"booking_id": booking.id}, {"place_id": booking.place_id}
    found: dict[str, dict[str, Any]] = {name: one for name in ("booking", "check_in", "opened", "desk_booking", "approve", "approve_series", "cancel_series")}
    found |= {name: place for name in ("place", "book", "week", "edit_rules", "close_day", "door_sheet")}
    found |= {"step": {**one, "step": "cancel"}, "do": {**one, "step": "refuse"}, "door": {"token": arriving.door_token(rules)}}
    found |= {"book_for": {**place, "person_id": booking.person_id}, "thing": {"equipment_id": thing}}
    found |= {"open_day": {**place, "closed_id": closed}}
    return {f"venues.{name}": values for name, values in found.items()}


def _make() -> Booking:
    person = example_resident("示例预约人")
    place = Place(name="示例排练厅", kind="hall", capacity=40, setup_minutes=15, cleanup_minutes=15, position=9000)
    session.add(place)
    session.flush()
    hours = [[480, 1320]] * 7
    upkeep.save_rules(SYSTEM, opening.venue(place.id), hours, person.id, needs_approval=True, who="everybody")
    thing = Equipment(place_id=place.id, name="话筒", count=2)
    session.add_all([thing, ClosedDay(place_id=place.id, day=community_today() + timedelta(days=20), reason="示例检修")])
    series = Series(place_id=place.id, person_id=person.id, first_on=community_today(), until_on=community_today() + timedelta(days=14), skipped=[])
    session.add(series)
    session.flush()
    start = moment_at(community_today() + timedelta(days=3), 600)
    wish = asking.Wish(place.id, person.id, start, start + timedelta(hours=1), "rehearse", WORDS, 12, series_id=series.id)
    booking = asking.ask(SYSTEM, wish)
    session.add(Wanted(booking_id=booking.id, equipment_id=thing.id, count=1))
    session.flush()
    return flow.lock(booking)
