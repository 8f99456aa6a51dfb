"""What waits: for the desk's list of tasks, at one door, on the plan of a building, and before somebody moves away."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from core.api import MOST_TASKS, Household, Person, _, community_today, scope_filter, session, word

from ..models import Case, Note, Visit
from ..workflow import OPEN, VISIT_OPEN, case_flow
from .alarms import is_quiet
from .lists import VIEW, is_waiting, listed

SOMETHING, WATCH, URGENT = 1, 2, 3


def _due() -> ColumnElement[bool]:
    return and_(Visit.state.in_(VISIT_OPEN), Visit.due_on <= community_today())


def waiting(actor: Any, limit: int = MOST_TASKS) -> Sequence[Any]:
    """Cases that wait for this worker: silent ones, visits that fell to them, reviews, the next step of an intake."""
    urgent = case((is_quiet(), 0), (Visit.state.in_(("grid", "station")), 1), else_=2)
    rows = listed().add_columns(is_quiet().label("quiet")).where(is_waiting(actor), scope_filter(actor, VIEW, Case))
    return session.execute(rows.order_by(urgent, func.coalesce(Visit.due_on, Case.opened_on), Case.id).limit(limit)).all()


def at_door(household_id: int, actor: Any) -> Sequence[Any]:
    """Everything of ours that is open behind one door, with what falls due."""
    rows = listed().add_columns(is_quiet().label("quiet")).where(
        Case.household_id == household_id,
        or_(Case.state.in_(OPEN), Visit.id.is_not(None)),
        scope_filter(actor, VIEW, Case),
    )
    return session.execute(rows.order_by(Case.id).limit(MOST_TASKS)).all()


def follow_ups(actor: Any, household_id: int | None = None, limit: int = MOST_TASKS) -> Sequence[Any]:
    """(note id, case id, person's name, by when) of what was to be done after a visit and is not, perhaps at one door."""
    here = [] if household_id is None else [Case.household_id == household_id]
    return session.execute(
        select(Note.id, Note.case_id, Person.name.label("person_name"), Note.follow_up_on, Note.at, Household.number.label("door"), Case.household_id)
        .join(Case, Case.id == Note.case_id)
        .join(Person, Person.id == Case.person_id)
        .join(Household, Household.id == Case.household_id)
        .where(
            Note.follow_up_cipher.is_not(None), Note.follow_up_done_at.is_(None), Case.state.in_(OPEN),
            scope_filter(actor, VIEW, Case), *here,
        )
        .order_by(func.coalesce(Note.follow_up_on, community_today()), Note.id)
        .limit(limit)
    ).all()


def room_needs(building_id: int, actor: Any) -> dict[int, int]:
    """Rooms with an open case; watch where a visit is due, urgent where nobody was met for too long."""
    grade = case((is_quiet(), URGENT), (_due(), WATCH), else_=SOMETHING)
    rows = session.execute(
        select(Household.room_id, func.max(grade))
        .select_from(Case)
        .join(Household, Household.id == Case.household_id)
        .outerjoin(Visit, and_(Visit.case_id == Case.id, Visit.state.in_(VISIT_OPEN)))
        .where(Case.building_id == building_id, Case.state.in_(OPEN), scope_filter(actor, VIEW, Case))
        .group_by(Household.room_id)
    )
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
