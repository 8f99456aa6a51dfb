"""Lists of cases for the desk, each in a fixed number of statements."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, literal, or_, select
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
from .alarms import IS_QUIET

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


# Cases with the names around them: person, door, lead helper, the visit that is due. Built once, as what follows is:
# building these costs more than running them.
LISTED = (
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
TODAY: Any = bindparam("today", callable_=community_today)


def case_of(person_id: int, actor: Any) -> Any:
    """A person's latest case as a row of the list, for whoever may see it."""
    mine = LISTED.where(Case.person_id == person_id, scope_filter(actor, VIEW, Case))
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
    return page_of(LISTED.where(*where).order_by(*order), number, counted)


def _conditions(wanted: Wanted, actor: Any) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.show in FILTERS:
        where.append(Case.state.in_(FILTERS[wanted.show]))
    elif wanted.show == "todo":
        where.append(is_waiting(actor))
    elif wanted.show == "alarm":
        where.append(IS_QUIET)
    elif wanted.show == "unit":
        where += [Case.state.in_(OPEN), has_helper(UNIT_PAIR)]
    else:
        where += [Case.state.in_(OPEN), or_(Case.recorded_by_id == actor.person_id, _helps(actor.person_id))]
    if wanted.level:
        where.append(Case.level == wanted.level)
    if wanted.aid:
        where.append(gets_aid(Case.household_id, wanted.aid))
    return where


def _waiting_with(*fell_to: str) -> ColumnElement[bool]:
    # Both tables stand in the list's own joins too, so what is asked here names the one that it depends on.
    fell = exists().where(Visit.case_id == Case.id, Visit.due_on <= TODAY, Visit.state.in_(fell_to)).correlate(Case)
    over = and_(Case.state == "graduating", Case.trial_ends_on <= TODAY)
    return or_(Case.state.in_((*BEFORE, "review")), IS_QUIET, fell, over)


STATION = "paired_help.station"
_WAITING = {True: _waiting_with("grid", "station"), False: _waiting_with("grid")}  # with the station's visits or without


def is_waiting(actor: Any) -> ColumnElement[bool]:
    """Cases that wait for this worker: on their way in, to be reviewed, silent, with a visit that fell to them, signing."""
    return _WAITING[actor.can(STATION)]


def _count(name: str, condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=literal(0))).label(name)


def has_helper(function: str) -> ColumnElement[bool]:
    """Cases in which somebody has this function today."""
    standing = (Assignment.case_id == Case.id, Assignment.function == function, Assignment.until.is_(None))
    return exists().where(*standing).correlate(Case)


def _helps(person_id: int) -> ColumnElement[bool]:
    standing = (Assignment.case_id == Case.id, Assignment.helper_id == person_id, Assignment.until.is_(None))
    return exists().where(*standing).correlate(Case)


_GOING, _ALARMED = _count("going", Case.state.in_(HELPED)), _count("alarm", IS_QUIET)
_BEHIND = (
    *(_count(name, Case.state.in_(states)) for name, states in FILTERS.items() if name != "going"),
    _count("unit", and_(Case.state.in_(OPEN), has_helper(UNIT_PAIR))),
)
_TODO = {station: _count("todo", waiting) for station, waiting in _WAITING.items()}


def standing_counts(actor: Any) -> dict[str, int]:
    """How many cases are going on, silent, and waiting for this worker, in one statement."""
    return _counted(actor, _GOING, _ALARMED, _TODO[actor.can(STATION)])


def counts(actor: Any) -> dict[str, int]:
    """How many cases stand behind each filter, in one statement."""
    mine = and_(Case.state.in_(OPEN), or_(Case.recorded_by_id == actor.person_id, _helps(actor.person_id)))
    return _counted(actor, _GOING, _ALARMED, _TODO[actor.can(STATION)], *_BEHIND, _count("mine", mine))


def _counted(actor: Any, *parts: Any) -> dict[str, int]:
    row = session.execute(select(*parts).where(scope_filter(actor, VIEW, Case))).one()
    return {name: int(count or 0) for name, count in row._mapping.items()}


def aid_counts(actor: Any) -> dict[str, int]:
    """Households with an open case by kind of aid, counted by token: these numbers are public, the names are not."""
    parts = {key: gets_aid(Case.household_id, key) for key in aid_categories()}
    row = session.execute(
        select(*(func.count(case((found, Case.household_id)).distinct()).label(key) for key, found in parts.items())).where(
            Case.state.in_(OPEN), scope_filter(actor, VIEW, Case)
        )
    ).one()
    return {key: int(getattr(row, key)) for key in parts}
