"""What the station keeps about a person: handed out, or made nameless."""
from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update

from core.api import _, balance, drop_pictures, pictures_of, session

from ..batch_models import Pair
from ..models import Card, Movement, Offer, Request
from ..service_models import Dispute, Visit
from . import book_privacy, paper_privacy
from .disputes import answerer

SIGNED = "love_savings_request"  # whose row a signature at the door belongs to


def export(person_id: int) -> dict[str, Any]:
    """Card, movements, requests and offers of the person, JSON-ready; minutes, ISO moments."""
    card = session.scalar(select(Card).where(Card.person_id == person_id))
    moves = session.scalars(select(Movement).where(Movement.card_id == card.id).order_by(Movement.id)) if card else []
    mine = or_(Request.person_id == person_id, Request.helper_id == person_id)
    requests = session.scalars(select(Request).where(mine).order_by(Request.id))
    offers = session.scalars(select(Offer).where(Offer.person_id == person_id).order_by(Offer.id))
    pairs = session.scalars(select(Pair).where(Pair.person_id == person_id).order_by(Pair.id))
    return {
        "card": {"number": card.number, "minutes": balance(card.account_id)} if card else None,
        "movements": [
            {"day": m.day.isoformat(), "kind": m.kind, "minutes": m.minutes, "text": m.text} for m in moves
        ],
        **book_privacy.export(card),
        "certificates": paper_privacy.export(person_id),
        "requests": [_request(r, person_id) for r in requests],
        "visits": [
            {"started_at": v.started_at.isoformat(), "ended_at": v.ended_at.isoformat(), "minutes": v.minutes}
            for v in session.scalars(select(Visit).where(Visit.helper_id == person_id).order_by(Visit.id))
        ],
        "disputes": [_dispute(d, person_id) for d in session.scalars(_disputes_of(person_id))],
        "proposed": [{"state": p.state, "since": p.state_since.isoformat(), "metres": p.metres} for p in pairs],
        "offers": [
            {"state": o.state, "since": o.state_since.isoformat(), "answer": o.answer, "late": o.late} for o in offers
        ],
    }


def _disputes_of(person_id: int) -> Any:
    """Those that the person opened, ruled, or is a side of."""
    mine = or_(
        Dispute.opened_by_id == person_id, Dispute.ruled_by_id == person_id, Request.person_id == person_id,
        Request.helper_id == person_id,
    )
    return select(Dispute).join(Request, Request.id == Dispute.request_id).where(mine).order_by(Dispute.id)


def _dispute(dispute: Dispute, person_id: int) -> dict[str, Any]:
    said = {"words": dispute.words} if dispute.opened_by_id == person_id else {}
    if dispute.answered_at and person_id == answerer(session.get_one(Request, dispute.request_id), dispute):
        said["answer"] = dispute.answer
    ruled = {"ruling": dispute.ruling, "ruled_minutes": dispute.ruled_minutes} if dispute.ruled_at else {}
    return {"kind": dispute.kind, "opened_at": dispute.opened_at.isoformat(), **said, **ruled}


def _request(request: Request, person_id: int) -> dict[str, Any]:
    own = request.person_id == person_id
    said = {"words": request.words, "place": request.place, "closing_note": request.closing_note} if own else {}
    return {
        "side": "helped" if own else "helper", "state": request.state, "starts_at": request.starts_at.isoformat(),
        "minutes": request.minutes, "turn": request.turn, "cancelled_by": request.cancelled_by, "closed_as": request.closed_as,
        "calls": request.calls, **said,
    }


def erase(person_id: int) -> None:
    """Clear all words; the rows stay for the sums and point to a person who is nameless by then.

    The card gets a token that nobody holds, so a printed QR code leads nowhere.
    """
    quiet = {"synchronize_session": False}
    own = Request.person_id == person_id
    session.execute(update(Request).where(own).values(words="", place="", closing_note=""), execution_options=quiet)
    session.execute(
        update(Offer).where(Offer.person_id == person_id).values(answer="", reasons=[]), execution_options=quiet
    )
    _erase_service(person_id, quiet)
    session.execute(update(Pair).where(Pair.person_id == person_id).values(reasons=[]), execution_options=quiet)
    paper_privacy.erase(person_id)
    card = session.scalar(select(Card).where(Card.person_id == person_id))
    if card is not None:
        card.token = f"erased-{card.id}"
        book_privacy.erase(card)
        session.execute(update(Movement).where(Movement.card_id == card.id).values(text=""), execution_options=quiet)
    # Whoever was helped is not named in the helper's lines either.
    last = select(Request.service_record_id).where(own)
    earlier = select(Visit.service_record_id).join(Request, Request.id == Visit.request_id).where(own)
    for helped in (last, earlier):
        session.execute(
            update(Movement).where(Movement.service_record_id.in_(helped)).values(text=""), execution_options=quiet
        )


def must_keep(person_id: int) -> list[str]:
    """What the books keep of the person, nameless, and what becomes of the hours on the card."""
    card = session.scalar(select(Card).where(Card.person_id == person_id))
    if card is None:
        return []
    minutes = balance(card.account_id)
    kept = _("卡号、每一笔的日期和时长留在账本里，不带姓名和说明，两边的账才对得上。")
    return [kept, _("卡里还有 %(minutes)s 分钟，注销后谁也用不了；想送给邻居，请先办转赠。", minutes=minutes)] if minutes > 0 else [kept]


def _erase_service(person_id: int, quiet: dict[str, Any]) -> None:
    """Signatures of who was helped, and what either side said in a dispute."""
    own = session.scalars(select(Request.id).where(Request.person_id == person_id)).all()
    for request_id in pictures_of(SIGNED, own):
        drop_pictures(SIGNED, request_id)
    sides = select(Request.id).where(or_(Request.person_id == person_id, Request.helper_id == person_id))
    session.execute(
        update(Dispute)
        .where(or_(Dispute.opened_by_id == person_id, Dispute.request_id.in_(sides)))
        .values(words="", answer="", ruling=""),
        execution_options=quiet,
    )
