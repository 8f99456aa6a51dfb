"""From a free hour to the check-in at the door, on both databases."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.occupancy.models import OccupiedQuarter
from core.notices.models import Notice
from core.places.models import PlaceUse
from core.tenancy.session import db
from plugins.venues.errors import OverlapsUnseen
from plugins.venues.models import Booking
from plugins.venues.services import arriving, asking, deciding, figures, waiting

from .conftest import Centre, at, state


def told(person_id: int) -> list[str]:
    """A person's notices, oldest first."""
    return list(db.session.scalars(select(Notice.text).where(Notice.person_id == person_id).order_by(Notice.id)))


def uses() -> list[str]:
    return list(db.session.scalars(select(PlaceUse.title).order_by(PlaceUse.starts_at)))


def test_a_room_without_approval_is_had_at_once(centre: Centre, book: Any) -> None:
    booking = db.session.get(Booking, book(centre.room_id))
    assert (booking.state, booking.title, uses()) == ("approved", "棋牌书画", ["棋牌书画"])
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 4


def test_a_pre_booking_occupies_nothing_until_a_worker_approves(centre: Centre, book: Any) -> None:
    booking_id = book(centre.hall_id)
    assert (state(booking_id), uses()) == ("requested", [])
    deciding.approve(booking_id, centre.worker)
    db.session.commit()
    assert (state(booking_id), uses()) == ("approved", ["棋牌书画"])
    # Half an hour of set-up, an hour of use, half an hour of clean-up.
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 8
    assert told(centre.resident_id) == ["您约的场地批准了，请按时来，到了记得签到。"]


def test_from_the_door_to_the_figures(centre: Centre, book: Any, clock_at: Any) -> None:
    booking_id, start = book(centre.room_id), at(10)
    clock_at(start)
    arriving.check_in(booking_id, centre.resident, centre.code(centre.room_id))
    assert state(booking_id) == "checked_in"
    clock_at(start + timedelta(hours=1))
    centre.work()
    booking = db.session.get(Booking, booking_id)
    assert (booking.state, booking.finished_at) == ("finished", booking.ends_at)
    year = booking.starts_at.year
    assert (figures.count_venues(None), figures.count_bookings(year), figures.count_bookings(year + 1)) == (3, 1, 0)
    assert (figures.minutes_used(None), figures.count_missed(None)) == (60, 0)


def test_whoever_does_not_check_in_within_15_minutes_loses_the_place(centre: Centre, book: Any, clock_at: Any) -> None:
    booking_id, start = book(centre.room_id), at(10)
    clock_at(start + timedelta(minutes=14))
    centre.work()
    assert state(booking_id) == "approved"
    clock_at(start + timedelta(minutes=21))
    centre.work()
    assert (state(booking_id), uses(), figures.count_missed(None)) == ("released", [], 1)


def test_the_first_in_line_gets_what_was_cancelled(centre: Centre, book: Any) -> None:
    taken = book(centre.room_id, days=2)
    first = book(centre.room_id, days=2, person_id=centre.neighbour_id, wait=True)
    second = book(centre.room_id, days=2, person_id=centre.leader_id, wait=True)
    rows = [db.session.get(Booking, key) for key in (first, second)]
    assert waiting.places_in_line(rows) == {first: 1, second: 2}
    arriving.step_of_booker(taken, centre.resident, "cancel")
    centre.work()
    assert (state(taken), state(first), state(second)) == ("cancelled", "approved", "waiting")
    assert told(centre.neighbour_id) == ["候补成功！场地是您的了。来不了请早点取消，让给后面的人。"]


def test_shortly_before_the_start_the_waiting_one_is_asked_first(centre: Centre, book: Any, clock_at: Any) -> None:
    taken = book(centre.room_id)
    asked = book(centre.room_id, person_id=centre.neighbour_id, wait=True)
    clock_at(at(8))
    arriving.step_of_booker(taken, centre.resident, "cancel")
    centre.work()
    assert (state(asked), uses()) == ("offered", [])
    arriving.step_of_booker(asked, centre.neighbour, "take")
    assert (state(asked), uses()) == ("approved", ["棋牌书画"])


def test_in_a_place_with_approval_the_waiting_one_goes_to_staff(centre: Centre, book: Any) -> None:
    taken = book(centre.hall_id, days=2)
    deciding.approve(taken, centre.worker)
    db.session.commit()
    asked = book(centre.hall_id, days=2, person_id=centre.neighbour_id, wait=True)
    arriving.step_of_staff(taken, centre.worker, "call_off", "停电检修")
    centre.work()
    assert (state(taken), state(asked)) == ("cancelled", "requested")


def test_approving_one_refuses_the_others_only_after_the_worker_has_seen_them(centre: Centre, book: Any) -> None:
    one = book(centre.hall_id, 10)
    # Not at the same hour, but within the half hours of clean-up and set-up.
    other = book(centre.hall_id, 11, person_id=centre.neighbour_id)
    far = book(centre.hall_id, 14, person_id=centre.neighbour_id)
    with pytest.raises(OverlapsUnseen):
        deciding.approve(one, centre.worker)
    db.session.rollback()
    assert [row.id for row in deciding.rivals(db.session.get(Booking, one))] == [other]
    deciding.approve(one, centre.worker, seen={other})
    db.session.commit()
    assert (state(one), state(other), state(far)) == ("approved", "refused", "requested")
    assert db.session.get(Booking, other).closing_note == "这个时间批给了别的预约。可以改个时间，或者排候补。"


def test_the_key_holder_is_reminded_until_the_door_is_open(centre: Centre, book: Any) -> None:
    booking_id = book(centre.hall_id)
    deciding.approve(booking_id, centre.worker)
    db.session.commit()
    assert [row.id for row, _place in arriving.to_open(centre.worker_id)] == [booking_id]
    assert arriving.to_open(centre.resident_id) == []
    arriving.opened(booking_id, centre.worker)
    assert arriving.to_open(centre.worker_id) == []


def test_an_early_end_frees_the_rest(centre: Centre, book: Any, clock_at: Any) -> None:
    booking_id, start = book(centre.room_id, hours=2), at(10)
    clock_at(start)
    arriving.check_in(booking_id, centre.resident, centre.code(centre.room_id))
    clock_at(start + timedelta(minutes=40))
    arriving.step_of_booker(booking_id, centre.resident, "finish")
    db.session.commit()
    next_one = book(centre.room_id, 11, days=0, person_id=centre.neighbour_id)
    assert (state(booking_id), state(next_one)) == ("finished", "approved")


def test_staff_book_for_a_resident_and_it_is_noted(centre: Centre) -> None:
    start = at(9)
    made = asking.ask(centre.worker, asking.Wish(centre.room_id, centre.resident_id, start, start + timedelta(hours=1), "meet"))
    assert (made.state, made.person_id, made.recorded_by_id) == ("approved", centre.resident_id, centre.worker_id)
