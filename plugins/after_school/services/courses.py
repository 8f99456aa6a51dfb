"""A course from plan to last class: what, where, when, and its class days."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select

from core.api import Refused, _, community_today, moment_at, now, places, session

from ..errors import BadPlan, NotEnoughAdults
from ..models import ClassDay, Course, CourseTime, Teacher, Term
from ..rules import ADULTS
from ..workflow import course_flow
from . import days, enrolling, terms
from .calendar import NO_CLASS, days_between, weekday_held
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
    """After the admin's word on a day: open courses lose or get their class there. Returns how many classes changed."""
    open_here = select(Course).join(Term, Term.id == Course.term_id).where(
        Course.state == "open", Term.starts_on <= day, Term.ends_on >= day
    )
    changed = 0
    for course in session.scalars(open_here.order_by(Course.id)).all():
        wanted = {moment_at(on, start): moment_at(on, end) for on, start, end in dates_of(course, day, day)}
        planned = select(ClassDay).where(ClassDay.course_id == course.id, ClassDay.day == day)
        there = {row.starts_at: row for row in session.scalars(planned)}
        for start, row in there.items():
            if row.state == "planned" and not row.make_up and start not in wanted and start > now():
                days.cancel_day(row.id, actor, _("这一天按学期安排不上课"))
                changed += 1
        for start in wanted.keys() - there.keys():
            days.add_day(course, day, start, wanted[start], actor)
            changed += 1
    return changed


def cancel_course(course_id: int, actor: Any, reason: str) -> Course:
    """The course is not held: its days are free, its children are told."""
    course = course_flow.fire(get_course(course_id), "cancel", actor, reason=reason)
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
