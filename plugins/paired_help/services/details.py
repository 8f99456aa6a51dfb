"""Everything around one case, for its page at the desk."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.api import Actor, Building, Household, Person, Room, Skill, Unit, Volunteer, _, session

from ..models import Assignment, Case, Note
from ..workflow import case_flow
from .cases import VIEW, the_case

Helper = aliased(Person)
NOTES_SHOWN = 20


@dataclass(frozen=True)
class Around:
    """A case with the names around it."""

    case: Case
    person: Person
    door: str
    address: str
    skill: str


def around(case_id: int, actor: Actor, permission: str = VIEW) -> Around:
    """The case with person and address, for somebody with the permission there; raises Missing."""
    case = the_case(case_id, actor, permission)
    person, household, building, room, skill = session.execute(
        select(Person, Household, Building, Room, Skill.title)
        .select_from(Case)
        .join(Person, Person.id == Case.person_id)
        .join(Household, Household.id == Case.household_id)
        .join(Room, Room.id == Household.room_id)
        .outerjoin(Building, Building.id == Room.building_id)
        .outerjoin(Skill, Skill.id == Case.skill_id)
        .where(Case.id == case.id)
    ).one()
    where = {"building": building.name if building else "", "entrance": room.entrance, "room": room.number}
    return Around(case, person, household.number, _("%(building)s %(entrance)s 单元 %(room)s", **where), skill or "")


def helpers(case_id: int, *, standing: bool = True) -> list[Any]:
    """(assignment, helper's name, unit's name, state of the volunteer), lead and backup first; or those who left."""
    found = (
        select(Assignment, Helper.name.label("name"), Unit.name.label("unit_name"), Volunteer.state.label("volunteer_state"))
        .join(Helper, Helper.id == Assignment.helper_id)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .outerjoin(Unit, Unit.id == Assignment.unit_id)
        .where(Assignment.case_id == case_id)
    )
    if standing:
        order = (Assignment.function != "lead", Assignment.function != "backup", Assignment.since)
        return list(session.execute(found.where(Assignment.until.is_(None)).order_by(*order)))
    return list(session.execute(found.where(Assignment.until.is_not(None)).order_by(Assignment.until.desc()).limit(10)))


def notes(case_id: int, limit: int = NOTES_SHOWN) -> list[Any]:
    """(note, author's name), the latest first."""
    found = select(Note, Helper.name.label("name")).join(Helper, Helper.id == Note.helper_id)
    return list(session.execute(found.where(Note.case_id == case_id).order_by(Note.at.desc(), Note.id.desc()).limit(limit)))


def note_in(case: Case, note_id: int) -> Note | None:
    """A note of this case."""
    note = session.get(Note, note_id)
    return note if note is not None and note.case_id == case.id else None


def history(case: Case) -> list[dict[str, Any]]:
    """The case's steps as the timeline draws them, oldest first."""
    return [
        {
            "title": line.title or _("建档"), "actor_name": line.actor_name, "actor_person_id": line.actor_person_id,
            "at": line.at, "reason": line.reason,
        }
        for line in case_flow.history(case)
    ]
