"""The adults of a class day: planned with their time taken, checked in and out, replaced by a substitute."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from core.api import (
    SYSTEM,
    Missing,
    Occupied,
    Person,
    Plan,
    Refused,
    Volunteer,
    WorkflowStep,
    _,
    _l,
    bulk_insert,
    bulk_row,
    local_day,
    notify,
    now,
    occupy,
    occupy_all,
    past_steps,
    session,
)

from .. import links
from ..effects import DUTY
from ..errors import NotCleared, NotEnoughAdults, PersonBusy
from ..models import ClassDay, Duty, Teacher
from ..rules import ADULTS, NAME
from ..workflow import CLASS_DAY, MANAGE, day_flow, duty_flow
from .finding import get_day, inside


def is_cleared(person_id: int, day: date) -> bool:
    """Whether the person is an active volunteer whose clearance for minors holds on that day."""
    cleared = select(Volunteer.id).where(
        Volunteer.person_id == person_id, Volunteer.state == "active", Volunteer.minors_cleared_until >= day
    )
    return session.scalar(cleared) is not None


def check_cleared(person_id: int, day: date) -> None:
    """Raises NotCleared unless the clearance holds until that day."""
    if not is_cleared(person_id, day):
        raise NotCleared(session.get_one(Person, person_id).name, day.isoformat())


def put_on_duty(rows: Sequence[ClassDay], person_id: int, role: str, actor: Any) -> None:
    """The adult is there on these days and nowhere else: all of them or none. Raises NotCleared, PersonBusy."""
    if not rows:
        return
    check_cleared(person_id, max(row.day for row in rows))
    person, made, steps, plans = session.get_one(Person, person_id), [], [], []
    who = None if actor.person_id is None else session.get(Person, actor.person_id)
    for row in rows:
        duty = bulk_row(
            class_day_id=row.id, person_id=person_id, role=role, checked_in_at=None, checked_out_at=None, minutes=None,
            due_at=None,
        )
        taken, duty["state"], duty["state_since"] = past_steps(duty_flow, duty["id"], [("", now(), who, "")])
        made.append(duty)
        steps += taken
        plans.append(Plan("person", person_id, row.starts_at, row.ends_at, DUTY, duty["id"]))
    try:
        occupy_all(plans)
    except Occupied as error:
        raise PersonBusy(person.name) from error
    bulk_insert(Duty, made)
    bulk_insert(WorkflowStep, steps)


def put_back(row: ClassDay, since: datetime) -> None:
    """The adults who were taken off at that moment come after all, but who left the course meanwhile.

    Raises NotCleared, PersonBusy.
    """
    gone = select(Teacher.person_id).where(Teacher.course_id == row.course_id, Teacher.state == "left")
    taken_off = select(Duty).where(
        Duty.class_day_id == row.id, Duty.state == "off", Duty.state_since == since, Duty.person_id.not_in(gone)
    )
    for duty in session.scalars(taken_off.order_by(Duty.id)).all():
        check_cleared(duty.person_id, row.day)
        try:
            occupy("person", duty.person_id, row.starts_at, row.ends_at, DUTY, duty.id)
        except Occupied as error:
            raise PersonBusy(session.get_one(Person, duty.person_id).name) from error
        duty_flow.fire(duty, "again", SYSTEM)


def adults_present(row: ClassDay, besides: int | None = None) -> int:
    """How many adults with a valid clearance are checked in, not counting one duty."""
    there = (
        select(func.count())
        .select_from(Duty)
        .join(Volunteer, Volunteer.person_id == Duty.person_id)
        .where(
            Duty.class_day_id == row.id, Duty.state == "present", Duty.id != (besides or 0),
            Volunteer.state == "active", Volunteer.minors_cleared_until >= row.day,
        )
    )
    return int(session.scalar(there) or 0)


def duty_for(duty_id: int, actor: Any) -> Duty:
    """A duty of one's own, or any for whoever looks after class days; raises Missing."""
    duty = session.get(Duty, duty_id)
    if duty is None or not (duty.person_id == actor.person_id or actor.can(CLASS_DAY)):
        raise Missing(_("没有找到这次值班。请回到“我的课表”重新选择。"))
    found: Duty = duty
    return found


def check_in(duty_id: int, actor: Any) -> Duty:
    """The adult is there; raises NotCleared, Refused (another day)."""
    duty = duty_for(duty_id, actor)
    row = day_flow.lock(get_day(duty.class_day_id))
    if row.day != local_day(now()) or row.state not in ("planned", "open"):
        raise Refused(_("只能在上课那一天签到，请看清日期和课程。"))
    check_cleared(duty.person_id, row.day)
    return duty_flow.fire(duty, "check_in", actor)


def check_out(duty_id: int, actor: Any) -> Duty:
    """The adult goes; not while children are there and fewer than two would stay. Raises NotEnoughAdults."""
    duty = duty_for(duty_id, actor)
    row = day_flow.lock(get_day(duty.class_day_id))
    staying = adults_present(row, duty.id)
    if staying < ADULTS and inside(row.id):
        raise NotEnoughAdults(staying)
    return duty_flow.fire(duty, "check_out", actor)


def ask_off(duty_id: int, actor: Any, reason: str) -> Duty:
    """The teacher cannot come: a substitute is looked for, the place stays theirs until one is found."""
    return duty_flow.fire(duty_for(duty_id, actor), "ask_off", actor, reason=reason)


def substitute(duty_id: int, person_id: int, actor: Any) -> None:
    """Somebody else comes instead; raises NotCleared, PersonBusy, Refused."""
    duty = duty_for(duty_id, actor)
    row = day_flow.lock(get_day(duty.class_day_id))
    if not actor.can(MANAGE, row):
        raise Missing(_("没有找到这次值班。请回到“我的课表”重新选择。"))
    same = select(Duty.id).where(Duty.class_day_id == row.id, Duty.person_id == person_id)
    if session.scalar(same) is not None:
        raise Refused(_("这位老师这次课已经在班上了，请另选一位代课。"))
    duty_flow.fire(duty, "take_off", actor)
    put_on_duty([row], person_id, duty.role, actor)
    notify(person_id, _l("请您代一次课，时间和教室在“我的课表”里。"), links.TEACHING, NAME)
    notify(duty.person_id, _l("已经有人代您上课，这次不用来了。"), links.TEACHING, NAME)


def substitutes_for(row: ClassDay) -> list[tuple[int, str]]:
    """Cleared volunteers who are not in this class yet, by name."""
    here = select(Duty.person_id).where(Duty.class_day_id == row.id)
    able = (
        select(Person.id, Person.name)
        .join(Volunteer, Volunteer.person_id == Person.id)
        .where(
            Volunteer.state == "active", Volunteer.minors_cleared_until >= row.day, Person.id.not_in(here),
        )
        .order_by(Volunteer.last_served_at.desc(), Person.id)
        .limit(30)
    )
    return [(person_id, name) for person_id, name in session.execute(able)]
