"""A course from plan to last class: what, where, when, and its class days."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, or_, select

from core.api import Refused, _, _l, community_today, moment_at, notify, now, places, session

from .. import links
from ..errors import BadPlan, NotEnoughAdults
from ..models import ClassDay, Course, CourseTime, Teacher, Term
from ..rules import ADULTS, NAME
from ..workflow import course_flow
from . import days, enrolling, terms
from .calendar import DAY, NO_CLASS, days_between, weekday_held
from .finding import get_course
from .hours import times_of

FIELDS = ("title", "subject", "summary", "age_from", "age_to", "capacity", "teachers_wanted", "place_id")
Times = Sequence[tuple[int, int, int]]


def save_course(course: Course | None, term: Term, values: dict[str, Any], times: Times, actor: Any) -> Course:
    """A new course, or a changed one; times and place are fixed once its class days are made. Raises BadPlan."""
    _check(course, term, values, times)
    if course is None:
        course = Course(term_id=term.id, **{name: values[name] for name in FIELDS})
        course_flow.start(course, actor)
    else:
        course = course_flow.lock(course)
    if course.state != "draft" and (
        values["place_id"] != course.place_id or sorted(times) != sorted(times_of([course.id])[course.id])
    ):
        raise BadPlan(_("课已经排好，不能再改时间和场地。要改某一天，请在那一天的页面取消或补课。"), "place_id")
    more = values["capacity"] > course.capacity
    for name in FIELDS:
        setattr(course, name, values[name])
    session.flush()
    if course.state == "draft":
        _set_times(course, times)
    elif more:
        enrolling.move_up(course)
    return course


def _set_times(course: Course, times: Times) -> None:
    session.execute(delete(CourseTime).where(CourseTime.course_id == course.id))
    session.add_all(
        CourseTime(course_id=course.id, weekday=weekday, start_minute=start, end_minute=end)
        for weekday, start, end in times
    )
    session.flush()


def _check(course: Course | None, term: Term, values: dict[str, Any], times: Times) -> None:
    if values["age_to"] < values["age_from"]:
        raise BadPlan(_("最大年龄小于最小年龄，请改一下。"), "age_to")
    if not times:
        raise BadPlan(_("请至少写一个上课时间。"), "weekday_1")
    for weekday, start, end in times:
        if not start < end:
            raise BadPlan(_("下课时间要晚于上课时间，请改一下。"), "end_1")
        if any(w == weekday and s < end and start < e for w, s, e in times if (w, s, e) != (weekday, start, end)):
            raise BadPlan(_("两个上课时间重叠了，请改一下。"), "weekday_1")
    if values["place_id"] not in {place.id for place in places()}:
        raise BadPlan(_("请选一个可用的场地。"), "place_id")
    same = select(Course.id).where(Course.term_id == term.id, Course.title == values["title"])
    if session.scalar(same.where(Course.id != course.id) if course else same) is not None:
        raise BadPlan(_("这个学期已经有同名的课，请换一个名字。"), "title")


def open_course(course_id: int, actor: Any) -> Course:
    """Two teachers are found: make the class days of the whole term, each with its room and its adults.

    Raises NotEnoughAdults, Occupied (room), PersonBusy (teacher).
    """
    course = course_flow.lock(get_course(course_id))
    count = len(teachers_of(course.id))
    if course.state == "draft" and count < ADULTS:
        raise NotEnoughAdults(count)
    course = course_flow.fire(course, "open", actor)
    for day, start, end in dates_of(course):
        days.add_day(course, day, moment_at(day, start), moment_at(day, end), actor)
    return course


def teachers_of(course_id: int) -> list[Teacher]:
    """Who teaches the course now, the lead first."""
    teaching = select(Teacher).where(Teacher.course_id == course_id, Teacher.state == "accepted")
    return list(session.scalars(teaching.order_by(Teacher.role.desc(), Teacher.id)))


def dates_of(course: Course, first: date | None = None, last: date | None = None) -> list[tuple[date, int, int]]:
    """(day, start, end) of the classes that the calendar wants from today on, or within some days."""
    term = session.get_one(Term, course.term_id)
    first, last = first or max(term.starts_on, community_today()), last or term.ends_on
    special = {day: row.as_weekday for day, row in terms.special_days(first, last).items()}
    times = times_of([course.id])[course.id]
    return [
        (day, start, end)
        for day in days_between(first, last)
        if term.starts_on <= day <= term.ends_on and (held := weekday_held(day, special)) != NO_CLASS
        for weekday, start, end in times
        if weekday == held and moment_at(day, start) > now()
    ]


def follow_calendar(day: date, actor: Any) -> int:
    """After the admin's word on a day: open courses lose or get their class there. Returns how many classes changed.

    Raises Occupied (room), NotCleared, PersonBusy (teacher).
    """
    open_here = select(Course).join(Term, Term.id == Course.term_id).where(
        Course.state == "open", Term.starts_on <= day, Term.ends_on >= day
    )
    found = session.scalars(open_here.order_by(Course.id)).all()
    return sum(_follow(course, dates_of(course, day, day), ClassDay.day == day, actor) for course in found)


def follow_term(term: Term, before: tuple[date, date], actor: Any) -> int:
    """After new dates of a term (`before`: its first and last day until now) open courses lose or get the classes between.

    Only the days that left or joined the term are looked at: what was decided about the others stays. Returns how many
    classes changed; raises BadPlan for a room or a teacher that is taken on one of the new days.
    """
    spans = _between(before, (term.starts_on, term.ends_on))
    if not spans:
        return 0
    found = session.scalars(select(Course).where(Course.term_id == term.id, Course.state == "open").order_by(Course.id)).all()
    changed = 0
    for course in found:
        dates = [each for first, last in spans for each in dates_of(course, first, last)]
        try:
            changed += _follow(course, dates, or_(*(ClassDay.day.between(*span) for span in spans)), actor)
        except Refused as error:
            raise BadPlan(_("“%(course)s”排不进新的日子：%(why)s", course=course.title, why=error), "ends_on") from error
    return changed


def _between(before: tuple[date, date], after: tuple[date, date]) -> list[tuple[date, date]]:
    """The days in one of the two terms only, as first and last days."""
    (first, last), (new_first, new_last) = before, after
    begin = (min(first, new_first), max(first, new_first) - DAY)
    end = (min(last, new_last) + DAY, max(last, new_last))
    return [span for span in (begin, end) if span[0] <= span[1]]


def _follow(course: Course, dates: list[tuple[date, int, int]], span: Any, actor: Any) -> int:
    """The classes of a span become those of these dates; what was cancelled by hand or made up for stays.

    The course is locked, so that a child who is accepted meanwhile has a seat in the new classes as well.
    """
    if course_flow.lock(course).state != "open":
        return 0
    wanted = {moment_at(day, start): (day, moment_at(day, end)) for day, start, end in dates}
    rows = session.scalars(select(ClassDay).where(ClassDay.course_id == course.id, span).order_by(ClassDay.starts_at)).all()
    dropped = [
        row for row in rows
        if row.state == "planned" and not row.make_up and row.starts_at not in wanted and row.starts_at > now()
    ]
    held = [row for row in rows if row.state == "left_out" and row.starts_at in wanted]
    new = sorted(wanted.keys() - {row.starts_at for row in rows})
    for row in dropped:
        days.leave_out(row)
    for row in held:
        days.hold_again(row, course)
    for start in new:
        day, end = wanted[start]
        days.add_day(course, day, start, end, actor)
    if changed := len(dropped) + len(held) + len(new):
        days.tell_course(course, _l("“%(course)s”上课的日子改了，请看课表。", course=course.title))
    return changed


def cancel_course(course_id: int, actor: Any, reason: str) -> Course:
    """The course is not held: its days are free, guardians and teachers are told."""
    course = course_flow.fire(get_course(course_id), "cancel", actor, reason=reason)
    for teacher in teachers_of(course.id):
        notify(teacher.person_id, _l("“%(course)s”停开了，以后的课不用来了。", course=course.title), links.TEACHING, NAME)
    coming = select(ClassDay.id).where(ClassDay.course_id == course.id, ClassDay.state == "planned")
    for day_id in session.scalars(coming).all():
        days.cancel_day(day_id, actor, reason, tell=False)
    enrolling.end_all(course, actor, reason)
    return course


def close_course(course_id: int, actor: Any) -> Course:
    """The last class is over."""
    course = course_flow.lock(get_course(course_id))
    left = select(ClassDay.id).where(ClassDay.course_id == course.id, ClassDay.state.in_(("planned", "open")))
    if course.state == "open" and session.scalar(left.limit(1)) is not None:
        raise Refused(_("还有没上完的课。请等最后一次课下课，或先取消剩下的课，再结课。"))
    return course_flow.fire(course, "close", actor)
