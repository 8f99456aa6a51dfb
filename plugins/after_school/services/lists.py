"""Lists of courses, classes and enrolments, each a fixed number of statements, for desk, phone and public pages."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select

from core.api import Page, Person, Place, Volunteer, community_today, now, page_of, session

from ..child_models import ChildDay
from ..models import Application, ClassDay, Course, CourseTime, Duty, Enrolment, Seat, SpecialDay, Teacher, Term

WEEK = 7
NOT_HELD = ("cancelled", "left_out")  # states of a class day
FILTERS = {"todo": ("applied", "waiting"), "accepted": ("accepted",), "gone": ("refused", "left")}


def _count(model: Any, state: str) -> Any:
    return (
        select(func.count())
        .select_from(model)
        .where(model.course_id == Course.id, model.community_id == Course.community_id, model.state == state)
        .scalar_subquery()
    )


def courses_of(term_id: int, *states: str) -> Sequence[Any]:
    """(Course, place name, accepted, waiting, applied, teachers) of a term; one statement."""
    wanted = (
        select(
            Course, Place.name.label("place"), _count(Enrolment, "accepted").label("accepted"),
            _count(Enrolment, "waiting").label("waiting"), _count(Enrolment, "applied").label("applied"),
            _count(Teacher, "accepted").label("teachers"),
        )
        .join(Place, Place.id == Course.place_id)
        .where(Course.term_id == term_id, *([Course.state.in_(states)] if states else []))
    )
    found: Sequence[Any] = session.execute(wanted.order_by(Course.title, Course.id)).all()
    return found


def teachers_of(course_id: int) -> Sequence[Any]:
    """(Teacher, name) of everybody who offered to teach the course; one statement."""
    order = case({"applied": 0, "accepted": 1}, value=Teacher.state, else_=2)
    wanted = select(Teacher, Person.name).join(Person, Person.id == Teacher.person_id)
    found: Sequence[Any] = session.execute(
        wanted.where(Teacher.course_id == course_id).order_by(order, Teacher.role.desc(), Teacher.id)
    ).all()
    return found


def days_of(course_id: int, number: int) -> Page:
    """(ClassDay, place name, children, adults): a page of a course's class days, those to come first; two statements."""
    children = _of_day(Seat)
    adults = _of_day(Duty, Duty.state.in_(("planned", "present", "done")))
    wanted = (
        select(ClassDay, Place.name.label("place"), children.label("children"), adults.label("adults"))
        .join(Place, Place.id == ClassDay.place_id)
        .where(ClassDay.course_id == course_id)
        .order_by(ClassDay.day < community_today(), *_soonest_then_latest())
    )
    return page_of(wanted, number, select(func.count()).where(ClassDay.course_id == course_id))


def _soonest_then_latest() -> tuple[Any, Any]:
    """Those to come by their day, then those that were, the latest first."""
    coming = ClassDay.day >= community_today()
    return case((coming, ClassDay.starts_at)).asc(), case((~coming, ClassDay.starts_at)).desc()


def _of_day(model: Any, *where: Any) -> Any:
    return (
        select(func.count())
        .select_from(model)
        .where(model.class_day_id == ClassDay.id, model.community_id == ClassDay.community_id, *where)
        .scalar_subquery()
    )


def enrolments_page(term_id: int, which: str, course_id: int | None, number: int) -> Page:
    """(Enrolment, child, course title, guardian's lot): a page of a term's enrolments; two statements."""
    where = [Course.term_id == term_id, Enrolment.state.in_(FILTERS.get(which, FILTERS["todo"]))]
    where += [Course.id == course_id] if course_id else []
    wanted = (
        select(Enrolment, Person.name.label("child"), Course.title.label("course"), Application.lot.label("lot"))
        .join(Course, Course.id == Enrolment.course_id)
        .join(Person, Person.id == Enrolment.child_id)
        .join(Application, Application.id == Enrolment.application_id)
        .where(*where)
        .order_by(Course.title, Enrolment.state, Enrolment.queue, Enrolment.rank, Enrolment.id)
    )
    counted = select(func.count()).select_from(Enrolment).join(Course, Course.id == Enrolment.course_id).where(*where)
    return page_of(wanted, number, counted)


