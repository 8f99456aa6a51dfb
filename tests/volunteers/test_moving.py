"""A volunteer's starting point moves with them, unless it was chosen by hand."""
from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any

import pytest

from core.events import publish
from core.grids.models import Building
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.people.services import PersonMoved, move_in, move_out
from core.tenancy.session import db, use
from core.volunteers.models import VolunteerSkill
from core.volunteers.services import set_base, volunteer_of
from tests.people.households import MOVED_IN, add_building, add_grid, household_in, resident
from tests.volunteers.helpers import add_skill, volunteer


@pytest.fixture
def houses(inside: Any) -> list[Building]:
    """Four buildings in three grids."""
    grids = [add_grid(f"00{number}") for number in range(3)]
    return [add_building(3 + n, grids[n % 3], x=100 * n, y=10 * n) for n in range(4)]


@pytest.fixture
def helper(houses: list[Building]) -> Person:
    """A volunteer with a skill, at home in the first one."""
    person = resident("覃大山", household_in(houses[0]))
    volunteer("", skills={add_skill("repair", "家电维修").id: None}, person=person)
    db.session.commit()
    return person


@pytest.fixture
def move(work: Callable[[], int]) -> Callable[..., None]:
    """`move(person, building, ...)`: from one to the next, told by the worker afterwards."""

    def go(person: Person, *buildings: Building) -> None:
        for building in buildings:
            move_in(person, household_in(building), SYSTEM, relation="head", on=MOVED_IN)
        db.session.commit()
        work()
        db.session.expire_all()

    return go


def starts_from(person: Person) -> tuple[Any, ...]:
    row = volunteer_of(person.id)
    return row.building_id, row.grid_id, row.base_x, row.base_y


def at(building: Building) -> tuple[Any, ...]:
    return building.id, building.grid_id, building.x, building.y


def test_who_moves_helps_from_the_new_home(houses: list[Building], helper: Person, move: Any) -> None:
    assert starts_from(helper) == at(houses[0])
    move(helper, houses[1])
    assert starts_from(helper) == at(houses[1])
    held = db.session.query(VolunteerSkill).filter_by(volunteer_id=volunteer_of(helper.id).id).one()
    assert (held.base_x, held.base_y) == (100, 10)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_two_moves_that_are_told_together_end_at_the_last_home(houses: list[Building], helper: Person, move: Any) -> None:
    move(helper, houses[1], houses[2])
    assert starts_from(helper) == at(houses[2])


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_starting_point_that_was_chosen_by_hand_stays(houses: list[Building], helper: Person, move: Any) -> None:
    set_base(volunteer_of(helper.id), houses[3])
    move(helper, houses[1])
    assert starts_from(helper) == at(houses[3])
    set_base(volunteer_of(helper.id), None)
    move(helper, houses[2])
    assert starts_from(helper)[:2] == (None, None)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_moved_away_and_comes_back_helps_from_the_new_home(houses: list[Building], helper: Person, move: Any) -> None:
    move_out(helper, SYSTEM, on=MOVED_IN)
    move(helper)
    assert starts_from(helper) == at(houses[0])
    move(helper, houses[1])
    assert starts_from(helper) == at(houses[1])


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_told_twice_late_or_about_nobody_changes_nothing(houses: list[Building], helper: Person, move: Any) -> None:
    move(helper, houses[1])
    other = resident("陆小河", household_in(houses[2]))
    for event in (
        PersonMoved(helper.id, houses[0].id), PersonMoved(helper.id), PersonMoved(other.id, houses[0].id),
        PersonMoved(helper.id + 1, houses[0].id),
    ):
        publish(event)
    move(helper)
    assert starts_from(helper) == at(houses[1])


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_what_is_told_in_another_community_moves_nobody_here(
    houses: list[Building], helper: Person, app: Any, other_community: Any, work: Any
) -> None:
    before = starts_from(helper)
    move_out(helper, SYSTEM, on=MOVED_IN)
    helper.building_id = houses[1].id  # so that the event would change something, if it were heard here
    db.session.commit()
    event = PersonMoved(helper.id, houses[0].id)

    def there() -> None:
        with app.app_context(), use(other_community.id) as session:
            publish(event)
            session.commit()
        work()

    Context().run(there)
    db.session.expire_all()
    assert starts_from(helper) == before
