"""Cards on paper: which are to be printed, and ten of them on a sheet of A4 in the size of a bank card."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from core.api import Building, Page, Person, _, audit, now, page_of, scope_filter, session

from ..errors import NobodyTicked
from ..models import Card
from .lost_cards import KEEP_CARDS

PER_SHEET, MOST = 10, 100
NEW, ALL = "new", "all"


@dataclass(frozen=True)
class PaperCard:
    """What stands on a printed card."""

    number: str
    name: str
    token: str


def printable(actor: Any, which: str, page: int) -> Page:
    """(card id, number, printed at, name, building) of cards that work, those never printed or all."""
    where = [Card.blocked_at.is_(None), Person.deceased_on.is_(None), scope_filter(actor, KEEP_CARDS, Person)]
    if which == NEW:
        where.append(Card.printed_at.is_(None))
    query = (
        select(Card.id, Card.number, Card.printed_at, Person.name, Building.name.label("building"))
        .join(Person, Person.id == Card.person_id)
        .outerjoin(Building, Building.id == Person.building_id)
        .where(*where)
        .order_by(Card.number)
    )
    counted = select(func.count(Card.id)).join(Person, Person.id == Card.person_id).where(*where)
    return page_of(query, page, counted)


def sheets(card_ids: Sequence[int], actor: Any) -> list[list[PaperCard]]:
    """The chosen cards, ten to a sheet, noted in the audit and as printed.

    Lost cards and those out of the actor's reach are left out. Raises NobodyTicked where none is left.
    """
    rows = session.execute(
        select(Card, Person.name)
        .join(Person, Person.id == Card.person_id)
        .where(Card.id.in_(card_ids[:MOST]), Card.blocked_at.is_(None), scope_filter(actor, KEEP_CARDS, Person))
        .order_by(Card.number)
    ).all()
    if not rows:
        raise NobodyTicked
    for card, _name in rows:
        card.printed_at = now()
    numbers = [f"{card.number:04d}" for card, _name in rows]
    audit.write(
        "love_savings.print_cards", _("打印了 %(count)d 张储蓄卡", count=len(rows)), actor=actor, after={"numbers": numbers}
    )
    papers = [PaperCard(f"{card.number:04d}", name, card.token) for card, name in rows]
    return [papers[first : first + PER_SHEET] for first in range(0, len(papers), PER_SHEET)]
