"""The figures of paired help, always counted from the rows."""
from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from core.api import Fact, _l, session, year_bounds

from ..calendar import day_end, last_day
from ..models import Assignment, Case, Note
from ..terms import UNIT_PAIR
from ..workflow import HELPED


def _number(statement: Any) -> int:
    return int(session.scalar(statement) or 0)


def count_cases(year: int | None = None) -> int:
    """Persons taken on: of all time, or in one year."""
    within = [] if year is None else [Case.opened_on.between(date(year, 1, 1), date(year, 12, 31))]
    return _number(select(func.count()).select_from(Case).where(*within))


def count_active(year: int | None = None) -> int:
    """Persons who are visited: now, or at the end of a year."""
    if year is None:
        return _number(select(func.count()).select_from(Case).where(Case.state.in_(HELPED)))
    end = day_end(last_day(year))
    running = (Case.started_at < end, or_(Case.ended_at.is_(None), Case.ended_at >= end))
    return _number(select(func.count()).select_from(Case).where(*running))


def count_graduated(year: int | None = None) -> int:
    """Households that left aid and have stayed out: all, or those of one year."""
    within = [] if year is None else [Case.graduated_on.between(date(year, 1, 1), date(year, 12, 31))]
    out = select(func.count(Case.household_id.distinct())).where(Case.state == "graduated", *within)
    return _number(out)


def count_unit_pairs(year: int | None = None) -> int:
    """Households with a Party member of a unit at their side: now, or at the end of a year."""
    end = day_end(last_day(year))
    standing = (
        Assignment.function == UNIT_PAIR,
        Assignment.since < end,
        or_(Assignment.until.is_(None), Assignment.until >= end),
    )
    paired = select(func.count(Case.household_id.distinct())).join(Assignment, Assignment.case_id == Case.id)
    return _number(paired.where(*standing))


def count_visits(year: int | None = None) -> int:
    """Visits on which the person was met: of all time, or in one year."""
    met = [Note.contact.is_(True)]
    if year is not None:
        start, end = year_bounds(year)
        met += [Note.at >= start, Note.at < end]
    return _number(select(func.count()).select_from(Note).where(*met))


def standing_figures() -> tuple[int, int, int]:
    """Households that are helped, paired with units, graduated: what everybody may know, in one statement."""
    paired = select(func.count(Case.household_id.distinct())).join(Assignment, Assignment.case_id == Case.id)
    row = session.execute(
        select(
            select(func.count(Case.household_id.distinct())).where(Case.state.in_(HELPED)).scalar_subquery(),
            paired.where(Assignment.function == UNIT_PAIR, Assignment.until.is_(None)).scalar_subquery(),
            select(func.count(Case.household_id.distinct())).where(Case.state == "graduated").scalar_subquery(),
        )
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


FACTS = (
    Fact("paired_help.cases", _l("帮扶对象"), _l("人"), "person", count_cases),
    Fact("paired_help.active", _l("正在帮扶"), _l("人"), "person", count_active),
    Fact("paired_help.graduated", _l("退出帮扶的家庭"), _l("户"), "household", count_graduated),
    Fact("paired_help.unit_pairs", _l("单位党员结对"), _l("户"), "household", count_unit_pairs),
    Fact("paired_help.visits", _l("结对走访"), _l("人次"), "attendance", count_visits),
)
