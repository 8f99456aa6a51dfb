"""A person as lists show them: the door as people say it, and the age."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.communities.services import community_today
from core.grids.models import Building, Room
from core.people.ages import age_of, is_child
from core.people.models import Person
from core.people.sensitive import Masked
from core.tenancy.session import db


@dataclass(frozen=True)
class PersonRow:
    """A line of a list of people: `phone` masked, `door` as people say it, `age` in full years.

    Of a child under 14 a list shows name and door only: the rest is on the child's own page, behind an approval.
    """

    id: int
    name: str
    phone: Masked | None
    door: str
    age: int | None
    child: bool = False


def row_of(row: Any, phone: Masked | None, door: str, day: date) -> PersonRow:
    """The line for a person, or for a row with id, name and birth_date."""
    if is_child(row, day):
        return PersonRow(row.id, row.name, None, door, None, child=True)
    return PersonRow(row.id, row.name, phone, door, age_of(row.birth_date, day))


def rows_of(people: Iterable[Person]) -> list[PersonRow]:
    """Lines for persons already found, their doors read in one statement."""
    found = list(people)
    doors = {
        room_id: door_name(*door)
        for room_id, *door in db.session.execute(
            select(Room.id, Building.name, Building.entrances, Room.entrance, Room.number)
            .join(Building, Building.id == Room.building_id)
            .where(Room.id.in_({person.room_id for person in found if person.room_id}))
        )
    }
    day = community_today()
    return [row_of(person, person.phone, doors.get(person.room_id or 0, ""), day) for person in found]


def door_name(building: str, entrances: int, entrance: int, number: str) -> str:
    """A door as people say it: 3栋 502, and 3栋 2-502 where the building has several entrances."""
    return f"{building} {entrance}-{number}" if entrances > 1 else f"{building} {number}"
