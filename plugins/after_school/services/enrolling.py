"""Enrolment from the wish to the place: by clock or after the draw, with a waiting list that moves on by itself."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from core.api import N_, SYSTEM, Occupied, _l, is_guardian, now, session

from .. import links
from ..models import Application, Course, Enrolment
from ..workflow import MANAGE, course_flow, enrolment_flow
from . import seats
from .family import own_child, tell_guardians
from .finding import get_course, get_enrolment, get_term, missing
from .hours import has_clash

IN_TIME = N_("报名时还有 %(left)d 个名额，先到先得，所以录取了。")
FULL = N_("报名时名额已满，按报名先后排在候补，有空位会自动录取。")
ENOUGH = N_("孩子已经有 %(most)d 门课，这是每个孩子的上限，所以先排在候补；退掉一门会自动录取。")
BUSY = N_("孩子这个时间已经有别的课或活动，先排在候补；时间空出来会自动录取。")
MOVED_UP = N_("候补轮到了：有人退出，空出的名额给了排在前面、时间合适的孩子。")
SAID_NO = N_("工作站没有录取，原因：%(reason)s")
LIVE = ("applied", "waiting", "accepted")
LONGEST_SAID = 200  # of a reason within a notice


def lock_courses(course_ids: Iterable[int]) -> dict[int, Course]:
    """Courses locked in one order, so that two families never wait for each other."""
    return {course_id: course_flow.lock(get_course(course_id)) for course_id in sorted(set(course_ids))}


def places_had(child_ids: Iterable[int], term_id: int) -> dict[int, int]:
    """In how many courses of the term each child has a place."""
    counted = (
        select(Enrolment.child_id, func.count())
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.child_id.in_(list(child_ids)), Course.term_id == term_id, Enrolment.state == "accepted")
        .group_by(Enrolment.child_id)
    )
    return {child_id: int(count) for child_id, count in session.execute(counted)}


def parties(enrolments: Sequence[Enrolment], together: dict[int, bool]) -> list[list[Enrolment]]:
    """Those that get a place together or wait together, in the order of the waiting list."""

    def key(row: Enrolment) -> tuple[int, int]:
        return row.application_id, 0 if together[row.application_id] else row.child_id

    grouped = [list(group) for _key, group in groupby(sorted(enrolments, key=key), key)]
    return sorted(grouped, key=lambda party: min((row.queue, row.id) for row in party))


def together_of(application_ids: Iterable[int]) -> dict[int, bool]:
    """Which families want their children in the same course together."""
    rows = select(Application.id, Application.together).where(Application.id.in_(list(application_ids)))
    return {application_id: together for application_id, together in session.execute(rows)}


def give_place(party: Sequence[Enrolment], why: Callable[[Enrolment], Sequence[Any]], days: Sequence[Any]) -> bool:
    """Accept all of a party, or none where one of them is elsewhere at that time; the course is locked already."""
    if has_clash([row.child_id for row in party], get_course(party[0].course_id)):
        return False
    try:
        with session.begin_nested():
            seats.give_seats(party, days)
    except Occupied:
        return False
    for enrolment in party:
        enrolment_flow.fire(enrolment, "accept", SYSTEM, why=list(why(enrolment)))
    return True


def place_or_wait(application: Application, enrolments: Sequence[Enrolment]) -> None:
    """By the clock: a place at once where there is one, else the end of the waiting list; courses are locked."""
    most = get_term(application.term_id).max_courses
    for course_id, group in groupby(sorted(enrolments, key=lambda row: (row.rank, row.course_id)), lambda r: r.course_id):
        wanted, course = list(group), get_course(course_id)
        left = course.capacity - seats.taken([course_id]).get(course_id, 0)
        had = places_had([row.child_id for row in wanted], application.term_id)
        days = seats.days_to_come(course_id)
        for party in parties(wanted, {application.id: application.together}):
            reason = (IN_TIME, {"left": left})
            if any(had.get(row.child_id, 0) >= most for row in party):
                put_on_list(party, (ENOUGH, {"most": most}))
            elif left < len(party):
                put_on_list(party, (FULL, {}))
            elif give_place(party, lambda row, why=reason: why, days):
                left -= len(party)
            else:
                put_on_list(party, (BUSY, {}))


def put_on_list(party: Sequence[Enrolment], why: Sequence[Any], queue: int | None = None) -> None:
    """The end of the waiting list: the clock in milliseconds comes after every place in the draw."""
    for enrolment in party:
        place = int(now().timestamp() * 1000) if queue is None else queue
        enrolment_flow.fire(enrolment, "wait", SYSTEM, why=list(why), queue=place)


def move_up(course: Course) -> int:
    """Give free places to those who wait, in order; a party that does not fit wholly lets a smaller one pass.

    The course is locked by the caller. Returns how many children got a place.
    """
    left, moved = course.capacity - seats.taken([course.id]).get(course.id, 0), 0
    if left <= 0 or course.state not in ("draft", "open"):
        return 0
    waiting = session.scalars(
        select(Enrolment).where(Enrolment.course_id == course.id, Enrolment.state == "waiting")
    ).all()
    most = get_term(course.term_id).max_courses
    had = places_had([row.child_id for row in waiting], course.term_id)
    days = seats.days_to_come(course.id)
    for party in parties(waiting, together_of({row.application_id for row in waiting})):
        fits = len(party) <= left and all(had.get(row.child_id, 0) < most for row in party)
        if fits and give_place(party, lambda row: (MOVED_UP, {}), days):
            left, moved = left - len(party), moved + len(party)
    return moved


def leave(enrolment_id: int, actor: Any, reason: str) -> Enrolment:
    """A guardian or staff takes a child out; whoever did it, the waiting list moves on, also to other courses."""
    enrolment = get_enrolment(enrolment_id)
    by_staff = actor.can(MANAGE, enrolment)
    if not by_staff:
        enrolment = own_enrolment(enrolment_id, actor)
        own_child(actor, enrolment.child_id, deciding=True)
    enrolment = _end(enrolment, "leave", actor, reason)
    if by_staff and actor is not SYSTEM:  # the system does it where a guardian took the consent back, who knows it
        _say_why(enrolment, reason)
    return enrolment


def _say_why(enrolment: Enrolment, reason: str) -> None:
    """A course that a child lost leaves the guardian's page; so the reason goes into the notice."""
    title = get_course(enrolment.course_id).title
    said = _l("孩子不再在“%(course)s”的名单上：%(reason)s", course=title, reason=reason.strip()[:LONGEST_SAID])
    tell_guardians(enrolment.child_id, said, links.MINE)


