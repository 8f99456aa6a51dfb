"""Who moves takes the case along: address, workers and visits are those of the place where the person lives now."""
from __future__ import annotations

from typing import Any

import pytest

from core.communities.services import community_today
from core.errors import Missing
from core.kernel.actor import SYSTEM
from core.kernel.workflow.models import pen
from core.people.models import Household, Person
from core.people.services import mark_deceased, move_in, move_out, withdraw_consent
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from plugins.paired_help import CARE
from plugins.paired_help.services import cases, details, figures, helping, mine, upkeep, visits

from .conftest import Station
from .test_straight_path import graduate

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_a_case_follows_its_person_to_another_grid(station: Station, until: Any) -> None:
    case_id, far = until("active").id, make_building(9)
    other = make_person("别的网格员", far)
    make_account(other, ("grid_worker", "grids", [far.grid_id]))
    home = db.session.get(Household, other.household_id)
    move_in(db.session.get(Person, station.elder_id), home, SYSTEM, relation="other", on=community_today())
    station.work()
    assert details.around(case_id, station.actor(other.id)).door == home.number
    assert mine.my_cases(station.helper_ids[0])[0].building_name == "9栋"
    with pytest.raises(Missing):
        cases.the_case(case_id, station.worker)


def test_a_case_follows_its_person_who_moved_while_the_service_was_off(
    station: Station, until: Any, off_for_a_while: Any
) -> None:
    case_id = until("active").id
    home = db.session.get(Household, make_person("远处居民", make_building(9)).household_id)
    with off_for_a_while("paired_help"):
        move_in(db.session.get(Person, station.elder_id), home, SYSTEM, relation="other", on=community_today())
    with pytest.raises(Missing):
        cases.the_case(case_id, station.worker)


def test_a_consent_withdrawn_while_the_service_was_off_ends_the_help(
    station: Station, until: Any, off_for_a_while: Any
) -> None:
    case = until("active")
    with off_for_a_while("paired_help"):
        withdraw_consent(db.session.get_one(Person, station.elder_id), CARE, station.elder)
    assert (station.case().state, helping.helpers_of(case.id), visits.open_visit(case.id)) == ("declined", [], None)


def test_a_death_noted_while_the_service_was_off_closes_the_case(
    station: Station, until: Any, off_for_a_while: Any
) -> None:
    case = until("active")
    with off_for_a_while("paired_help"):
        mark_deceased(db.session.get_one(Person, station.elder_id), SYSTEM, on=community_today())
    assert (station.case().state, helping.helpers_of(case.id), visits.open_visit(case.id)) == ("deceased", [], None)


def test_a_death_closes_the_case_as_soon_as_it_is_noted(station: Station, until: Any) -> None:
    case = until("active")
    mark_deceased(db.session.get_one(Person, station.elder_id), SYSTEM, on=community_today())
    station.work()
    assert (station.case().state, helping.helpers_of(case.id)) == ("deceased", [])


def test_nobody_is_sent_to_look_after_whoever_lives_here_no_more(
    station: Station, until: Any, days_later: Any, stroke: str
) -> None:
    case = graduate(station, until, days_later, stroke)
    upkeep.look_after()
    assert station.visit().kind == "control"
    move_out(db.session.get(Person, station.elder_id), SYSTEM, on=community_today())
    upkeep.look_after()
    assert (visits.open_visit(case.id), station.case().state) == (None, "graduated")


def test_two_who_are_helped_behind_one_door_are_one_household_and_two_persons(station: Station, until: Any) -> None:
    first = until("active")
    other = make_person("陈阿婆", household_id=first.household_id, building_id=first.building_id)
    db.session.flush()
    second = cases.open_case(station.worker, other.id, source="visit", situation="")
    with pen():
        second.state = "active"
    db.session.flush()
    assert (figures.count_active(), figures.standing_figures()[0]) == (2, 1)
