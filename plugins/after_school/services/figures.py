"""The figures of the classes, always counted from the rows: sessions, children, attendances and hand-overs apart."""
from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.api import Fact, Person, _l, session

from ..child_models import ChildDay
from ..models import ClassDay, Course, Duty, Enrolment, Term
from ..workflow import CAME
from .calendar import year_days

HELD = ("open", "closed")


def _number(statement: Any) -> int:
    return int(session.scalar(statement) or 0)


def _within(column: Any, year: int | None) -> list[ColumnElement[bool]]:
    return [] if year is None else [column.between(*year_days(year))]


def count_courses(year: int | None) -> int:
    """Courses that were or are held, by the year in which their term begins."""
    held = select(func.count()).select_from(Course).join(Term, Term.id == Course.term_id)
    return _number(held.where(Course.state.in_(("open", "closed")), *_within(Term.starts_on, year)))


def _came(what: Any, states: tuple[str, ...], year: int | None) -> Any:
    attended = select(what).select_from(ChildDay).join(ClassDay, ClassDay.id == ChildDay.class_day_id)
    return attended.where(ChildDay.state.in_(states), *_within(ClassDay.day, year))


def count_children(year: int | None) -> int:
    """Children, each once, who came to a class."""
    return _number(_came(func.count(func.distinct(ChildDay.child_id)), CAME, year))


def count_attendances(year: int | None) -> int:
    """Children in classes, each time."""
    return _number(_came(func.count(), CAME, year))


def count_handovers(year: int | None) -> int:
    """Children handed over to an adult."""
    return _number(_came(func.count(), ("handed_over",), year))


def count_class_days(year: int | None) -> int:
    """Classes that were held."""
    held = select(func.count()).select_from(ClassDay)
    return _number(held.where(ClassDay.state.in_(HELD), *_within(ClassDay.day, year)))


FACTS = (
    Fact("after_school.courses", _l("课程"), _l("门"), "thing", count_courses),
    Fact("after_school.children", _l("来上课的孩子"), _l("人"), "person", count_children),
    Fact("after_school.class_days", _l("上课"), _l("场"), "session", count_class_days),
    Fact("after_school.attendances", _l("到课"), _l("人次"), "attendance", count_attendances),
    Fact("after_school.handovers", _l("交接孩子"), _l("人次"), "attendance", count_handovers),
)


def term_figures(term_id: int) -> dict[str, int]:
    """Places, children, attendance and teachers' hours of one term, in three statements."""
    places = session.execute(
        select(func.count(), func.coalesce(func.sum(Course.capacity), 0)).where(
            Course.term_id == term_id, Course.state != "cancelled"
        )
    ).one()
    enrolled = dict(
        session.execute(
            select(Enrolment.state, func.count())
            .join(Course, Course.id == Enrolment.course_id)
            .where(Course.term_id == term_id)
            .group_by(Enrolment.state)
        ).all()
    )
    days = session.execute(
        select(func.count(func.distinct(ClassDay.id)), func.coalesce(func.sum(Duty.minutes), 0))
        .select_from(ClassDay)
        .join(Course, Course.id == ClassDay.course_id)
        .outerjoin(Duty, Duty.class_day_id == ClassDay.id)
        .where(Course.term_id == term_id, ClassDay.state.in_(HELD))
    ).one()
    return {
        "courses": int(places[0]), "places": int(places[1]), "held": int(days[0]), "minutes": int(days[1]),
        **{state: int(enrolled.get(state, 0)) for state in ("applied", "accepted", "waiting")},
    }


def attendance_of(term_id: int) -> list[Any]:
    """(course title, came, excused, missed, late pick-ups) of a term's courses; one statement."""
    came = func.count().filter(ChildDay.state.in_(CAME))
    excused = func.count().filter(ChildDay.state == "absent", ChildDay.excused)
    missed = func.count().filter(ChildDay.state == "absent", ~ChildDay.excused)
    late = func.count().filter(ChildDay.late)
    rows = (
        select(Course.title, came, excused, missed, late)
        .select_from(ChildDay)
        .join(ClassDay, ClassDay.id == ChildDay.class_day_id)
        .join(Course, Course.id == ClassDay.course_id)
        .where(Course.term_id == term_id, ClassDay.state.in_(HELD))
        .group_by(Course.id, Course.title)
    )
    return list(session.execute(rows.order_by(Course.title)).all())


def over_the_limits(term_id: int, late_limit: int, absent_limit: int) -> list[Any]:
    """(child id, name, late pick-ups, unexcused absences) of children at a limit: staff talks with the family."""
    late = func.count().filter(ChildDay.late)
    missed = func.count().filter(ChildDay.state == "absent", ~ChildDay.excused)
    rows = (
        select(ChildDay.child_id, Person.name, late, missed)
        .join(Person, Person.id == ChildDay.child_id)
        .join(ClassDay, ClassDay.id == ChildDay.class_day_id)
        .join(Course, Course.id == ClassDay.course_id)
        .where(Course.term_id == term_id)
        .group_by(ChildDay.child_id, Person.name)
        .having((late >= late_limit) | (missed >= absent_limit))
    )
    return list(session.execute(rows.order_by(late.desc(), missed.desc())).all())