def refuse(enrolment_id: int, actor: Any, reason: str) -> Enrolment:
    """Staff says no, with the reason that the guardian will read."""
    return _end(get_enrolment(enrolment_id), "refuse", actor, reason, why=[SAID_NO, {"reason": reason.strip()}])


def _end(enrolment: Enrolment, step: str, actor: Any, reason: str, **data: Any) -> Enrolment:
    """The child's other waiting lists may move too: it has fewer courses and more time now."""
    elsewhere = select(Enrolment.course_id).where(
        Enrolment.child_id == enrolment.child_id, Enrolment.state == "waiting"
    )
    courses = lock_courses([enrolment.course_id, *session.scalars(elsewhere)])
    enrolment = enrolment_flow.fire(enrolment, step, actor, reason=reason, **data)
    seats.free_seats(enrolment.id)
    for course in courses.values():
        move_up(course)
    return enrolment


def end_all(course: Course, actor: Any, reason: str) -> None:
    """The course is not held: nobody has a place or waits any more."""
    live = select(Enrolment).where(Enrolment.course_id == course.id, Enrolment.state.in_(LIVE))
    for enrolment in session.scalars(live.order_by(Enrolment.id)).all():
        enrolment_flow.fire(enrolment, "leave", actor, reason=reason)
        seats.free_seats(enrolment.id)
        _say_why(enrolment, reason)


def own_enrolment(enrolment_id: int, actor: Any) -> Enrolment:
    """An enrolment of one's own child; raises Missing."""
    enrolment = get_enrolment(enrolment_id)
    if not actor.person_id or not is_guardian(actor.person_id, enrolment.child_id):
        raise missing(Enrolment)
    return enrolment


def wishes_known(term_id: int, guardian_id: int) -> Application | None:
    """What this guardian asked for in the term."""
    found: Application | None = session.scalar(
        select(Application).where(Application.term_id == term_id, Application.guardian_id == guardian_id)
    )
    return found

