"""The plan of a building, coloured by need: what the register knows, and what the plugins add."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.accounts.actor import CurrentActor
from core.communities.services import current_community
from core.grids.models import Building, Grid
from core.grids.services import Plan, building_plan, get_building
from core.people.models import Household, HouseholdAid, Person
from core.people.opening import PERMISSION
from core.people.services import living_by_building
from core.pluginsystem import dispatch
from core.tenancy.session import db

# Of the need levels 0 to 3: a household that gets aid is looked after; plugins say what is open or urgent.
WATCH = 2


def first_building(actor: CurrentActor) -> Building | None:
    """The building with the lowest number in the actor's scope."""
    return db.session.scalar(
        select(Building).where(actor.scope("desk.view", Building)).order_by(Building.number).limit(1)
    )


def plan_of(building_id: int, actor: CurrentActor) -> Plan:
    """A building's plan in three statements plus the plugins' own; raises NoSuchPlace outside the actor's scope."""
    building = get_building(building_id, actor, "desk.view")
    # Which door gets aid is for those who may open what aid it is.
    needs = _aided_rooms(building_id) if actor.can(PERMISSION, building) else {}
    for answer in dispatch.ask("room_needs", current_community(), building=building, actor=actor):
        for room_id, level in answer.items():
            needs[room_id] = max(level, needs.get(room_id, 0))
    return building_plan(building, needs)


def _aided_rooms(building_id: int) -> dict[int, int]:
    rooms = db.session.scalars(
        select(Person.room_id)
        .join(Household, Household.id == Person.household_id)
        .join(HouseholdAid, HouseholdAid.household_id == Household.id)
        .where(Person.building_id == building_id, HouseholdAid.until.is_(None))
        .distinct()
    )
    return {room_id: WATCH for room_id in rooms if room_id}


def buildings_by_grid(actor: CurrentActor) -> dict[str, list[Any]]:
    """The buildings of the actor's scope, grid by grid, as (building, households, residents), in two statements."""
    living = living_by_building()
    grids: dict[str, list[Any]] = {}
    rows = db.session.execute(
        select(Grid.name, Building)
        .join(Building, Building.grid_id == Grid.id)
        .where(actor.scope("desk.view", Building))
        .order_by(Grid.code, Building.number)
    )
    for grid, building in rows:
        households, residents = living.get(building.id, (0, 0))
        grids.setdefault(grid, []).append((building, households, residents))
    return grids
