"""Column values for inserting thousands of people at once, for the demo loader and imports."""
from __future__ import annotations

from functools import lru_cache
from typing import Any

from core.people.models import HouseholdAid, Person
from core.people.names import spelled
from core.tenancy.current import current_id
from core.tenancy.ids import new_id

_spelled = lru_cache(maxsize=4096)(spelled)


def person_values(*, phone: str | None = None, id_number: str | None = None, **columns: Any) -> dict[str, Any]:
    """One row for `session.execute(insert(Person), rows)`: encrypted, spelled, with id and community filled in.

    `columns` are plain columns of Person (name is needed); phone and id_number are taken as they are, unchecked.
    All rows have the same keys, so that one statement inserts them.
    """
    row: dict[str, Any] = {"sex": "", "birth_date": None, "building_id": None, "room_id": None, "household_id": None}
    row |= {"deceased_on": None, "note": "", "id": new_id(), "community_id": current_id()} | columns
    row["pinyin"], row["initials"] = _spelled(row["name"])
    row |= Person.phone.columns(row["id"], phone, row["community_id"])
    return row | Person.id_number.columns(row["id"], id_number, row["community_id"])


def aid_values(*, household_id: int, category: str, since: Any, until: Any = None) -> dict[str, Any]:
    """One row for `session.execute(insert(HouseholdAid), rows)`."""
    row = {"id": new_id(), "community_id": current_id(), "household_id": household_id, "since": since, "until": until}
    return row | HouseholdAid.category.columns(row["id"], category, row["community_id"])
