"""Calls at the door: a guardian's phone is opened while a child waits after class, and what came of the call is kept."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.api import Missing, Person, Refused, _, audit, now, session

from ..child_models import Alarm, Call, ChildDay
from ..models import ClassDay
from ..workflow import INSIDE, child_flow, day_flow
from .alarms import NOT_COLLECTED
from .family import is_blocked, who_comes


def guardians_to_call(row: ClassDay, child_day: ChildDay) -> list[Person]:
    """Whom to call about a child, in their order; nobody unless the class is open, the child inside, the alarm rung."""
    if row.state != "open" or child_day.state not in INSIDE:
        return []
    rang = select(Alarm.id).where(Alarm.child_day_id == child_day.id, Alarm.kind == NOT_COLLECTED)
    if session.scalar(rang.limit(1)) is None:
        return []
    return [person for _tie, person in who_comes(child_day.child_id) if not _is_blocked(child_day.child_id, person)]


def _is_blocked(child_id: int, person: Person) -> bool:
    return is_blocked(child_id, person_id=person.id, name=person.name, phone=Person.phone.clear(person) or "")


def open_phone(row: ClassDay, child_day: ChildDay, guardian_id: int, actor: Any) -> tuple[Person, str | None]:
    """The guardian and their phone, in the audit and in the chain; raises Missing. Commit before showing it."""
    row, child_day = day_flow.lock(row), child_flow.lock(child_day)
    guardian = next((one for one in guardians_to_call(row, child_day) if one.id == guardian_id), None)
    if guardian is None:
        raise Missing(_("现在不能看这位监护人的电话。只有下课后没人接的孩子，才能打开电话。"))
    audit.write(
        "after_school.reveal_phone", _("打开了监护人的电话，孩子下课后没人接"), actor=actor, object_kind="person",
        object_id=guardian.id, reason=_("孩子没人接，打电话给监护人"),
    )
    number: str | None = Person.phone.clear(guardian)
    if number:
        _note_try(child_day, guardian, actor)
    return guardian, number


def _note_try(child_day: ChildDay, guardian: Person, actor: Any) -> None:
    """One line of the chain for each call: a number looked at twice before anything is noted is one call."""
    pending = select(Call.id).where(
        Call.child_day_id == child_day.id, Call.guardian_id == guardian.id, Call.caller_id == actor.person_id,
        Call.reached.is_(None),
    )
    if session.scalar(pending.limit(1)) is None:
        session.add(Call(child_day_id=child_day.id, guardian_id=guardian.id, caller_id=actor.person_id, at=now()))
        session.flush()


def note(call_id: int, child_day: ChildDay, reached: bool, words: str) -> Call:
    """Whether somebody answered, and what they said; raises Missing, Refused (noted already)."""
    child_flow.lock(child_day)
    call: Call | None = session.scalar(
        select(Call).where(Call.id == call_id, Call.child_day_id == child_day.id).execution_options(populate_existing=True)
    )
    if call is None:
        raise Missing(_("没有找到这次电话。请刷新页面。"))
    if call.reached is not None:
        raise Refused(_("这次电话已经记过结果。要再打，请重新点“打电话”。"))
    if reached and not words.strip():
        raise Refused(_("请写一句对方怎么说，再提交。"))
    call.reached, call.words = reached, words.strip()[:200] or None
    session.flush()
    return call


def calls_of(child_day_id: int) -> Sequence[Any]:
    """(call, guardian's name, caller's name) for a child on a class day, oldest first; one statement."""
    guardian, caller = aliased(Person), aliased(Person)
    rows = (
        select(Call, guardian.name.label("guardian"), caller.name.label("caller"))
        .join(guardian, guardian.id == Call.guardian_id)
        .join(caller, caller.id == Call.caller_id)
        .where(Call.child_day_id == child_day_id)
    )
    found: Sequence[Any] = session.execute(rows.order_by(Call.at, Call.id)).all()
    return found
