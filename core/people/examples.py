"""People for the plugins' `examples`: rows that tests may visit, all in one building that no demo has."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.grids.models import Building, Grid, Room
from core.people.models import Household, Person
from core.tenancy.session import db

NUMBER = 9_801


def example_resident(name: str, **columns: Any) -> Person:
    """A person in a household of their own in the example building, which is made when first asked for."""
    building = db.session.scalar(select(Building).where(Building.number == NUMBER)) or _building()
    doors = db.session.scalar(select(func.count(Room.id)).where(Room.building_id == building.id)) or 0
    room = Room(building_id=building.id, floor=1, number=str(101 + doors))
    db.session.add(room)
    db.session.flush()
    household = Household(room_id=room.id, number=f"{NUMBER}-{room.number}")
    db.session.add(household)
    db.session.flush()
    person = Person(name=name, building_id=building.id, room_id=room.id, household_id=household.id, **columns)
    db.session.add(person)
    db.session.flush()
    return person


def _building() -> Building:
    grid = Grid(name="示例网格", code="example")
    db.session.add(grid)
    db.session.flush()
    building = Building(grid_id=grid.id, name="示例楼", number=NUMBER)
    db.session.add(building)
    db.session.flush()
    return building
