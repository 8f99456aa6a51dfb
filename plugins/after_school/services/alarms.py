"""Alarms by the clock: a child that has not arrived, a child that nobody fetched, call after call until somebody comes."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from core.api import Missing, Refused, _, _l, notify, now, session

from .. import links
from ..child_models import Alarm, ChildDay
from ..models import ClassDay, Duty
from ..rules import NAME, rules
from ..workflow import INSIDE, day_flow
from . import days
from .family import guardians_by_child, is_blocked, tell_guardians

NOT_ARRIVED, NOT_COLLECTED = "not_arrived", "not_collected"
PATIENCE = timedelta(hours=8)


def watch() -> None:
    """Every few minutes: look at today's classes. Harmless when two workers do it at once: a step is taken once."""
    moment = now()
    begun = select(ClassDay).where(
        ClassDay.state.in_(("planned", "open")),
        ClassDay.starts_at <= moment - timedelta(minutes=rules().not_arrived_minutes),
        ClassDay.ends_at > moment - PATIENCE,
    )
    for row in session.scalars(begun.order_by(ClassDay.starts_at, ClassDay.id)).all():
        row = day_flow.lock(row)
        if row.state == "planned":
            days.prepare(row)
        _not_arrived(row)
        if row.state == "open" and moment >= row.ends_at + timedelta(minutes=rules().not_collected_minutes):
            _not_collected(row)
        session.flush()


def _children(row: ClassDay, *states: str) -> Sequence[ChildDay]:
    wanted = select(ChildDay).where(ChildDay.class_day_id == row.id, ChildDay.state.in_(states))
    found: Sequence[ChildDay] = session.scalars(wanted.order_by(ChildDay.id)).all()
    return found


def _steps(child_days: Iterable[ChildDay], kind: str) -> dict[int, tuple[int, Any]]:
    """How many steps were taken for each child, and when the last one was."""
    rows = (
        select(Alarm.child_day_id, func.max(Alarm.step), func.max(Alarm.at))
        .where(Alarm.child_day_id.in_([c.id for c in child_days]), Alarm.kind == kind)
        .group_by(Alarm.child_day_id)
    )
    return {child_day_id: (step, at) for child_day_id, step, at in session.execute(rows)}


def _not_arrived(row: ClassDay) -> None:
    """Every guardian is told once, whoever it is that answers first."""
    waiting = _children(row, "expected")
    told = _steps(waiting, NOT_ARRIVED)
    for child_day in waiting:
        if child_day.id not in told:
            _add(child_day, NOT_ARRIVED, 1, None)
            tell_guardians(child_day.child_id, _l("孩子还没有到课堂，请马上看一看，或给老师打电话。"), links.MINE)


def _not_collected(row: ClassDay) -> None:
    """One guardian after the other; after the last one it is the workers' turn."""
    waiting = _children(row, *INSIDE)
    told, family = _steps(waiting, NOT_COLLECTED), guardians_by_child([c.child_id for c in waiting])
    for child_day in waiting:
        step, last = told.get(child_day.id, (0, None))
        people = [
            person for _tie, person in family.get(child_day.child_id, ())
            if not is_blocked(child_day.child_id, person_id=person.id, name=person.name)
        ]
        if step > len(people) or (last is not None and now() < last + timedelta(minutes=rules().chain_minutes)):
            continue
        _add(child_day, NOT_COLLECTED, step + 1, people[step].id if step < len(people) else None)
        if step < len(people):
            notify(people[step].id, _l("已经下课了，孩子还在课堂等人接，请马上来，或打电话告诉老师。"), links.MINE, NAME)
        else:
            _tell_adults(row)


def _tell_adults(row: ClassDay) -> None:
    said = _l("有孩子下课后没人接，监护人都通知过了。请打电话，并请社区工作人员一起处理。")
    for person_id in session.scalars(select(Duty.person_id).where(Duty.class_day_id == row.id, Duty.state == "present")):
        notify(person_id, said, links.sheet(row.id), NAME)


def _add(child_day: ChildDay, kind: str, step: int, guardian_id: int | None) -> None:
    session.add(Alarm(child_day_id=child_day.id, kind=kind, step=step, guardian_id=guardian_id, at=now()))


def alarms_of(child_day_id: int) -> Sequence[Alarm]:
    """What was done for a child on a class day, oldest first."""
    found: Sequence[Alarm] = session.scalars(
        select(Alarm).where(Alarm.child_day_id == child_day_id).order_by(Alarm.at, Alarm.id)
    ).all()
    return found


def answer(alarm_id: int, child_day: ChildDay, words: str) -> Alarm:
    """What somebody said on the phone; raises Missing, Refused."""
    alarm = session.get(Alarm, alarm_id)
    if alarm is None or alarm.child_day_id != child_day.id:
        raise Missing(_("没有找到这次提醒。请刷新页面。"))
    if not words.strip():
        raise Refused(_("请写一句对方怎么说，再提交。"))
    alarm.answer, alarm.answered_at = words.strip()[:200], now()
    session.flush()
    found: Alarm = alarm
    return found
