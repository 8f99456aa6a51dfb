"""A family for tests: a mother and a father behind one door, and a child registered by the mother."""
from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from core.accounts.actor import CurrentActor
from core.communities.services import community_today
from core.people.models import Person
from core.people.services import register_child
from tests.people.households import add_building, add_grid, household_in, resident

GROWN = date(1985, 3, 8)


def years_ago(years: int) -> date:
    """Somebody's birthday who is so old since January."""
    return date(community_today().year - years, 1, 1)


def self_of(person: Person) -> CurrentActor:
    """The person acting for themselves, without any role."""
    return CurrentActor(person.id, person.name)


def child_of(guardian: Person, name: str = "韦小宝", **changed: Any) -> Person:
    """A child of eight, registered by the guardian."""
    values: dict[str, Any] = {"consented": True, "same_household": True, **changed}
    return register_child(guardian, name, "m", values.pop("birth_date", years_ago(8)), "mother", self_of(guardian), **values)


def family(number: int = 3, code: str = "01") -> SimpleNamespace:
    """house, mother, father, child; the child has a phone."""
    house = add_building(number, add_grid(code))
    home = household_in(house, "201")
    mother = resident("韦春兰", home, birth_date=GROWN, phone="13900001111")
    father = resident("韦大山", home, "spouse", birth_date=GROWN, phone="13900002222")
    child = child_of(mother)
    child.phone = "13700003333"
    return SimpleNamespace(house=house, home=home, mother=mother, father=father, child=child)
