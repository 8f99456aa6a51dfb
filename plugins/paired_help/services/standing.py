"""What waits: for the desk's list of tasks, at one door, on the plan of a building, and before somebody moves away."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from core.api import MOST_TASKS, Household, Person, _, scope_filter, session, word

from ..models import Case, Note, Visit
from ..workflow import OPEN, VISIT_OPEN, case_flow
from .alarms import IS_QUIET
from .lists import LISTED, TODAY, VIEW, is_waiting

SOMETHING, WATCH, URGENT = 1, 2, 3


# Built once: the desk's first page asks them, and building them costs more than running them.
_WITH_QUIET = LISTED.add_columns(IS_QUIET.label("quiet"))
_URGENT_FIRST = _WITH_QUIET.order_by(
    case((IS_QUIET, 0), (Visit.state.in_(("grid", "station")), 1), else_=2), func.coalesce(Visit.due_on, Case.opened_on), Case.id
)
_FOLLOW_UPS = (
    select(Note.id, Note.case_id, Person.name.label("person_name"), Note.follow_up_on, Note.at, Household.number.label("door"), Case.household_id)
    .join(Case, Case.id == Note.case_id)
    .join(Person, Person.id == Case.person_id)
    .join(Household, Household.id == Case.household_id)
    .where(Note.follow_up_cipher.is_not(None), Note.follow_up_done_at.is_(None), Case.state.in_(OPEN))
    .order_by(func.coalesce(Note.follow_up_on, TODAY), Note.id)
)
_GRADE = case((IS_QUIET, URGENT), (and_(Visit.state.in_(VISIT_OPEN), Visit.due_on <= TODAY), WATCH), else_=SOMETHING)
_ROOMS = (
    select(Household.room_id, func.max(_GRADE))
    .select_from(Case)
    .join(Household, Household.id == Case.household_id)
    .outerjoin(Visit, and_(Visit.case_id == Case.id, Visit.state.in_(VISIT_OPEN)))
    .where(Case.state.in_(OPEN))
    .group_by(Household.room_id)
)


def waiting(actor: Any, limit: int = MOST_TASKS) -> Sequence[Any]:
    """Cases that wait for this worker: silent ones, visits that fell to them, reviews, the next step of an intake."""
    rows = _URGENT_FIRST.where(is_waiting(actor), scope_filter(actor, VIEW, Case))
    return session.execute(rows.limit(limit)).all()


def at_door(household_id: int, actor: Any) -> Sequence[Any]:
    """Everything of ours that is open behind one door, with what falls due."""
    rows = _WITH_QUIET.where(
        Case.household_id == household_id,
        or_(Case.state.in_(OPEN), Visit.id.is_not(None)),
        scope_filter(actor, VIEW, Case),
    )
    return session.execute(rows.order_by(Case.id).limit(MOST_TASKS)).all()


def follow_ups(actor: Any, household_id: int | None = None, limit: int = MOST_TASKS) -> Sequence[Any]:
    """(note id, case id, person's name, by when) of what was to be done after a visit and is not, perhaps at one door."""
    here = [] if household_id is None else [Case.household_id == household_id]
    return session.execute(_FOLLOW_UPS.where(scope_filter(actor, VIEW, Case), *here).limit(limit)).all()


def room_needs(building_id: int, actor: Any) -> dict[int, int]:
    """Rooms with an open case; watch where a visit is due, urgent where nobody was met for too long."""
    rows = session.execute(_ROOMS.where(Case.building_id == building_id, scope_filter(actor, VIEW, Case)))
    return {int(room): int(most) for room, most in rows}


def open_business(person_id: int) -> str | None:
    """Why the person cannot be moved out just now, or None."""
    state = session.scalar(select(Case.state).where(Case.person_id == person_id, Case.state.in_(OPEN)))
    if state is None:
        return None
    return _(
        "%(word)s还没有结案（%(state)s），请先在档案里点“转出社区”或“退出帮扶”，再办迁出。",
        word=word("paired_help"), state=case_flow.graph.states[state].title,
    )
