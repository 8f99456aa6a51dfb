"""What the station keeps about a person: handed out, or made nameless."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.api import drop_pictures, session

from ..models import Claim, Report, Wish
from .handover import OWNER


def export(person_id: int) -> dict[str, Any]:
    """The person's wishes, claims and report, JSON-ready; fen, ISO moments."""
    wishes = session.scalars(select(Wish).where(Wish.person_id == person_id).order_by(Wish.id))
    claims = session.scalars(select(Claim).where(Claim.person_id == person_id).order_by(Claim.id))
    reports = session.scalars(select(Report).where(Report.person_id == person_id))
    return {
        "wishes": [_wish(wish) for wish in wishes],
        "claims": [
            {
                "state": c.state, "since": c.state_since.isoformat(), "party": c.party, "parts": c.parts,
                "promised_on": c.promised_on.isoformat() if c.promised_on else None, "words": c.words,
            }
            for c in claims
        ],
        "reports": [{"state": r.state, "since": r.state_since.isoformat(), "words": r.words} for r in reports],
    }


def _wish(wish: Wish) -> dict[str, Any]:
    return {
        "number": wish.number, "card": wish.card, "state": wish.state, "title": wish.title,
        "story": Wish.story.clear(wish), "kind": wish.kind, "group": wish.tag, "limit_fen": wish.limit_fen,
        "collected_at": wish.collected_at.isoformat(),
        "fulfilled_at": wish.fulfilled_at.isoformat() if wish.fulfilled_at else None, "why": wish.why,
        "why_words": wish.why_words, "swapped_from": wish.swapped_from, "thanks": wish.thanks,
    }


def erase(person_id: int) -> None:
    """Clear all words, codes and pictures; the rows stay for the sums and point to a person who is nameless by then."""
    for wish in session.scalars(select(Wish).where(Wish.person_id == person_id)):
        wish.story = None
        wish.title = wish.swapped_from = wish.why_words = wish.thanks = wish.thanks_state = wish.pin_hash = ""
        drop_pictures(OWNER, wish.id)
    for model in (Claim, Report):
        for row in session.scalars(select(model).where(model.person_id == person_id)):
            row.words = ""

