"""Class days: made with their room and adults, opened with two of them, closed when the last child has gone."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core.api import (
    SYSTEM,
    Occupied,
    Refused,
    _,
    _l,
    free_place,
    local_day,
    notify,
    now,
    session,
    use_place,
)

from .. import links
from ..child_models import ChildDay
from ..errors import ChildrenInside, NotEnoughAdults
from ..models import ClassDay, Course, Duty, Enrolment, Teacher
from ..rules import ADULTS, NAME
from ..workflow import child_flow, day_flow, duty_flow
from . import duties, seats
from .family import tell_guardians
from .finding import get_day, inside

OWNER = "after_school.class_day"
COMING = ("planned", "wanted")  # states of a duty


def add_day(
    course: Course, day: date, starts_at: datetime, ends_at: datetime, actor: Any, *,
    place_id: int | None = None, make_up: bool = False,
) -> ClassDay:
    """One more class with its room, teachers and children. Raises Occupied (room), PersonBusy (teacher).

    A child who has something else then gets no seat: a make-up class comes on top and nobody can be in two places.
    """
    row = ClassDay(
        course_id=course.id, place_id=place_id or course.place_id, day=day, starts_at=starts_at, ends_at=ends_at,
        make_up=make_up,
    )
    day_flow.start(row, actor)
    session.flush()
    use_place(row.place_id, starts_at, ends_at, course.title, OWNER, row.id)
    teaching = select(Teacher).where(Teacher.course_id == course.id, Teacher.state == "accepted")
    for teacher in session.scalars(teaching.order_by(Teacher.id)).all():
        duties.put_on_duty([row], teacher.person_id, teacher.role, actor)
    _seat_children(row)
    return row


def _seat_children(row: ClassDay) -> None:
    enrolled = select(Enrolment).where(Enrolment.course_id == row.course_id, Enrolment.state == "accepted")
    for enrolment in session.scalars(enrolled.order_by(Enrolment.id)).all():
        try:
            seats.give_seats([enrolment], [(row.id, row.starts_at, row.ends_at)])
        except Occupied:
            continue


def make_up(course: Course, starts_at: datetime, ends_at: datetime, place_id: int, actor: Any) -> ClassDay:
    """A class instead of one that was cancelled; raises Refused, Occupied, PersonBusy."""
    if course.state != "open":
        raise Refused(_("只有开班的课才能补课。请先排课，或另选一门课。"))
    if not now() < starts_at < ends_at:
        raise Refused(_("补课的时间要在以后，下课要晚于上课，请改一下。"))
    same = select(ClassDay.id).where(ClassDay.course_id == course.id, ClassDay.starts_at == starts_at)
    if session.scalar(same) is not None:
        raise Refused(_("这门课那个时间已经有一次课，请换一个时间。"))
    row = add_day(course, local_day(starts_at), starts_at, ends_at, actor, place_id=place_id, make_up=True)
    _tell(row, _l("“%(course)s”加了一次补课，时间请看课表。", course=course.title))
    return row


def cancel_day(class_day_id: int, actor: Any, reason: str, *, tell: bool = True) -> ClassDay:
    """This class is not held: room, adults and children are free, and the guardians know why to look."""
    row = day_flow.fire(get_day(class_day_id), "cancel", actor, reason=reason)
    if tell:
        course = session.get_one(Course, row.course_id)
        _tell(row, _l("“%(course)s”有一次课取消了，请看课表。", course=course.title))
    _empty(row)
    return row


def leave_out(row: ClassDay) -> None:
    """The calendar has no class then any more: room, adults and children are free; nobody is told yet."""
    _empty(day_flow.fire(row, "leave_out", SYSTEM))


def hold_again(row: ClassDay, course: Course) -> None:
    """The calendar has the class again that it had left out, with the adults who were on duty then, substitutes too.

    Raises Occupied (room), NotCleared, PersonBusy (adult).
    """
    since = row.state_since
    row = day_flow.fire(row, "hold_again", SYSTEM)
    use_place(row.place_id, row.starts_at, row.ends_at, course.title, OWNER, row.id)
    duties.put_back(row, since)
    _seat_children(row)


def _empty(row: ClassDay) -> None:
    free_place(OWNER, row.id)
    on_duty = select(Duty).where(Duty.class_day_id == row.id, Duty.state.in_(COMING))
    for duty in session.scalars(on_duty.order_by(Duty.id)).all():
        duty_flow.fire(duty, "take_off", SYSTEM, at=row.state_since)
    seats.free_day(row.id)


def tell_course(course: Course, text: Any) -> None:
    """The guardians of who is enrolled, and who teaches."""
    enrolled = select(Enrolment.child_id).where(Enrolment.course_id == course.id, Enrolment.state == "accepted")
    teaching = select(Teacher.person_id).where(Teacher.course_id == course.id, Teacher.state == "accepted")
    _tell_all(session.scalars(enrolled).all(), session.scalars(teaching).all(), text)


def _tell(row: ClassDay, text: Any) -> None:
    expected = select(seats.Seat.child_id).where(seats.Seat.class_day_id == row.id)
    on_duty = select(Duty.person_id).where(Duty.class_day_id == row.id, Duty.state.in_(COMING))
    _tell_all(session.scalars(expected).all(), session.scalars(on_duty).all(), text)


def _tell_all(child_ids: Iterable[int], adult_ids: Iterable[int], text: Any) -> None:
    for child_id in child_ids:
        tell_guardians(child_id, text, links.MINE)
    for person_id in adult_ids:
        notify(person_id, text, links.TEACHING, NAME)


def open_day(class_day_id: int, actor: Any) -> ClassDay:
    """Let the children in: two cleared adults are there. Raises NotEnoughAdults, Refused (another day)."""
    row = day_flow.lock(get_day(class_day_id))
    if row.state == "planned":
        if row.day != local_day(now()):
            raise Refused(_("只能在上课那一天开门，请看清日期。"))
        there = duties.adults_present(row)
        if there < ADULTS:
            raise NotEnoughAdults(there)
    row = day_flow.fire(row, "open", actor)
    prepare(row)
    return row


def prepare(row: ClassDay) -> None:
    """A line for every child who has a seat and none yet; call it with the class day locked."""
    known = select(ChildDay.child_id).where(ChildDay.class_day_id == row.id)
    missing = select(seats.Seat.child_id).where(seats.Seat.class_day_id == row.id, seats.Seat.child_id.not_in(known))
    for child_id in session.scalars(missing.order_by(seats.Seat.id)).all():
        child_flow.start(ChildDay(class_day_id=row.id, child_id=child_id), SYSTEM)
    session.flush()


def begin_lesson(class_day_id: int, actor: Any) -> int:
    """Everybody who arrived goes into the room; returns how many."""
    row = day_flow.lock(get_day(class_day_id))
    if row.state != "open":
        raise Refused(_("还没有开门。请两位老师先签到，再点“开门迎接孩子”。"))
    here = select(ChildDay).where(ChildDay.class_day_id == row.id, ChildDay.state == "arrived")
    found = session.scalars(here.order_by(ChildDay.id)).all()
    for child_day in found:
        child_flow.fire(child_day, "begin", actor)
    return len(found)


def close_day(class_day_id: int, actor: Any) -> ClassDay:
    """The last child has gone: who did not come is noted, the adults' hours are recorded. Raises ChildrenInside."""
    row = day_flow.lock(get_day(class_day_id))
    count = inside(row.id)
    if row.state == "open" and count:
        raise ChildrenInside(count)
    row = day_flow.fire(row, "close", actor)
    expected = select(ChildDay).where(ChildDay.class_day_id == row.id, ChildDay.state == "expected")
    for child_day in session.scalars(expected.order_by(ChildDay.id)).all():
        child_flow.fire(child_day, "miss", SYSTEM)
    on_duty = select(Duty).where(Duty.class_day_id == row.id, Duty.state.in_(("planned", "wanted", "present")))
    for duty in session.scalars(on_duty.order_by(Duty.id)).all():
        duty_flow.fire(duty, "check_out" if duty.state == "present" else "take_off", SYSTEM)
    return row
