"""The weekly times of courses, and which courses are at the same time."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from core.api import session

from ..models import Course, CourseTime, Enrolment


def times_of(course_ids: Sequence[int]) -> dict[int, list[tuple[int, int, int]]]:
    """(weekday, start, end) of courses, in order; one statement."""
    found: dict[int, list[tuple[int, int, int]]] = {course_id: [] for course_id in course_ids}
    rows = session.scalars(
        select(CourseTime)
        .where(CourseTime.course_id.in_(list(course_ids)))
        .order_by(CourseTime.weekday, CourseTime.start_minute)
    )
    for row in rows:
        found[row.course_id].append((row.weekday, row.start_minute, row.end_minute))
    return found


def clashes(course_ids: Sequence[int]) -> set[frozenset[int]]:
    """The pairs of courses that are at the same time on some weekday."""
    times = times_of(course_ids)
    return {
        frozenset((one, other))
        for one in course_ids
        for other in course_ids
        if one < other
        and any(w == v and s < f and t < e for w, s, e in times[one] for v, t, f in times[other])
    }


def has_clash(child_ids: Iterable[int], course: Course) -> bool:
    """Whether one of the children has a place in a course of the term at the same time.

    Courses that are planned have no class days yet, so that no time of the child is taken: only the timetable tells.
    """
    had = (
        select(Enrolment.course_id)
        .join(Course, Course.id == Enrolment.course_id)
        .where(
            Enrolment.child_id.in_(list(child_ids)), Enrolment.state == "accepted", Enrolment.course_id != course.id,
            Course.term_id == course.term_id, Course.state.in_(("draft", "open")),
        )
    )
    others = set(session.scalars(had))
    return bool(others) and any(course.id in pair for pair in clashes([course.id, *others]))