def week(monday: date, place_id: int | None = None, teacher_id: int | None = None) -> Sequence[Any]:
    """(ClassDay, course title, place name) of a week, of one room or one teacher if asked; one statement."""
    wanted = (
        select(ClassDay, Course.title.label("course"), Place.name.label("place"))
        .join(Course, Course.id == ClassDay.course_id)
        .join(Place, Place.id == ClassDay.place_id)
        .where(ClassDay.day.between(monday, monday + timedelta(days=WEEK - 1)))
        .order_by(ClassDay.starts_at, Course.title)
    )
    if place_id:
        wanted = wanted.where(ClassDay.place_id == place_id)
    if teacher_id:
        mine = select(Duty.class_day_id).where(Duty.person_id == teacher_id, Duty.state != "off")
        wanted = wanted.where(ClassDay.id.in_(mine))
    found: Sequence[Any] = session.execute(wanted).all()
    return found


def names_on_duty(class_day_ids: Sequence[int]) -> dict[int, list[str]]:
    """The adults' names by class day, the lead first; one statement."""
    rows = session.execute(
        select(Duty.class_day_id, Person.name)
        .join(Person, Person.id == Duty.person_id)
        .where(Duty.class_day_id.in_(class_day_ids), Duty.state != "off")
        .order_by(Duty.role.desc(), Duty.id)
    )
    found: dict[int, list[str]] = {}
    for class_day_id, name in rows:
        found.setdefault(class_day_id, []).append(name)
    return found


def teaching_names() -> list[tuple[int, str]]:
    """Who teaches some course now, for the timetable's choice; one statement."""
    rows = (
        select(Person.id, Person.name)
        .join(Teacher, Teacher.person_id == Person.id)
        .where(Teacher.state == "accepted")
        .distinct()
    )
    return [(person_id, name) for person_id, name in session.execute(rows.order_by(Person.name, Person.id))]


# Built once: the desk's first page asks them, and building them costs more than running them.
_TODAY: Any = bindparam("today", callable_=community_today)
_CLEARED = select(Volunteer.person_id).where(Volunteer.state == "active", Volunteer.minors_cleared_until >= _TODAY)
_ADULTS = _of_day(Duty, Duty.state.in_(("planned", "present")), Duty.person_id.in_(_CLEARED))
_INSIDE = _of_day(ChildDay, ChildDay.state.in_(("arrived", "in_class")))
_CLASSES = (
    select(ClassDay, Course.title.label("course"), Place.name.label("place"), _ADULTS.label("adults"), _INSIDE.label("inside"))
    .join(Course, Course.id == ClassDay.course_id)
    .join(Place, Place.id == ClassDay.place_id)
    .order_by(ClassDay.starts_at, ClassDay.id)
)
_LEFT_BEHIND = and_(ClassDay.state == "open", ClassDay.ends_at < bindparam("now", callable_=now), _INSIDE > 0)
_WATCHED = _CLASSES.where(or_(and_(ClassDay.day == _TODAY, ClassDay.state.in_(("planned", "open"))), _LEFT_BEHIND))
_TO_DRAW = (
    select(Term, func.count(Enrolment.id))
    .join(Course, Course.term_id == Term.id)
    .join(Enrolment, Enrolment.course_id == Course.id)
    .where(Term.allocated_at.is_(None), Term.enrol_until < _TODAY, Enrolment.state == "applied")
    .group_by(Term)
    .order_by(Term.enrol_until)
)


def today(*states: str) -> Sequence[Any]:
    """(ClassDay, course title, place name, adults that come, children inside) of today; one statement.

    Whose clearance ended does not count, so that the desk looks for somebody before the children stand at the door.
    """
    found: Sequence[Any] = session.execute(_CLASSES.where(ClassDay.day == _TODAY, ClassDay.state.in_(states))).all()
    return found


def watched() -> Sequence[Any]:
    """The same of today's classes to come or going on, and of any that is over with somebody still there; one statement."""
    found: Sequence[Any] = session.execute(_WATCHED).all()
    return found


