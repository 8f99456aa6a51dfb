"""Who moves takes the bookings along: they are the new grid's to see, and no more the old one's."""
from __future__ import annotations

from typing import Any

import pytest

from core.communities.services import community_today
from core.kernel.actor import SYSTEM
from core.people.models import Household, Person
from core.people.services import move_in
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from plugins.venues.models import Booking

from .conftest import Centre

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def away(centre: Centre) -> int:
    """The resident moves to another building of the community; its id."""
    neighbour = make_person("别处居民", make_building(9))
    home = db.session.get_one(Household, neighbour.household_id)
    move_in(db.session.get_one(Person, centre.resident_id), home, SYSTEM, relation="other", on=community_today())
    assert neighbour.building_id is not None
    return neighbour.building_id


def building_of(booking_id: int) -> int | None:
    return db.session.get_one(Booking, booking_id).building_id


def test_a_booking_follows_its_person_and_nobody_elses_does(centre: Centre, book: Any) -> None:
    mine, theirs = book(centre.room_id), book(centre.room_id, hour=14, person_id=centre.neighbour_id)
    stays = building_of(theirs)

    there = away(centre)
    centre.work()

    assert (building_of(mine), building_of(theirs)) == (there, stays)


def test_a_booking_follows_its_person_who_moved_while_the_service_was_off(
    centre: Centre, book: Any, off_for_a_while: Any
) -> None:
    mine, theirs = book(centre.room_id), book(centre.room_id, hour=14, person_id=centre.neighbour_id)
    stays = building_of(theirs)

    with off_for_a_while("venues"):
        there = away(centre)

    assert (building_of(mine), building_of(theirs)) == (there, stays)
