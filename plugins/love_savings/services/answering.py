"""The volunteer's answer: exactly one of those invited gets the job, the others get a sentence."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, Missing, _, now, session

from ..errors import OfferClosed, OfferTaken
from ..models import Offer, Request
from ..rules import rules
from ..workflow import DISPATCH, offer_flow, request_flow
from .dispatching import look_on, the_request, wave_answered

SERVE = "love_savings.serve"


def own_offer(offer_id: int, actor: Any) -> Offer:
    """The offer, for the volunteer it was made to or for the station that records the answer; raises Missing."""
    offer = session.get(Offer, offer_id)
    mine = offer is not None and actor.person_id == offer.person_id and actor.can(SERVE, offer)
    if offer is None or not (mine or actor.can(DISPATCH, the_request(offer.request_id))):
        raise Missing(_("没有找到这份邀请。"))
    return offer


def accept(offer_id: int, actor: Any) -> Request:
    """Take the job: locks the request first, so that of two who accept at once one wins.

    Raises OfferTaken (somebody was quicker), OfferClosed (expired, answered), AlreadyBusy, CardShort.
    """
    offer = own_offer(offer_id, actor)
    request = the_request(offer.request_id, lock=True)
    offer = offer_flow.lock(offer)
    if offer.state == "withdrawn":
        raise OfferTaken
    if offer.state != "offered" or (offer.due_at and offer.due_at < now()) or request.ends_at < now():
        raise OfferClosed
    if request.state != "offered":
        raise OfferTaken
    request = request_flow.fire(request, "accept", actor, person_id=offer.person_id)
    offer.answered_by_station = actor.person_id != offer.person_id
    offer_flow.fire(offer, "accept", actor)
    withdraw_offers(request.id, "offered")
    return request


def decline(offer_id: int, actor: Any, reason: str) -> None:
    """Say no with a reason; when everybody said no, the next wave begins. Raises OfferClosed, WorkflowRefused."""
    offer = own_offer(offer_id, actor)
    the_request(offer.request_id, lock=True)
    if offer_flow.lock(offer).state != "offered":
        raise OfferClosed
    offer.answered_by_station = actor.person_id != offer.person_id
    offer_flow.fire(offer, "decline", actor, reason=reason)
    wave_answered(offer.request_id)


def give_up(request_id: int, actor: Any, reason: str, *, by_station: bool = False, told: bool = False) -> Request:
    """The volunteer cannot go after all, or the station sends somebody else: the request looks for the next at once.

    Giving up shortly before the agreed time is kept as late. told: the volunteer gave up on the phone.
    """
    request = the_request(request_id, lock=True)
    late = (told or not by_station) and rules().is_late(now(), request.starts_at)
    request = request_flow.fire(request, "take_back" if by_station else "give_up", actor, reason=reason)
    for offer in session.scalars(select(Offer).where(Offer.request_id == request_id, Offer.state == "accepted")):
        offer.late = late
        offer_flow.fire(offer, "give_up", actor, reason=reason)
    look_on(request_id)
    return request


def withdraw_offers(request_id: int, *states: str) -> None:
    """Nobody of these needs to answer or go any more; an offer that expires at this moment is left alone."""
    standing = select(Offer).where(Offer.request_id == request_id, Offer.state.in_(states)).order_by(Offer.id)
    for offer in session.scalars(standing).all():
        if offer_flow.lock(offer).state in states:
            offer_flow.fire(offer, "withdraw", SYSTEM)
