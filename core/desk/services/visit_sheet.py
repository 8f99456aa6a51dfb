"""The visit sheet of one household: who lives there, and everything that is open at this door."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from core.accounts.actor import CurrentActor
from core.communities.services import current_community
from core.desk.services.todo import FAR
from core.grids.models import Building, Room
from core.people.households import get_household, members
from core.people.models import Household
from core.people.rows import PersonRow, door_name, rows_of
from core.pluginsystem import dispatch
from core.pluginsystem.offers import Task
from core.tenancy.session import db


@dataclass(frozen=True)
class VisitSheet:
    """people: (line of a list, what the person is to the head), the head first."""

    household: Household
    door: str
    people: list[tuple[PersonRow, str]]
    tasks: list[Task]


def visit_sheet(household_id: int, actor: CurrentActor) -> VisitSheet:
    """The sheet, its tasks by due time; raises NoSuchHousehold outside the worker's scope."""
    household = get_household(household_id, actor)
    living = [member for member in members(household.id) if actor.can("people.view", member.person)]
    rows = rows_of(member.person for member in living)
    tasks = dispatch.ask("household_tasks", current_community(), household=household, actor=actor)
    return VisitSheet(
        household,
        _door(household),
        [(row, member.relation_title) for row, member in zip(rows, living, strict=True)],
        sorted(tasks, key=lambda task: task.due_at or FAR),
    )


def _door(household: Household) -> str:
    query = select(Building.name, Building.entrances, Room.entrance, Room.number)
    found = query.join(Building, Building.id == Room.building_id).where(Room.id == household.room_id)
    return door_name(*db.session.execute(found).one())
