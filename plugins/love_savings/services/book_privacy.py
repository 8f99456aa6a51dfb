"""The part of export and erasure that the station's books are: gifts, grants, credit, lost cards, what was taken back."""
from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select, update

from core.api import LedgerEntry, session

from ..book_models import CreditLine, Gift, Grant, LostCard, Reversal
from ..models import Card


def export(card: Card | None) -> dict[str, Any]:
    """What the books say about a card, JSON-ready; minutes, ISO days and moments. Never who the other side is."""
    if card is None:
        return {}
    mine = or_(Gift.card_id == card.id, Gift.receiver_id == card.id)
    gifts = session.scalars(select(Gift).where(mine).order_by(Gift.id))
    grants = session.scalars(select(Grant).where(Grant.card_id == card.id).order_by(Grant.id))
    lines = session.scalars(select(CreditLine).where(CreditLine.card_id == card.id).order_by(CreditLine.id))
    lost = session.scalars(select(LostCard).where(LostCard.card_id == card.id).order_by(LostCard.id))
    undone = session.scalars(select(Reversal).where(Reversal.transfer_id.in_(_bookings(card))).order_by(Reversal.id))
    return {
        "gifts": [_gift(gift, card) for gift in gifts],
        "grants": [{"month": g.month, "minutes": g.minutes, "returned": g.returned_minutes} for g in grants],
        "credit_lines": [
            {"minutes": c.limit_minutes, "reason": c.reason, "from": c.opened_at.isoformat(), "end": c.end_reason}
            for c in lines
        ],
        "lost_cards": [{"number": each.number, "reported": each.reported_at.isoformat()} for each in lost],
        "taken_back": [{"reason": each.reason, "at": each.reversed_at.isoformat()} for each in undone],
    }


def _gift(gift: Gift, card: Card) -> dict[str, Any]:
    given = gift.card_id == card.id
    side = ("donated" if gift.receiver_id is None else "given") if given else "received"
    return {"side": side, "day": gift.day.isoformat(), "minutes": gift.minutes, "words": gift.words}


def erase(card: Card) -> None:
    """Clear all words and the dead codes; the sums stay."""
    quiet = {"synchronize_session": False}
    either = or_(Gift.card_id == card.id, Gift.receiver_id == card.id)
    for statement in (
        update(Gift).where(either).values(words=""),
        update(CreditLine).where(CreditLine.card_id == card.id).values(reason="", end_reason=""),
        update(Reversal).where(Reversal.transfer_id.in_(_bookings(card))).values(reason=""),
    ):
        session.execute(statement, execution_options=quiet)
    for lost in session.scalars(select(LostCard).where(LostCard.card_id == card.id)):
        lost.token = f"erased-{lost.id}"


def _bookings(card: Card) -> Select[Any]:
    return select(LedgerEntry.transfer_id).where(LedgerEntry.account_id == card.account_id)
