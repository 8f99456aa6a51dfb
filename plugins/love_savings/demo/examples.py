"""One request with its offer, for tests that visit every address."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, Person, community_today, example_resident, example_volunteer, now, session

from ..batch_models import Batch, Pair
from ..batch_workflow import batch_flow, pair_flow
from ..book_models import Certificate, Grant
from ..models import Offer, Request
from ..services import asking, cards, grants
from ..workflow import offer_flow, request_flow

WORDS = "示例：换灯泡"


def examples() -> dict[str, dict[str, Any]]:
    """Values for every route with arguments; made once per community."""
    request = session.scalar(select(Request).where(Request.words == WORDS)) or _make()
    offer_id = session.scalar(select(Offer.id).where(Offer.request_id == request.id))
    token = cards.card_for(request.person_id).token
    one, answer = {"request_id": request.id}, {"offer_id": offer_id, "answer": "decline"}
    found = {name: one for name in (
        "request_page", "match", "asked", "confirm", "cancel", "job", "phone", "helper_phone", "arrive", "arrive_by_card",
        "at_door", "pause", "move", "codes_page", "problem", "answer_problem", "ruling", "stop",
    )}
    found |= {"do": {**one, "step": "verify"}, "job_step": {**one, "step": "check_in"}}
    found |= {"answer": answer, "answer_for": {**one, **answer}}
    holder = {"person_id": request.person_id}
    found |= {"scan": {"token": token}, "card_do": {**holder, "step": "lost"}}
    found |= {name: holder for name in ("card_of", "paper_of", "certificate_of", "grant_to", "open_credit", "end_credit", "hand_on")}
    found |= {"take_back": {"transfer_id": _granted(request.person_id)}}
    found |= {name: {"batch_id": _batch(request, offer_id)} for name in ("batch", "send_batch")}
    found |= {"write_certificate_of": holder, "certificate_page": {"certificate_id": _certificate(request.person_id)}}
    return {f"love_savings.{name}": values for name, values in found.items()}


def _granted(person_id: int) -> int:
    """The transfer of a grant to the person."""
    grants.grant(person_id, SYSTEM)
    card = cards.card_for(person_id)
    return int(session.scalars(select(Grant.transfer_id).where(Grant.card_id == card.id)).one())


def _certificate(person_id: int) -> int:
    """A certificate of a person who may have done nothing."""
    known = session.scalar(select(Certificate.id).where(Certificate.person_id == person_id))
    if known is not None:
        return known
    made = Certificate(
        person_id=person_id, number=cards.next_number("certificate"), word="EXAMPLE234", day=community_today(), issued_at=now(),
        minutes=60, work=[["love_savings", 1, 60]],
    )
    session.add(made)
    session.flush()
    return made.id


def _batch(request: Request, offer_id: int) -> int:
    """A solved batch of the one request, for the volunteer of its offer."""
    known = session.scalar(select(Pair.batch_id).where(Pair.request_id == request.id))
    if known is not None:
        return known
    offer = session.get_one(Offer, offer_id)
    batch = batch_flow.start(Batch(made_at=now(), found=1, score=40, in_turn_found=1, in_turn_score=40), SYSTEM)
    session.flush()
    pair = Pair(
        batch_id=batch.id, request_id=request.id, person_id=offer.person_id, place=1, score=40, metres=40,
        reasons=[["约 %(metres)s 米", {"metres": 40}]],
    )
    pair_flow.start(pair, SYSTEM)
    batch_flow.fire(batch, "solve", SYSTEM)
    return batch.id


def _make() -> Request:
    person = example_resident("示例居民", birth_date=date(1940, 1, 1))
    start = now() + timedelta(days=1)
    request = asking.ask(SYSTEM, person.id, start, start + timedelta(hours=1), words=WORDS)
    request_flow.fire(request, "verify", SYSTEM)
    request = request_flow.fire(request, "offer", SYSTEM)
    helper = Person(name="示例志愿者")
    session.add(helper)
    session.flush()
    volunteer_id = example_volunteer(helper)
    offer = Offer(request_id=request.id, volunteer_id=volunteer_id, person_id=helper.id, wave=request.wave, reasons=[])
    offer_flow.start(offer, SYSTEM)
    session.flush()
    return request