def my_duties(person_id: int, limit: int = 30) -> Sequence[Any]:
    """(Duty, ClassDay, course title, place name) of a teacher from today on; one statement."""
    rows = (
        select(Duty, ClassDay, Course.title.label("course"), Place.name.label("place"))
        .join(ClassDay, ClassDay.id == Duty.class_day_id)
        .join(Course, Course.id == ClassDay.course_id)
        .join(Place, Place.id == ClassDay.place_id)
        .where(Duty.person_id == person_id, Duty.state != "off", ClassDay.day >= community_today(), ClassDay.state.not_in(NOT_HELD))
    )
    found: Sequence[Any] = session.execute(rows.order_by(ClassDay.starts_at).limit(limit)).all()
    return found


def enrolments_of(child_ids: Sequence[int]) -> Sequence[Any]:
    """(Enrolment, Course, Term, place name) of children in terms that are not over; one statement."""
    rows = (
        select(Enrolment, Course, Term, Place.name.label("place"))
        .join(Course, Course.id == Enrolment.course_id)
        .join(Term, Term.id == Course.term_id)
        .join(Place, Place.id == Course.place_id)
        .where(Enrolment.child_id.in_(child_ids), Enrolment.state != "left", Term.ends_on >= community_today())
    )
    found: Sequence[Any] = session.execute(rows.order_by(Term.starts_on, Enrolment.rank, Course.title)).all()
    return found


def classes_of(child_ids: Any, first: date, last: date) -> Sequence[Any]:
    """(Seat's child, ClassDay, course title, place name, ChildDay or None, child's name) within some days; one statement."""
    rows = (
        select(Seat.child_id, ClassDay, Course.title.label("course"), Place.name.label("place"), ChildDay, Person.name.label("child"))
        .select_from(Seat)
        .join(Person, Person.id == Seat.child_id)
        .join(ClassDay, ClassDay.id == Seat.class_day_id)
        .join(Course, Course.id == ClassDay.course_id)
        .join(Place, Place.id == ClassDay.place_id)
        .outerjoin(ChildDay, (ChildDay.class_day_id == Seat.class_day_id) & (ChildDay.child_id == Seat.child_id))
        .where(Seat.child_id.in_(child_ids), ClassDay.day.between(first, last))
    )
    found: Sequence[Any] = session.execute(rows.order_by(ClassDay.starts_at, Seat.child_id)).all()
    return found


def open_terms() -> list[Term]:
    """The terms in which guardians may enrol today; one statement."""
    day = community_today()
    last_day = case((Term.allocated_at.is_not(None), Term.ends_on), else_=Term.enrol_until)
    return list(session.scalars(select(Term).where(Term.enrol_from <= day, last_day >= day).order_by(Term.starts_on)))


def waiting_for_draw() -> list[Any]:
    """(Term, wishes) of terms whose enrolment is over and whose places are not allocated; one statement."""
    return list(session.execute(_TO_DRAW).all())


def all_terms() -> list[Term]:
    """Every term, the latest first."""
    return list(session.scalars(select(Term).order_by(Term.starts_on.desc()).limit(30)))


def special_of(term: Term) -> list[SpecialDay]:
    """The admin's word on days of a term."""
    within = select(SpecialDay).where(SpecialDay.day.between(term.starts_on, term.ends_on))
    return list(session.scalars(within.order_by(SpecialDay.day)))


def drawn(term_id: int) -> Sequence[Any]:
    """(course title, rank, lot, state) of a term's wishes without any name: what the draw publishes; one statement."""
    rows = (
        select(Course.title, Enrolment.rank, Application.lot, Enrolment.state)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Application, Application.id == Enrolment.application_id)
        .where(Course.term_id == term_id, Application.lot.is_not(None))
    )
    found: Sequence[Any] = session.execute(rows.order_by(Course.title, Enrolment.rank, Application.lot)).all()
    return found


def weekly(course_ids: Sequence[int]) -> dict[int, list[CourseTime]]:
    """The weekly times of courses; one statement."""
    found: dict[int, list[CourseTime]] = {course_id: [] for course_id in course_ids}
    rows = select(CourseTime).where(CourseTime.course_id.in_(course_ids))
    for row in session.scalars(rows.order_by(CourseTime.weekday, CourseTime.start_minute)):
        found[row.course_id].append(row)
    return found

