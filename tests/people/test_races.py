"""Two clerks at the same door: the register stays right, and the second is told what the first did."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.communities.services import community_today
from core.errors import BadEntry
from core.grids.models import Room
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.errors import AlreadyKnown, TooManySearches
from core.people.models import Household, HouseholdAid, Person, Residence
from core.people.search import TAIL_SEARCHES_PER_HOUR
from core.people.services import correct_person, grant_aid, move_in, open_household, register_person, search_people
from core.tenancy.session import db, use
from core.testing_accounts import make_building, make_person
from tests.people.households import worker
from tests.people.test_register import ID_NUMBER
from tests.racing import RACERS, at_once


@pytest.fixture
def place(app: Any, community: Any) -> dict[str, Any]:
    """An empty room, a household in it that nobody lives in yet, and four people without a home."""
    with app.app_context(), use(community.id):
        room = Room(building_id=make_building(3).id, floor=5, number="502")
        db.session.add(room)
        db.session.flush()
        household = open_household(room, SYSTEM)
        people = [make_person(f"新住户{number}").id for number in range(RACERS)]
        db.session.commit()
        return {"room": room.id, "household": household.id, "people": people}


def enter(person_id: int, place: dict[str, Any]) -> str:
    person, household = db.session.get_one(Person, person_id), db.session.get_one(Household, place["household"])
    return move_in(person, household, SYSTEM, on=community_today()).relation


def test_a_person_whom_all_move_in_lives_there_once(app: Any, community: Any, place: dict[str, Any]) -> None:
    results = at_once(app, community, lambda n: enter(place["people"][0], place), "INSERT INTO residence")
    assert sorted(map(str, results)) == sorted([str(BadEntry)] * (RACERS - 1) + ["head"])


def test_of_all_who_move_in_first_one_is_the_head(app: Any, community: Any, place: dict[str, Any]) -> None:
    results = at_once(app, community, lambda n: enter(place["people"][n], place), "SELECT residence")
    assert sorted(results) == ["head", "other", "other", "other"]
    with app.app_context(), use(community.id):
        head = db.session.scalars(select(Residence.person_id).where(Residence.relation == "head")).one()
        assert db.session.get_one(Household, place["household"]).head_id == head


def test_households_opened_in_one_room_at_once_have_numbers_of_their_own(
    app: Any, community: Any, place: dict[str, Any]
) -> None:
    opened = at_once(
        app, community, lambda n: open_household(db.session.get_one(Room, place["room"]), SYSTEM).number, "SELECT count"
    )
    assert sorted(opened) == ["3-502-2", "3-502-3", "3-502-4", "3-502-5"]


def test_aid_noted_by_all_at_once_is_noted_once(app: Any, community: Any, place: dict[str, Any]) -> None:
    def note(number: int) -> str:
        household = db.session.get_one(Household, place["household"])
        grant_aid(household, "low_income", SYSTEM, since=community_today())
        return "noted"

    results = at_once(app, community, note, "SELECT household_aid")
    assert sorted(map(str, results)) == sorted([str(BadEntry)] * (RACERS - 1) + ["noted"])
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).select_from(HouseholdAid)) == 1


def test_of_all_who_register_one_id_number_at_once_one_does(app: Any, community: Any) -> None:
    def register(number: int) -> str:
        return register_person(name=f"韦秀兰{number}", id_number=ID_NUMBER, actor=SYSTEM).name

    results = at_once(app, community, register, "INSERT INTO person")
    assert [r for r in results if r is AlreadyKnown] == [AlreadyKnown] * (RACERS - 1)
    with app.app_context(), use(community.id):
        assert db.session.scalars(select(Person.name).where(Person.id_number.matches(ID_NUMBER))).all() == [
            next(r for r in results if r is not AlreadyKnown)
        ]


def test_of_all_who_correct_to_one_id_number_at_once_one_does(
    app: Any, community: Any, place: dict[str, Any]
) -> None:
    def correct(number: int) -> str:
        person = db.session.get_one(Person, place["people"][number])
        return correct_person(person, SYSTEM, id_number=ID_NUMBER, note="核对证件").note

    results = at_once(app, community, correct, "UPDATE person")
    assert sorted(map(str, results)) == sorted([str(AlreadyKnown)] * (RACERS - 1) + ["核对证件"])
    with app.app_context(), use(community.id):
        written = select(Person.id).where(Person.id_number.matches(ID_NUMBER), Person.note == "核对证件")
        assert len(db.session.scalars(written).all()) == 1
        assert db.session.scalar(select(func.count()).select_from(Person).where(Person.note == "核对证件")) == 1


def test_searches_by_phone_digits_at_one_moment_do_not_pass_the_brake(app: Any, community: Any) -> None:
    with app.app_context(), use(community.id):
        clerk = worker("people.view", person_id=make_person("韦网格").id)
        db.session.add_all(
            AuditEntry(at=now(), actor_name="韦网格", actor_person_id=clerk.person_id, action="people.search_phone", text="")
            for _n in range(TAIL_SEARCHES_PER_HOUR - 1)
        )
        db.session.commit()
    results = at_once(app, community, lambda n: search_people("8000", clerk), "INSERT INTO audit_entry")
    assert (results.count([]), results.count(TooManySearches)) == (1, RACERS - 1)
    with app.app_context(), use(community.id):
        noted = select(func.count()).where(AuditEntry.action == "people.search_phone")
        assert db.session.scalar(noted) == TAIL_SEARCHES_PER_HOUR
