"""Lists of cases for the desk, each in a fixed number of statements."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from core.api import (
    Building,
    Household,
    Page,
    Person,
    aid_categories,
    community_today,
    gets_aid,
    page_of,
    scope_filter,
    session,
)

from ..models import Assignment, Case, Visit
from ..terms import GENERAL, HIGH, KEY, LEAD, UNIT_PAIR
from ..workflow import BEFORE, HELPED, OPEN, VISIT_OPEN
from .alarms import is_quiet

VIEW = "paired_help.view"
FILTERS: dict[str, tuple[str, ...]] = {
    "going": HELPED,
    "open": OPEN,
    "graduated": ("graduated",),
    "closed": ("transferred", "deceased", "declined"),
}
SPECIAL = ("todo", "alarm", "unit", "mine")
Helper = aliased(Person)
COLUMNS = (
    Case.id, Case.state, Case.level, Case.due_at, Case.opened_on, Case.last_contact_at, Case.started_at,
    Case.graduated_on, Case.trial_ends_on, Case.household_id, Person.name.label("person_name"), Building.name.label("building_name"),
    Household.number.label("door"), Helper.name.label("lead_name"), Visit.due_on.label("visit_due"),
    Visit.state.label("visit_state"), Visit.id.label("visit_id"), Visit.kind.label("visit_kind"),
)


def listed() -> Any:
    """Cases with the names around them: person, door, lead helper, the visit that is due."""
    return (
        select(*COLUMNS)
        .select_from(Case)
        .join(Person, Person.id == Case.person_id)
        .join(Household, Household.id == Case.household_id)
        .outerjoin(Building, Building.id == Case.building_id)
        .outerjoin(
            Assignment,
            and_(Assignment.case_id == Case.id, Assignment.function == LEAD, Assignment.until.is_(None)),
        )
        .outerjoin(Helper, Helper.id == Assignment.helper_id)
        .outerjoin(Visit, and_(Visit.case_id == Case.id, Visit.state.in_(VISIT_OPEN)))
    )


def case_of(person_id: int, actor: Any) -> Any:
    """A person's latest case as a row of the list, for whoever may see it."""
    mine = listed().where(Case.person_id == person_id, scope_filter(actor, VIEW, Case))
    return session.execute(mine.order_by(Case.id.desc()).limit(1)).first()


@dataclass(frozen=True)
class Wanted:
    """What the worker filters by; an unknown value counts as none."""

    show: str = "todo"
    level: str = ""
    aid: str = ""

    @classmethod
    def of(cls, values: Any, *, aid: bool) -> Wanted:
        """From the address; whatever is not known is left out, and the kind of aid for whom it is not to be opened."""
        show, level, kind = values.get("show", ""), values.get("level", ""), values.get("aid", "") if aid else ""
        return cls(
            show if show in (*FILTERS, *SPECIAL) else ("open" if kind in aid_categories() else "todo"),
            level if level in (HIGH, KEY, GENERAL) else "",
            kind if kind in aid_categories() else "",
        )


def case_page(actor: Any, wanted: Wanted, number: int) -> Page:
    """Twenty cases that the actor may see: those with the next visit first, then the oldest."""
    where = [scope_filter(actor, VIEW, Case), *_conditions(wanted, actor)]
    counted = select(func.count()).select_from(Case).where(*where)
    if wanted.show in ("graduated", "closed"):
        order: tuple[Any, ...] = (Case.state_since.desc(), Case.id)
    else:
        order = (func.coalesce(Visit.due_on, Case.opened_on), Case.id)
    return page_of(listed().where(*where).order_by(*order), number, counted)


def _conditions(wanted: Wanted, actor: Any) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.show in FILTERS:
        where.append(Case.state.in_(FILTERS[wanted.show]))
    elif wanted.show == "todo":
        where.append(is_waiting(actor))
    elif wanted.show == "alarm":
        where.append(is_quiet())
    elif wanted.show == "unit":
        where += [Case.state.in_(OPEN), has_helper(UNIT_PAIR)]
    else:
        where += [Case.state.in_(OPEN), or_(Case.recorded_by_id == actor.person_id, _helps(actor.person_id))]
    if wanted.level:
        where.append(Case.level == wanted.level)
    if wanted.aid:
        where.append(gets_aid(Case.household_id, wanted.aid))
    return where


def is_waiting(actor: Any) -> ColumnElement[bool]:
    """Cases that wait for this worker: on their way in, to be reviewed, silent, with a visit that fell to them, signing."""
    today = community_today()
    # Both tables stand in the list's own joins too, so what is asked here names the one that it depends on.
    fell = exists().where(
        Visit.case_id == Case.id, Visit.due_on <= today,
        Visit.state.in_(("grid", "station") if actor.can("paired_help.station") else ("grid",)),
    ).correlate(Case)
    over = and_(Case.state == "graduating", Case.trial_ends_on <= today)
    return or_(Case.state.in_((*BEFORE, "review")), is_quiet(), fell, over)


def has_helper(function: str) -> ColumnElement[bool]:
    """Cases in which somebody has this function today."""
    standing = (Assignment.case_id == Case.id, Assignment.function == function, Assignment.until.is_(None))
    return exists().where(*standing).correlate(Case)


def _helps(person_id: int) -> ColumnElement[bool]:
    standing = (Assignment.case_id == Case.id, Assignment.helper_id == person_id, Assignment.until.is_(None))
    return exists().where(*standing).correlate(Case)


def counts(actor: Any) -> dict[str, int]:
    """How many cases stand behind each filter, in one statement."""
    parts = {name: Case.state.in_(states) for name, states in FILTERS.items()}
    parts |= {"todo": is_waiting(actor), "alarm": is_quiet(), "unit": and_(Case.state.in_(OPEN), has_helper(UNIT_PAIR))}
    parts["mine"] = and_(Case.state.in_(OPEN), or_(Case.recorded_by_id == actor.person_id, _helps(actor.person_id)))
    row = session.execute(
        select(*(_sum(condition).label(name) for name, condition in parts.items())).where(scope_filter(actor, VIEW, Case))
    ).one()
    return {name: int(getattr(row, name) or 0) for name in parts}


def aid_counts(actor: Any) -> dict[str, int]:
    """Households with an open case by kind of aid, counted by token: these numbers are public, the names are not."""
    parts = {key: gets_aid(Case.household_id, key) for key in aid_categories()}
    row = session.execute(
        select(*(func.count(case((found, Case.household_id)).distinct()).label(key) for key, found in parts.items())).where(
            Case.state.in_(OPEN), scope_filter(actor, VIEW, Case)
        )
    ).one()
    return {key: int(getattr(row, key)) for key in parts}


def _sum(condition: Any) -> Any:
    return func.sum(case((condition if condition is not None else true(), 1), else_=literal(0)))
