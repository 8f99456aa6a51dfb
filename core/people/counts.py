"""Residents and households of each building, for plans and lists."""
from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from core.people.figures import lives_here
from core.people.models import Person
from core.tenancy.session import db


class Living(NamedTuple):
    """Households and residents of one building."""

    households: int
    residents: int


def living_by_building() -> dict[int, Living]:
    """Households and residents by building id, in one statement; empty buildings are left out."""
    counted = select(Person.building_id, func.count(Person.household_id.distinct()), func.count())
    rows = db.session.execute(counted.where(lives_here()).group_by(Person.building_id))
    return {building_id: Living(households, residents) for building_id, households, residents in rows}
