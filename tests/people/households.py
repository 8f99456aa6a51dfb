"""A small neighbourhood for tests: two grids, three buildings, and whoever the test moves in."""
from __future__ import annotations

from datetime import date
from typing import Any

from core.accounts.actor import CurrentActor, Grant
from core.grids.models import Building, Grid, Room
from core.grids.services import find_room
from core.kernel.actor import SYSTEM
from core.people.models import Household, Person
from core.people.services import move_in, open_household, register_person
from core.tenancy.session import db

MOVED_IN = date(2020, 5, 1)


def worker(*permissions: str, buildings: set[int] | None = None, person_id: int = 5) -> CurrentActor:
    """Somebody who may do this, in these buildings (None: everywhere)."""
    may = frozenset(permissions)
    if buildings is None:
        return CurrentActor(person_id, "韦网格", (Grant("tester", may, "community"),))
    return CurrentActor(person_id, "韦网格", tuple(Grant("tester", may, "buildings", b) for b in sorted(buildings)))


def add_building(number: int, grid: Grid, x: int = 0, y: int = 0, entrances: int = 2, floors: int = 3) -> Building:
    building = Building(
        grid_id=grid.id, name=f"{number}栋", number=number, floors=floors, entrances=entrances, rooms_per_floor=2, x=x, y=y
    )
    db.session.add(building)
    db.session.flush()
    for entrance in range(1, entrances + 1):
        for floor in range(1, floors + 1):
            for door in (1, 2):
                db.session.add(
                    Room(building_id=building.id, entrance=entrance, floor=floor, number=f"{floor}{door:02d}")
                )
    db.session.flush()
    return building


def add_grid(code: str) -> Grid:
    grid = Grid(name=f"第{code}网格", code=code)
    db.session.add(grid)
    db.session.flush()
    return grid


def room_of(building: Building, number: str = "101", entrance: int = 1) -> Room:
    room = find_room(building.number, number, entrance)
    assert room is not None
    return room


def household_in(building: Building, number: str = "101", entrance: int = 1) -> Household:
    return open_household(room_of(building, number, entrance), SYSTEM)


def resident(name: str, household: Household, relation: str = "other", **about: Any) -> Person:
    person = register_person(name=name, actor=SYSTEM, **about)
    move_in(person, household, SYSTEM, relation=relation, on=MOVED_IN)
    return person
