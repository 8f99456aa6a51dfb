"""Who died or moved away: the child's place is another one's, and whom a dead teacher taught finds another adult there."""
from __future__ import annotations

from sqlalchemy import select

from core.api import N_, SYSTEM, Person, PersonLeft, _l, now, session, still_gone

from .. import links
from ..child_models import ChildDay
from ..models import ClassDay, Duty, Teacher
from ..workflow import child_flow, duty_flow, teacher_flow
from .family import tell_guardians
from .renewing import guardian_died
from .withdrawing import take_out

DIED, MOVED = N_("孩子已去世"), N_("孩子已迁出社区")
TEACHER_DIED = N_("老师已去世")


def person_left(event: PersonLeft) -> None:
    """End a child's classes and, of the dead, the teaching and their word at the door. Harmless when told twice."""
    person = still_gone(event)
    if person is None:
        return
    dead = person.deceased_on is not None
    if take_out(person.id, DIED if dead else MOVED):
        tell_guardians(person.id, _l("孩子已迁出社区，课堂的名额替您退了。有疑问请打电话问社区。"), links.MINE)
    _expect_no_more(person, DIED if dead else MOVED)
    if dead:
        _teach_no_more(person)
        guardian_died(person.id)


def _expect_no_more(person: Person, reason: str) -> None:
    """Nobody looks for the child on a class day that has begun."""
    expected = (
        select(ChildDay)
        .join(ClassDay, ClassDay.id == ChildDay.class_day_id)
        .where(ChildDay.child_id == person.id, ChildDay.state == "expected", ClassDay.state.in_(("planned", "open")))
    )
    for child_day in session.scalars(expected.order_by(ChildDay.id)).all():
        child_flow.fire(child_day, "excuse", SYSTEM, reason)


def _teach_no_more(person: Person) -> None:
    """The course looks for a teacher again, and each class day for a substitute."""
    step = {"applied": "decline", "accepted": "leave"}
    offers = select(Teacher).where(Teacher.person_id == person.id, Teacher.state.in_(step))
    for teacher in session.scalars(offers.order_by(Teacher.id)).all():
        teacher_flow.fire(teacher, step[teacher.state], SYSTEM, TEACHER_DIED)
    coming = (
        select(Duty)
        .join(ClassDay, ClassDay.id == Duty.class_day_id)
        .where(
            Duty.person_id == person.id, Duty.state == "planned", ClassDay.state.in_(("planned", "open")),
            ClassDay.ends_at > now(),
        )
    )
    for duty in session.scalars(coming.order_by(Duty.id)).all():
        duty_flow.fire(duty, "ask_off", SYSTEM, TEACHER_DIED)
