"""The register as the desk lists it."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from core.accounts.actor import CurrentActor
from core.communities.services import community_today
from core.errors import Refused
from core.grids.models import Building, Room
from core.people.figures import lives_here
from core.people.models import Person
from core.tenancy.session import db
from core.web.paging import Page, page_of

# Built once; each reader adds the scope.
_BY_DOOR = (
    select(Person, Building.name, Building.entrances, Room.entrance, Room.number)
    .join(Building, Building.id == Person.building_id)
    .join(Room, Room.id == Person.room_id)
    .where(lives_here())
    .order_by(Building.number, Room.entrance, Room.floor, Room.number, Person.id)
)
_COUNT = select(func.count()).select_from(Person).where(lives_here())


@dataclass(frozen=True)
class PersonRow:
    """A line of the list: the person, the door as people say it, and the age in full years."""

    person: Person
    door: str
    age: int | None


def residents(actor: CurrentActor, number: int) -> Page:
    """Who lives in the actor's scope, ordered by door, in two statements."""
    mine = actor.scope("people.view", Person)
    page = page_of(_BY_DOOR.where(mine), number, _COUNT.where(mine))
    day = community_today()
    rows = [PersonRow(person, door_name(*door), age_of(person.birth_date, day)) for person, *door in page.rows]
    return Page(rows, page.page, page.total)


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
    return [PersonRow(p, doors.get(p.room_id or 0, ""), age_of(p.birth_date, day)) for p in found]


def door_name(building: str, entrances: int, entrance: int, number: str) -> str:
    """A door as people say it: 3栋 502, and 3栋 2-502 where the building has several entrances."""
    return f"{building} {entrance}-{number}" if entrances > 1 else f"{building} {number}"


def age_of(born: date | None, day: date) -> int | None:
    """Full years on a day."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def values_of(form: Any) -> dict[str, Any]:
    """What the person form holds, ready for `register_person` and `correct_person`."""
    names = ("name", "sex", "birth_date", "phone", "id_number", "note")
    return {name: form[name].data if form[name].data is not None else _nothing(name) for name in names}


def _nothing(name: str) -> Any:
    return None if name == "birth_date" else ""


def show_refusal(form: Any, refusal: Refused) -> None:
    """Put a service's sentence next to the field it speaks of, else next to the first one."""
    named = getattr(refusal, "field", "")
    field = form[named] if named in form else next(iter(form))
    field.errors = [*field.errors, str(refusal)]
