"""What happens to one child on a class day: arrives, is in class, goes home with the right adult, alone, or was absent."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.api import (
    Missing,
    Person,
    Refused,
    _,
    _l,
    audit,
    now,
    session,
)

from .. import links
from ..child_models import ChildDay, PickupPerson
from ..errors import AdultBlocked, MayNotLeaveAlone, NotAuthorised
from ..models import ClassDay
from ..rules import rules
from ..workflow import INSIDE, child_flow, day_flow
from . import codes, days, pickups, seats
from .family import is_blocked, own_child, tell_guardians, who_comes
from .finding import get_child_day, get_day

CODE, KNOWN = "code", "known"


def arrive(class_day_id: int, child_id: int, actor: Any) -> ChildDay:
    """The child is there; the class day is locked, so that nobody closes the door in the same moment."""
    day = day_flow.lock(get_day(class_day_id))
    if day.state != "open":
        raise Refused(_("还没有开门或者已经下课。请两位老师先签到，再点“开门迎接孩子”。"))
    days.prepare(day)
    return child_flow.fire(get_child_day(day.id, child_id), "arrive", actor)


def begin(class_day_id: int, child_id: int, actor: Any) -> ChildDay:
    """A child who came late goes into the room."""
    return child_flow.fire(get_child_day(class_day_id, child_id), "begin", actor)


def _late(child_day: ChildDay) -> bool:
    day = session.get_one(ClassDay, child_day.class_day_id)
    return bool(now() > day.ends_at + timedelta(minutes=rules().not_collected_minutes))


def hand_over_by_code(class_day_id: int, child_id: int, actor: Any, code: str) -> ChildDay:
    """The adult says the code that a guardian sent; raises WrongCode, AdultBlocked."""
    child_day = _here(class_day_id, child_id)
    with _blocked_noted(child_id, actor):
        name = codes.use_code(child_day, code)
    return _hand_over(child_day, actor, name, CODE)


def hand_over_known(class_day_id: int, child_id: int, actor: Any, who: str) -> ChildDay:
    """The teacher knows the face, or compares it with the photo. `who`: "guardian-<id>" or "adult-<id>".

    Raises NotAuthorised, AdultBlocked.
    """
    child_day = _here(class_day_id, child_id)
    kind, _dash, number = who.partition("-")
    if not number.isdigit():
        raise NotAuthorised
    named = _guardian if kind == "guardian" else _adult
    with _blocked_noted(child_id, actor):
        name = named(child_id, int(number))
    return _hand_over(child_day, actor, name, KNOWN)


@contextmanager
def _blocked_noted(child_id: int, actor: Any) -> Iterator[None]:
    """That a blocked adult tried stays in the audit, and the code they had is used up, though the step is refused."""
    try:
        yield
    except AdultBlocked:
        audit.write(
            "after_school.blocked_adult", _("被列为不能接走孩子的大人来接，没有交出"), actor=actor, object_kind="person",
            object_id=child_id,
        )
        session.commit()
        raise


def _here(class_day_id: int, child_id: int) -> ChildDay:
    """Locked, so that of two who hand the same child over one wins; judged again by the workflow."""
    child_day = child_flow.lock(get_child_day(class_day_id, child_id))
    if child_day.state not in INSIDE:
        said = child_flow.state_of(child_day).title
        raise Refused(_("孩子现在的状态是“%(state)s”，不能交接。请刷新点名表。", state=said))
    return child_day


def _guardian(child_id: int, person_id: int) -> str:
    known = {person.id: person for _tie, person in who_comes(child_id)}
    if person_id not in known:
        raise NotAuthorised
    name: str = known[person_id].name
    if is_blocked(child_id, person_id=person_id, name=name, phone=Person.phone.clear(known[person_id]) or ""):
        raise AdultBlocked
    return name


def _adult(child_id: int, pickup_id: int) -> str:
    row = next((one for one in pickups.adults_of([child_id], today_only=True).get(child_id, ()) if one.id == pickup_id), None)
    if row is None:
        raise NotAuthorised
    name = PickupPerson.name.clear(row) or ""
    if is_blocked(child_id, name=name, phone=PickupPerson.phone.clear(row) or ""):
        raise AdultBlocked
    return name


def _hand_over(child_day: ChildDay, actor: Any, name: str, verified: str) -> ChildDay:
    child_day = child_flow.fire(
        child_day, "hand_over", actor, handed_to=name, verified=verified, late=_late(child_day)
    )
    tell_guardians(child_day.child_id, _l("孩子已经被接走了，是谁接的请看“我的课堂”。"), links.MINE)
    return child_day


def refuse_adult(class_day_id: int, child_id: int, actor: Any, words: str) -> None:
    """Somebody who must not take the child was there and went without it: noted, and the guardians are told."""
    child_day = get_child_day(class_day_id, child_id)
    if not words.strip():
        raise Refused(_("请写明来的是谁、怎么处理的，再提交一次。"))
    audit.write(
        "after_school.refused_adult", _("拒绝了一位大人接走孩子"), actor=actor, object_kind="person",
        object_id=child_day.child_id, reason=words.strip()[:300],
    )
    tell_guardians(child_day.child_id, _l("有人来接孩子，老师没有交出去。请马上联系课堂老师。"), links.MINE)


def leave_alone(class_day_id: int, child_id: int, actor: Any) -> ChildDay:
    """The child goes home alone, as a guardian signed; raises MayNotLeaveAlone."""
    child_day = _here(class_day_id, child_id)
    if child_id not in pickups.alone_today([child_id]):
        raise MayNotLeaveAlone
    return child_flow.fire(child_day, "leave_alone", actor, late=False)


def excuse(class_day_id: int, child_id: int, actor: Any, reason: str, *, by_staff: bool = False) -> ChildDay:
    """The child does not come, said before by a guardian or noted by a worker."""
    if not by_staff:
        own_child(actor, child_id)
    day = day_flow.lock(get_day(class_day_id))
    seat = select(seats.Seat.id).where(seats.Seat.class_day_id == day.id, seats.Seat.child_id == child_id)
    if day.state not in ("planned", "open") or session.scalar(seat) is None:
        raise Missing(_("孩子不在这次课的名单上。请回到“我的课堂”重新选择。"))
    known = select(ChildDay).where(ChildDay.class_day_id == day.id, ChildDay.child_id == child_id)
    child_day = session.scalar(known)
    if child_day is None:
        child_day = child_flow.start(ChildDay(class_day_id=day.id, child_id=child_id), actor)
        session.flush()
    return child_flow.fire(child_day, "excuse", actor, reason=reason)


def take_back(class_day_id: int, child_id: int, actor: Any, reason: str) -> ChildDay:
    """Ticked by mistake."""
    return child_flow.fire(get_child_day(class_day_id, child_id), "take_back", actor, reason=reason)


def miss(class_day_id: int, child_id: int, actor: Any) -> ChildDay:
    """The child did not come and nobody said so."""
    return child_flow.fire(get_child_day(class_day_id, child_id), "miss", actor)

