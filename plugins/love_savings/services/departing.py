"""Who died or moved away needs no help here any more, and nobody waits for a volunteer who died."""
from __future__ import annotations

from sqlalchemy import select

from core.api import SYSTEM, PersonLeft, _, _l, notify, session, still_gone

from .. import links
from ..effects import SOURCE
from ..models import Offer, Request
from ..workflow import BEFORE_SERVICE, offer_flow, request_flow
from . import credit_lines, lost_cards, relief
from .answering import give_up, withdraw_offers
from .cards import find_card
from .dispatching import the_request, wave_answered

# Work that goes on is ended by whoever is there, work that is done by its confirmation or the station. Before a closed
# door the station calls first, whoever stood there.
NOT_GOING_ON = (*BEFORE_SERVICE, "not_home")


def person_left(event: PersonLeft) -> None:
    """Call off the person's requests; of the dead, also find other helpers and stop the card. Harmless when told twice.

    Who moves away may go on helping. The minutes on a card stay until the station hands them on (handing_on.py).
    """
    person = still_gone(event)
    if person is None:
        return
    dead = person.deceased_on is not None
    _call_off(person.id, str(_("求助的居民已去世") if dead else _("求助的居民已迁出社区")))
    if dead:
        _release_offers(person.id)
        _find_others(person.id)
        _stop_card(person.id)


def _call_off(person_id: int, reason: str) -> None:
    for request_id in _ids(Request.person_id == person_id, Request.state.in_(NOT_GOING_ON)):
        request = the_request(request_id, lock=True)
        if request.state not in NOT_GOING_ON:
            continue
        if request.visits:
            request_flow.fire(request, "stop_here", SYSTEM, reason)
            said = _l("一单服务到此为止，请不要再上门。做过的时长照样记。")
            notify(request.helper_id, said, links.job(request.id), SOURCE)
        else:
            request_flow.fire(request, "call_off", SYSTEM, reason, gone=True)
            withdraw_offers(request.id, "offered", "accepted")


def _release_offers(person_id: int) -> None:
    """The invitations that the dead can answer no more: when nobody else is left to answer, the search goes on."""
    waiting = select(Offer.id, Offer.request_id).where(Offer.person_id == person_id, Offer.state == "offered")
    for offer_id, request_id in session.execute(waiting.order_by(Offer.id)).all():
        the_request(request_id, lock=True)
        offer = offer_flow.lock(session.get_one(Offer, offer_id))
        if offer.state == "offered":
            offer_flow.fire(offer, "withdraw", SYSTEM)
            wave_answered(request_id)


def _find_others(person_id: int) -> None:
    """Whoever was promised the help of the dead gets other help; what was done counts, and the rest is a new request."""
    for request_id in _ids(Request.helper_id == person_id, Request.state.in_(("accepted", "in_service"))):
        request = the_request(request_id, lock=True)
        if request.helper_id != person_id:
            continue
        reason = str(_("志愿者来不了了"))
        if request.state == "in_service":
            relief.relieve_gone(request_id, reason)
        elif request.state != "accepted":
            continue
        elif request.visits:
            relief.relieve(request_id, SYSTEM, reason)
        else:
            give_up(request_id, SYSTEM, reason, by_station=True)


def _stop_card(person_id: int) -> None:
    card = find_card(person_id)
    if card is None:
        return
    if credit_lines.open_line_of(card.id) is not None:
        credit_lines.end_line(person_id, SYSTEM, str(_("持卡人已去世")))
    lost_cards.block(person_id, SYSTEM)


def _ids(*where: object) -> list[int]:
    return list(session.scalars(select(Request.id).where(*where).order_by(Request.id)))
