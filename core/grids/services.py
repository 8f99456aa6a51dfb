"""What stands in the community, and the plan of a building, drawn floor by floor."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select

from core.grids.errors import NoSuchPlace
from core.grids.models import Building, Grid, Room
from core.kernel.actor import Actor
from core.tenancy.session import db
from core.texts import gettext as _

# How much a room needs, as plans show it: nothing, something is open, watch, urgent.
NEED_LEVELS = range(4)


class Point(NamedTuple):
    """Metres east and north of the corner of the community's plan."""

    x: int
    y: int


@dataclass(frozen=True)
class Cell:
    """One room of a plan with its need level (0-3)."""

    room_id: int
    number: str
    level: int


@dataclass(frozen=True)
class Entrance:
    """One entrance: floors from the top down, each a row of rooms as wide as the widest (None: no room there)."""

    number: int
    floors: list[tuple[int, list[Cell | None]]]


@dataclass(frozen=True)
class Plan:
    """A building as a table: entrances side by side."""

    building: Building
    entrances: list[Entrance]


def grids() -> list[Grid]:
    """All grids by code."""
    return list(db.session.scalars(select(Grid).order_by(Grid.code)))


def buildings(actor: Actor | None = None, permission: str = "people.view") -> list[Building]:
    """Buildings by number; for an actor, those that the permission reaches."""
    query = select(Building).order_by(Building.number)
    return list(db.session.scalars(query.where(actor.scope(permission, Building)) if actor else query))


def get_building(building_id: int, actor: Actor | None = None, permission: str = "people.view") -> Building:
    """A building; raises NoSuchPlace when there is none or, with an actor, when it is out of reach."""
    building = db.session.get(Building, building_id)
    if building is None or (actor is not None and not actor.can(permission, building)):
        raise NoSuchPlace(_("没有找到这栋楼，或不在您负责的范围内。"))
    return building


def find_room(building_number: int, number: str, entrance: int = 1) -> Room | None:
    """The room behind a door, or None."""
    query = select(Room).join(Room.building).where(Building.number == building_number, Room.number == number)
    return db.session.scalar(query.where(Room.entrance == entrance))


def building_plan(building: Building, levels: Mapping[int, int] | None = None) -> Plan:
    """The plan with need levels by room id; rooms without one have level 0. Raises ValueError above 3.

    The caller decides who may see which level. One statement.
    """
    known = levels or {}
    if any(level not in NEED_LEVELS for level in known.values()):
        raise ValueError("a need level is 0, 1, 2 or 3")
    floors: dict[int, dict[int, list[Cell | None]]] = {}
    query = select(Room.id, Room.entrance, Room.floor, Room.number).where(Room.building_id == building.id)
    for room_id, entrance, floor, number in db.session.execute(query.order_by(Room.number)):
        floors.setdefault(entrance, {}).setdefault(floor, []).append(Cell(room_id, number, known.get(room_id, 0)))
    return Plan(building, [_entrance(number, rows) for number, rows in sorted(floors.items())])


def _entrance(number: int, floors: dict[int, list[Cell | None]]) -> Entrance:
    width = max(len(row) for row in floors.values())
    padded = [(floor, row + [None] * (width - len(row))) for floor, row in sorted(floors.items(), reverse=True)]
    return Entrance(number, padded)


def centre() -> Point:
    """The middle of all buildings, where a helper starts whose home is not on the plan."""
    x, y = db.session.execute(select(func.avg(Building.x), func.avg(Building.y))).one()
    return Point(round(x or 0), round(y or 0))
