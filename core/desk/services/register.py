"""The register as the desk lists it."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.accounts.actor import CurrentActor
from core.communities.services import community_today
from core.grids.models import Building, Room
from core.people.figures import lives_here
from core.people.models import Person
from core.people.rows import door_name, row_of
from core.web.paging import Page, page_of

# Built once; each reader adds the scope.
_BY_DOOR = (
    select(
        Person.community_id, Person.id, Person.name, Person.birth_date, Person.phone_cipher,
        Building.name.label("building"), Building.entrances, Room.entrance, Room.number,
    )
    .join(Building, Building.id == Person.building_id)
    .join(Room, Room.id == Person.room_id)
    .where(lives_here())
    .order_by(Building.number, Room.entrance, Room.floor, Room.number, Person.id)
)
_COUNT = select(func.count()).select_from(Person).where(lives_here())


def residents(actor: CurrentActor, number: int) -> Page:
    """Who lives in the actor's scope, ordered by door, in two statements."""
    mine = actor.scope("people.view", Person)
    page = page_of(_BY_DOOR.where(mine), number, _COUNT.where(mine))
    day = community_today()
    rows = [
        row_of(row, Person.phone.masked(row), door_name(row.building, row.entrances, row.entrance, row.number), day)
        for row in page.rows
    ]
    return Page(rows, page.page, page.total)


def values_of(form: Any) -> dict[str, Any]:
    """What the person form holds, ready for `register_person` and `correct_person`."""
    names = ("name", "sex", "birth_date", "phone", "id_number", "note")
    return {name: form[name].data if form[name].data is not None else _nothing(name) for name in names}


def _nothing(name: str) -> Any:
    return None if name == "birth_date" else ""
