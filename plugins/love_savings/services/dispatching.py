"""From a verified request to offers: who comes into question and why, and wave after wave."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from core.api import SYSTEM, Missing, Need, Suggestion, _, _l, notify, now, session, suggest

from .. import links
from ..errors import NobodyChosen, NobodyLeft, ReasonMissing, TimePassed
from ..models import Offer, Request
from ..rules import rules
from ..workflow import offer_flow, request_flow

LIST_LENGTH = 8


def the_request(request_id: int, *, lock: bool = False) -> Request:
    """The request, if wished locked until the transaction ends; raises Missing."""
    request = session.get(Request, request_id)
    if request is None:
        raise Missing(_("没有找到这个请求。"))
    return request_flow.lock(request) if lock else request


def verify(request_id: int, actor: Any) -> Request:
    """The station spoke with the resident or knows the need."""
    return request_flow.fire(the_request(request_id), "verify", actor)


def candidates(request: Request, limit: int = LIST_LENGTH) -> list[Suggestion]:
    """Ranked volunteers with reasons, without those asked before; raises TimePassed."""
    if request.starts_at <= now():
        raise TimePassed
    asked = session.scalars(select(Offer.volunteer_id).where(Offer.request_id == request.id))
    need = Need(
        skill_id=request.skill_id, start=request.starts_at, end=request.ends_at, person_id=request.person_id,
        building_id=request.building_id,
    )
    return suggest(need, limit=limit, exclude=set(asked))


def offer(request_id: int, actor: Any, chosen: Sequence[int], reason: str = "") -> Request:
    """Invite the chosen persons of the list; passing over the first ones needs a reason."""
    request = the_request(request_id, lock=True)
    wanted, ranked = set(chosen), candidates(request)
    picks = [s for s in ranked if s.person_id in wanted]
    if not picks or len(picks) != len(wanted):
        raise NobodyChosen
    in_order = {s.person_id for s in ranked[: len(picks)]} == wanted
    if not in_order and not reason.strip():
        raise ReasonMissing
    return _send(request, actor, picks, "" if in_order else reason.strip()[:200])


def next_wave(request_id: int, actor: Any = SYSTEM) -> Request:
    """Invite the next best of the list; raises NobodyLeft or TimePassed, and then the request waits for the station."""
    request = the_request(request_id, lock=True)
    picks = candidates(request, rules().offer_size)
    if not picks:
        raise NobodyLeft
    return _send(request, actor, picks, "")


def look_on(request_id: int) -> None:
    """Begin the next wave where the community lets this happen by itself and somebody is left to ask."""
    if rules().next_wave_by_itself:
        try:
            next_wave(request_id)
        except (NobodyLeft, TimePassed):
            return


def wave_answered(request_id: int) -> None:
    """After a refusal or an expiry: if nobody is left to answer, the wave is over and the next may begin."""
    request = the_request(request_id, lock=True)
    if request.state != "offered" or _open_offers(request_id):
        return
    request_flow.fire(request, "wave_over", SYSTEM)
    look_on(request_id)


def _open_offers(request_id: int) -> int:
    waiting = (Offer.request_id == request_id) & (Offer.state == "offered")
    return int(session.scalar(select(func.count()).select_from(Offer).where(waiting)) or 0)


def _send(request: Request, actor: Any, picks: Sequence[Suggestion], override: str) -> Request:
    request = request_flow.fire(request, "offer", actor, reason=override or None)
    for pick in picks:
        made = Offer(
            request_id=request.id, volunteer_id=pick.volunteer_id, person_id=pick.person_id, wave=request.wave,
            reasons=list(pick.reasons), override=override,
        )
        offer_flow.start(made, actor)
        notify(pick.person_id, _l("有邻居需要您帮忙，请看看能不能去。"), links.MINE, "love_savings")
    session.flush()
    return request
