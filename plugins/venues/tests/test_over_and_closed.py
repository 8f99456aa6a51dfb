"""What a closed day, the end of a booked time and a row of weekly series do to bookings that stand already."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.communities.services import community_today
from core.errors import Missing
from core.kernel.actor import SYSTEM
from core.people.models import Household, Person
from core.people.services import move_in
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from plugins.venues import hooks
from plugins.venues.errors import CannotBook, ClosedMeanwhile, TooLate
from plugins.venues.services import arriving, asking, deciding, series, upkeep

from .conftest import Centre, at, state

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_where_nobody_is_released_a_booking_ends_with_its_time(centre: Centre, book: Any, clock_at: Any) -> None:
    centre.configure(release_minutes=0, open_at_once=1)
    booking_id, start = book(centre.room_id), at(10)
    clock_at(start + timedelta(hours=5))
    hooks._look_after()
    db.session.commit()
    assert state(booking_id) == "finished"
    assert book(centre.room_id, days=1)


def test_nobody_checks_in_after_the_end(centre: Centre, book: Any, clock_at: Any) -> None:
    booking_id, start = book(centre.room_id), at(10)
    clock_at(start + timedelta(hours=1))
    with pytest.raises(TooLate, match="补记"):
        arriving.check_in(booking_id, centre.resident, centre.code(centre.room_id))
    db.session.rollback()
    assert arriving.step_of_staff(booking_id, centre.worker, "check_in_for", "").state == "checked_in"


def test_nobody_moves_up_into_a_day_that_was_closed(centre: Centre, book: Any) -> None:
    held = book(centre.room_id)
    waits = book(centre.room_id, person_id=centre.neighbour_id, wait=True)
    upkeep.close_day(SYSTEM, centre.room_id, at(10).date(), "检修")
    db.session.commit()
    arriving.step_of_staff(held, centre.worker, "call_off", "检修")
    centre.work()
    assert (state(held), state(waits)) == ("cancelled", "waiting")


def test_a_wish_for_a_day_that_was_closed_is_not_approved(centre: Centre, book: Any) -> None:
    asked = book(centre.hall_id)
    upkeep.close_day(SYSTEM, None, at(10).date(), "放假")
    with pytest.raises(ClosedMeanwhile, match="不开放"):
        deciding.approve(asked, centre.worker)


def test_weekly_series_do_not_get_around_the_number_of_open_bookings(centre: Centre) -> None:
    centre.configure(open_at_once=2)
    for hour in (9, 11):
        wish = asking.Wish(centre.room_id, centre.resident_id, at(hour), at(hour + 1), "games")
        series.book_series(centre.resident, wish, at(hour).date(), {at(hour).date()})
        db.session.commit()
    wish = asking.Wish(centre.room_id, centre.resident_id, at(14), at(15), "games")
    with pytest.raises(CannotBook, match="已经有 2 个"):
        series.book_series(centre.resident, wish, at(14).date(), {at(14).date()})
    with pytest.raises(CannotBook, match="已经有 2 个"):
        asking.ask(centre.resident, wish)


def test_a_booking_follows_its_booker_who_moved_while_the_service_was_off(
    centre: Centre, book: Any, off_for_a_while: Any
) -> None:
    booking_id = book(centre.hall_id)
    home = db.session.get(Household, make_person("远处居民", make_building(9)).household_id)
    with off_for_a_while("venues"):
        move_in(db.session.get(Person, centre.resident_id), home, SYSTEM, relation="other", on=community_today())
    with pytest.raises(Missing):
        deciding.for_staff(booking_id, centre.worker)


def test_a_booking_follows_its_booker_to_another_grid(centre: Centre, book: Any) -> None:
    booking_id = book(centre.hall_id)
    home = db.session.get(Household, make_person("远处居民", make_building(9)).household_id)
    move_in(db.session.get(Person, centre.resident_id), home, SYSTEM, relation="other", on=community_today())
    centre.work()
    with pytest.raises(Missing):
        deciding.for_staff(booking_id, centre.worker)
    assert deciding.for_staff(booking_id, centre.admin).id == booking_id
