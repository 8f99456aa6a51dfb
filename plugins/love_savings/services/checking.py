"""At the resident's door: the code or the card that shows that the helper came, and a door that stays shut."""
from __future__ import annotations

import hmac
from typing import Any

from sqlalchemy import select

from core.api import Missing, Person, _, audit, session

from ..errors import WrongCode
from ..models import Card, Request
from ..workflow import DISPATCH, request_flow
from . import codes, relief
from .dispatching import the_request


def job_at(person_id: int, actor: Any) -> Request | None:
    """The actor's own job at this person's, the soonest first: where the code of a resident's card leads a helper."""
    mine = select(Request).where(
        Request.person_id == person_id, Request.helper_id == actor.person_id,
        Request.state.in_(("accepted", "in_service")),
    )
    found: Request | None = session.scalar(mine.order_by(Request.starts_at, Request.id).limit(1))
    return found


def arrive_by_code(request_id: int, actor: Any, typed: str) -> Request:
    """Check in with the six digits that the resident said; a second time does nothing. Raises WrongCode, TooEarly."""
    request = _own_job(request_id, actor)
    codes.check(request_id, typed, codes.arrival_code(request), actor)
    return _arrive(request_id, actor, "code")


def arrive_by_card(request_id: int, actor: Any, token: str) -> Request:
    """Check in with the QR code of the resident's card; a second time does nothing. Raises WrongCode, TooEarly."""
    request = _own_job(request_id, actor)
    held = session.scalar(select(Card.token).where(Card.person_id == request.person_id))
    if held is None or not hmac.compare_digest(held.encode(), token.encode()):
        raise WrongCode
    return _arrive(request_id, actor, "card")


def _own_job(request_id: int, actor: Any) -> Request:
    request = the_request(request_id)
    if request.helper_id is None or request.helper_id != actor.person_id:
        raise Missing(_("没有找到这个请求。"))
    return request


def _arrive(request_id: int, actor: Any, shown: str) -> Request:
    request = the_request(request_id, lock=True)
    if request.state == "in_service" and request.helper_id == actor.person_id:
        return request
    return request_flow.fire(request, "check_in", actor, shown=shown)


def open_codes(request_id: int, actor: Any) -> Request:
    """A worker reads the resident's digits out or prints them, which is noted; nobody reads those of the own job.

    Commit before showing. Raises Missing.
    """
    request = the_request(request_id)
    if actor.person_id == request.helper_id or request.helper_id is None or not actor.can(DISPATCH, request):
        raise Missing(_("没有找到这个请求。"))
    audit.write(
        "love_savings.open_codes", _("查看了上门服务的签到码和完成码"), actor=actor,
        object_kind="love_savings_request", object_id=request.id,
    )
    return request


def nobody_home(request_id: int, actor: Any) -> Request:
    """The door stays shut; the moment is kept, and the station calls. Raises NotYetTime."""
    return request_flow.fire(the_request(request_id), "nobody_home", actor)


def found(request_id: int, actor: Any, reason: str) -> Request:
    """The station reached the resident: the job goes on, with somebody else where who stood at the door has died."""
    request = request_flow.fire(the_request(request_id), "found", actor, reason=reason)
    helper = session.get_one(Person, request.helper_id)
    return relief.instead_of(request.id, actor, reason) if helper.deceased_on else request


def close_not_home(request_id: int, actor: Any, reason: str) -> Request:
    """The station called and nobody was there: it ends, and the way is credited as the community has it."""
    return request_flow.fire(the_request(request_id), "close_not_home", actor, reason=reason)
