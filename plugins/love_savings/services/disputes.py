"""One side says that something went wrong; somebody who had no part in it looks and rules."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from core.api import Missing, Person, Refused, _, _l, audit, now, session

from ..errors import AlreadyRuled, NoAnswer
from ..models import Request
from ..service_models import Dispute
from ..workflow import CONFIRM, request_flow
from .dispatching import the_request
from .involved import had_a_hand

KINDS = {"minutes": _l("时长不对"), "absent": _l("人没有来"), "other": _l("别的问题")}
Opener, Judge = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class Matter:
    """A dispute with the names around it."""

    dispute: Dispute
    opener: str
    judge: str | None

    @property
    def kind(self) -> str:
        """What is said to be wrong."""
        return str(KINDS[self.dispute.kind])


def party(request_id: int, actor: Any) -> Request:
    """The request for one of its two sides, or for the station; raises Missing alike for a stranger and for none."""
    request = session.get(Request, request_id)
    if request is None or (
        actor.person_id not in (request.person_id, request.helper_id) and not actor.can(CONFIRM, request)
    ):
        raise Missing(_("没有找到这个请求。"))
    found: Request = request
    return found


def dispute(request_id: int, actor: Any, kind: str, words: str, minutes: int | None = None) -> Dispute:
    """Say what went wrong; the credit is frozen. Raises Missing, AlreadyRuled, WorkflowRefused."""
    request = request_flow.fire(party(request_id, actor), "dispute", actor, reason=words)
    made = Dispute(
        request_id=request.id, opened_by_id=actor.person_id, kind=kind, words=words.strip()[:200],
        claimed_minutes=minutes, opened_at=now(),
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        raise AlreadyRuled from error
    return made


def may_answer(request: Request, matter: Matter | None, actor: Any) -> bool:
    """Whether it is on the actor to answer: the helper, or the resident where the helper opened it; once, before a ruling."""
    if matter is None or request.state != "disputed" or matter.dispute.answered_at is not None:
        return False
    return actor.person_id == answerer(request, matter.dispute)


def answerer(request: Request, matter: Dispute) -> int | None:
    """Whose side of it is asked."""
    side: int | None = request.person_id if matter.opened_by_id == request.helper_id else request.helper_id
    return side


def answer(request_id: int, actor: Any, words: str) -> Dispute:
    """The other side's word on it, once, for who rules. Raises Missing, NoAnswer, Refused for an empty word."""
    request = request_flow.lock(party(request_id, actor))
    matter = matter_of(request_id)
    if matter is None or not may_answer(request, matter, actor):
        raise NoAnswer
    if not words.strip():
        raise Refused(_("请写一句您知道的情况，再发给工作站。"))
    matter.dispute.answer, matter.dispute.answered_at = words.strip()[:200], now()
    session.flush()
    return matter.dispute


def matter_for_side(request: Request) -> Matter | None:
    """The dispute for a side's own page; a request that nobody served yet asks nothing."""
    return matter_of(request.id) if request.state in ("disputed", "confirmed", "cancelled") else None


def matter_of(request_id: int) -> Matter | None:
    """The dispute about a request, in one statement."""
    row = session.execute(
        select(Dispute, Opener.name, Judge.name)
        .join(Opener, Opener.id == Dispute.opened_by_id)
        .outerjoin(Judge, Judge.id == Dispute.ruled_by_id)
        .where(Dispute.request_id == request_id)
    ).one_or_none()
    return None if row is None else Matter(*row)


def settle(request_id: int, actor: Any, minutes: int, reason: str) -> Request:
    """It counts with so many minutes. Raises WorkflowRefused, SpentAlready, TooLong."""
    request = request_flow.fire(the_request(request_id), "settle", actor, reason=reason, minutes=minutes)
    return _ruled(request, actor, reason, minutes)


def strike(request_id: int, actor: Any, reason: str) -> Request:
    """It does not count. Raises WorkflowRefused, SpentAlready."""
    return _ruled(request_flow.fire(the_request(request_id), "strike", actor, reason=reason), actor, reason, None)


def _ruled(request: Request, actor: Any, reason: str, minutes: int | None) -> Request:
    made = session.scalars(select(Dispute).where(Dispute.request_id == request.id)).one_or_none()
    if made is not None:
        made.ruled_by_id, made.ruled_at = actor.person_id, now()
        made.ruling, made.ruled_minutes = reason.strip()[:200], minutes
    hands = actor.person_id in had_a_hand(request.id)
    said = _("裁定了有争议的服务，经手的也是本人，没有别人可以裁定") if hands else _("裁定了有争议的服务")
    audit.write(
        "love_savings.rule", said, actor=actor, object_kind="love_savings_request", object_id=request.id,
        reason=reason.strip()[:200],
    )
    session.flush()
    return request
