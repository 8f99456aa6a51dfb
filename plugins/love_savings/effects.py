"""What a change of state brings with it: offers made, time occupied, hours set aside, a service recorded."""
from __future__ import annotations

from datetime import timedelta

from core.api import Change, Occupied, Skill, _l, notify, occupy, publish, record_service, release, session

from . import links
from .errors import AlreadyBusy, TooEarly, TooLong
from .events import OfferAnswered
from .models import Offer, Request
from .rules import LONGEST_MINUTES, rules
from .services import hours

OWNER, SOURCE = "love_savings.request", "love_savings"
# A volunteer may begin this long before the agreed time.
EARLY_MINUTES = 60


def minutes_to_answer(offer: Offer) -> int:
    """How long an offer stands."""
    return rules().offer_minutes


def offered(request: Request, change: Change) -> None:
    """A wave begins: the service makes its offers in the same transaction."""
    request.wave += 1


def accepted(request: Request, change: Change) -> None:
    """One volunteer goes: nobody else can have that time of theirs, and the hours are set aside."""
    request.helper_id = change.data["person_id"]
    try:
        occupy("person", request.helper_id, request.starts_at, request.ends_at, OWNER, request.id)
    except Occupied as error:
        raise AlreadyBusy from error
    hours.hold(request)
    notify(request.person_id, _l("有志愿者答应来帮您了。"), links.asked(request.id), SOURCE)


def given_up(request: Request, change: Change) -> None:
    """Nobody goes any more: time and hours are free again, and both sides know."""
    _free(request)
    notify(request.person_id, _l("原来答应的志愿者来不了，工作站在找别人。"), links.asked(request.id), SOURCE)
    if change.actor.person_id != request.helper_id:
        notify(request.helper_id, _l("有一单工作站换了别人去，您不用去了。"), links.MINE, SOURCE)
    request.helper_id = request.checked_in_at = None
    request.times_by_station = False


def checked_in(request: Request, change: Change) -> None:
    """The volunteer is there; not long before the agreed time."""
    if change.at < request.starts_at - timedelta(minutes=EARLY_MINUTES):
        raise TooEarly(EARLY_MINUTES)
    request.checked_in_at = change.at


def checked_in_by_station(request: Request, change: Change) -> None:
    """The same, told on the phone."""
    checked_in(request, change)
    request.times_by_station = True


def checked_out(request: Request, change: Change) -> None:
    """Done: whole minutes, rounded as the community wants."""
    request.checked_out_at = change.at
    request.minutes = rules().rounded(round((change.at - request.checked_in_at).total_seconds() / 60))
    notify(request.person_id, _l("服务做完了，请您确认。"), links.asked(request.id), SOURCE)


def checked_out_by_station(request: Request, change: Change) -> None:
    """The same, told on the phone."""
    checked_out(request, change)
    request.times_by_station = True


def confirmed(request: Request, change: Change) -> None:
    """The resident says yes: both sides prove it, unless the station wrote the times."""
    _record(request, change, "one" if request.times_by_station else "both")


def confirmed_by_call(request: Request, change: Change) -> None:
    """The station asked on the phone; other minutes than the clock's are by hand."""
    corrected = change.data.get("minutes")
    by_hand = request.times_by_station or corrected not in (None, request.minutes)
    request.minutes = corrected or request.minutes
    _record(request, change, "hand" if by_hand else "one")


def cancelled(request: Request, change: Change) -> None:
    """Nothing comes of it; whoever was on the way is told, and who asked unless they cancelled themselves."""
    _free(request)
    request.closing_note = (change.reason or "")[:300]
    if change.actor.person_id != request.person_id:
        notify(
            request.person_id, _l("工作站撤销了您的一个请求，有疑问请打电话问。"), links.asked(request.id), SOURCE
        )
    if request.helper_id:
        notify(request.helper_id, _l("一单服务取消了，您不用去了。"), links.MINE, SOURCE)


def answered(offer: Offer, change: Change) -> None:
    """The volunteer's own words, kept where the station sees them."""
    offer.answer = (change.reason or "")[:200]


def expired(offer: Offer, change: Change) -> None:
    """Time is up; the worker looks after the wave in a transaction of its own, which locks the request first."""
    publish(OfferAnswered(offer.request_id))


def _free(request: Request) -> None:
    release(OWNER, request.id)
    hours.release(request)


def _skill(request: Request) -> str:
    skill = session.get(Skill, request.skill_id) if request.skill_id else None
    return skill.title if skill else ""


def _record(request: Request, change: Change, proof: str) -> None:
    if request.minutes > LONGEST_MINUTES:
        raise TooLong(LONGEST_MINUTES // 60)
    # Rounding up may make the service longer than the clock's span: then it began earlier, never in the future.
    end = request.checked_out_at
    start = min(request.checked_in_at, end - timedelta(minutes=request.minutes))
    record = record_service(
        helper_id=request.helper_id,
        helped_id=request.person_id,
        skill_id=request.skill_id,
        source=SOURCE,
        source_key=f"love_savings:request:{request.id}",
        minutes=request.minutes,
        started_at=start,
        ended_at=end,
        proof=proof,
        actor=change.actor,
        note=request.words[:120] or _skill(request),
    )
    request.service_record_id = record.id
    request.confirmed_at = change.at
    request.proof = proof
