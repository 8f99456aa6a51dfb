"""Who moves takes the requests along: they are the new grid's to see, and no more the old one's."""
from __future__ import annotations

from typing import Any

import pytest

from core.communities.services import community_today
from core.kernel.actor import SYSTEM
from core.people.models import Household, Person
from core.people.services import move_in
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from plugins.love_savings.services import lists

from .conftest import Station

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def seen(worker: Any) -> list[int]:
    """The requests that wait for this worker."""
    return [row.id for row in lists.tasks_for(worker)]


def test_a_request_follows_its_person_to_another_grid(station: Station, asked: Any) -> None:
    request_id = asked()
    far = make_building(9)
    other = make_person("别的网格员", far)
    make_account(other, ("grid_worker", "grids", [far.grid_id]))
    assert (seen(station.worker), seen(station.actor(other.id))) == ([request_id], [])
    home = db.session.get_one(Household, other.household_id)
    move_in(db.session.get_one(Person, station.resident_id), home, SYSTEM, relation="other", on=community_today())
    station.work()
    assert (seen(station.worker), seen(station.actor(other.id))) == ([], [request_id])


def test_a_request_follows_its_person_who_moved_while_the_station_was_off(
    station: Station, asked: Any, off_for_a_while: Any
) -> None:
    asked()
    home = db.session.get_one(Household, make_person("别处居民", make_building(9)).household_id)
    with off_for_a_while("love_savings"):
        move_in(db.session.get_one(Person, station.resident_id), home, SYSTEM, relation="other", on=community_today())
    assert seen(station.worker) == []
