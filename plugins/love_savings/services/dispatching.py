"""From a verified request to offers: who comes into question and why, and wave after wave."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from core.api import (
    N_,
    SYSTEM,
    Missing,
    Need,
    Reason,
    Skill,
    Suggestion,
    _,
    _l,
    audit,
    notify,
    now,
    session,
    somebody_else_may,
    suggest,
)

from .. import links
from ..errors import NobodyChosen, NobodyLeft, NotFree, OwnChoice, ReasonMissing, TimePassed
from ..models import Offer, Request
from ..rules import Rules, rules
from ..workflow import DISPATCH, offer_flow, request_flow
from . import involved, kin, lateness

LIST_LENGTH = 8
WITHOUT_SKILL = N_("没有登记这项技能")


def the_request(request_id: int, *, lock: bool = False) -> Request:
    """The request, if wished locked until the transaction ends; raises Missing."""
    request = session.get(Request, request_id)
    if request is None:
        raise Missing(_("没有找到这个请求。"))
    return request_flow.lock(request) if lock else request


def verify(request_id: int, actor: Any) -> Request:
    """The station spoke with the resident or knows the need; a worker's own request by themselves only where alone."""
    request = request_flow.fire(the_request(request_id), "verify", actor)
    if actor.person_id == request.person_id:
        audit.write(
            "love_savings.verify_own", _("核实了自己的求助，没有别人可以核实"), actor=actor,
            object_kind="love_savings_request", object_id=request.id,
        )
    return request


def candidates(
    request: Request, limit: int = LIST_LENGTH, *, any_skill: bool = False, within: int = 0
) -> list[Suggestion]:
    """Ranked volunteers with reasons, without those asked before; raises TimePassed.

    any_skill: where those with the skill do not fill the list, others follow, unless the skill needs a certificate.
    within: nobody from further away, in metres, where it is not 0.
    """
    if request.starts_at <= now():
        raise TimePassed
    weights = rules().weights_within(within)
    asked = set(session.scalars(select(Offer.volunteer_id).where(Offer.request_id == request.id)))
    found = suggest(need_of(request), limit=limit, exclude=asked, weights=weights)
    if any_skill and len(found) < limit and request.skill_id and not _certified(request.skill_id):
        named = asked | {pick.volunteer_id for pick in found}
        others = suggest(replace(need_of(request), skill_id=None), limit - len(found), named, weights)
        found += [replace(pick, reasons=[*pick.reasons, Reason(WITHOUT_SKILL)]) for pick in others]
    return found


def need_of(request: Any) -> Need:
    """What matching asks about a request, or about a row with the same columns."""
    return Need(
        skill_id=request.skill_id, start=request.starts_at, end=request.ends_at, person_id=request.person_id,
        building_id=request.building_id,
    )


def _certified(skill_id: int) -> bool:
    return bool(session.scalar(select(Skill.needs_certificate).where(Skill.id == skill_id)))


def remarks_on(request: Request, ranked: Sequence[Suggestion]) -> dict[int, str]:
    """Person id -> why somebody of the list is not asked by itself: who verified it or could not go on with it, relatives,
    who often gave up late."""
    relatives, late = kin.relatives_of(request.person_id), lateness.late_ones()
    remarks = {pick.person_id: late_words(late[pick.volunteer_id]) for pick in ranked if pick.volunteer_id in late}
    remarks |= {pick.person_id: kin.said(relatives[pick.person_id]) for pick in ranked if pick.person_id in relatives}
    before = involved.helpers_before(request)
    remarks |= {pick.person_id: _("前面是他做的，中途来不了了") for pick in ranked if pick.person_id in before}
    verifiers = involved.verifiers_of([request.origin_id]).values()
    return remarks | {pick.person_id: _("这个请求是他核实的") for pick in ranked if pick.person_id in verifiers}


def late_words(times: int) -> str:
    """How often somebody gave up at the last moment, for the worker."""
    return _("最近 %(days)s 天临时退单 %(times)s 次", days=lateness.DAYS, times=times)


def offer(request_id: int, actor: Any, chosen: Sequence[int], reason: str = "") -> Request:
    """Invite the chosen persons of the list; passing over the first ones, or a remark, needs a reason."""
    request = the_request(request_id, lock=True)
    wanted, ranked = set(chosen), candidates(request)
    check_not_own_choice(request, actor, wanted)
    picks = [s for s in ranked if s.person_id in wanted]
    if not picks or len(picks) != len(wanted):
        raise NobodyChosen
    remarks = remarks_on(request, ranked)
    plain = [s.person_id for s in ranked if s.person_id not in remarks]
    in_order = set(plain[: len(picks)]) == wanted
    if not in_order and not reason.strip():
        raise ReasonMissing
    return _send(request, actor, picks, "" if in_order else reason.strip()[:200])


def check_not_own_choice(request: Request, actor: Any, wanted: Collection[int]) -> None:
    """Raises OwnChoice for a worker who verified the request and sends themselves, where another may dispatch."""
    verifier = involved.verifiers_of([request.origin_id]).get(request.origin_id)
    own = verifier is not None and actor.person_id == verifier and verifier in wanted
    if own and somebody_else_may(DISPATCH, request, {actor.person_id}):
        raise OwnChoice


def offer_one(request_id: int, actor: Any, person_id: int, limit: int, reason: str) -> Request:
    """Invite one person of the first `limit` of the list alone; raises NotFree when they cannot go any more.

    `reason` is kept with the offer where others stand before them.
    """
    request = the_request(request_id, lock=True)
    ranked = candidates(request, limit)
    picks = [s for s in ranked if s.person_id == person_id]
    if not picks:
        raise NotFree
    return _send(request, actor, picks, "" if picks == ranked[:1] else reason)


def next_wave(request_id: int, actor: Any = SYSTEM) -> Request:
    """Invite the next best of the list; raises NobodyLeft or TimePassed, and then the request waits for the station."""
    request = the_request(request_id, lock=True)
    picks = _next_best(request)
    if not picks:
        raise NobodyLeft
    return _send(request, actor, picks, "")


def _next_best(request: Request) -> list[Suggestion]:
    """Whom the next wave asks: near ones first, later more people, and nobody about whom there is a remark."""
    rule, wave = rules(), request.wave - request.waves_from
    near = rule.first_metres if wave == 0 else 0
    return (near and _best(request, rule, wave, near)) or _best(request, rule, wave, 0)


def _best(request: Request, rule: Rules, wave: int, within: int) -> list[Suggestion]:
    size = rule.wave_size(wave)
    apart = len(kin.relatives_of(request.person_id)) + len(lateness.late_ones()) + 1  # the one who verified it
    apart += request.turn - 1  # who did a part of it before
    ranked = candidates(request, size + apart, any_skill=wave > 0 and rule.later_any_skill, within=within)
    remarks = remarks_on(request, ranked)
    return [pick for pick in ranked if pick.person_id not in remarks][:size]


def look_on(request_id: int) -> None:
    """Begin the next wave where the community lets this happen by itself, volunteers may be disturbed now, not too many
    waves went before, and somebody is left to ask."""
    request, rule = the_request(request_id, lock=True), rules()
    rests = request.state != "verified" or request.due_at is not None
    if rests or not rule.next_wave_by_itself or request.wave - request.waves_from >= rule.most_waves:
        return
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
