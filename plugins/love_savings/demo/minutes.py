"""What neighbours and the station do with minutes: donations, gifts, this month's grants, credit, lost cards, a price.

Nobody with a demo sign-in and nobody without a card is touched, and nothing here is drawn by lot.
"""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, LedgerAccount, Person, Skill, actor_for, lives_here, session

from ..models import Card
from ..services import credit_lines, gifts, grants, lost_cards, prices
from ..services.key_elders import aged
from .people import Cast

DONATED, GIVEN, CREDIT, DEAR = 150, 30, 300, 90
GRANTS = 4


def load_minutes(cast: Cast) -> None:
    """A little of everything, as far as there are people for it."""
    givers = _cards([helper.person_id for helper in cast.helpers if helper != cast.helper], LedgerAccount.balance >= DONATED)
    elders = _cards([who.person_id for who in cast.helped if who != cast.resident], aged(), lives_here())
    if len(givers) < 5 or len(elders) < GRANTS + 3:
        return
    for card in givers[:4]:
        gifts.donate(_actor(card), DONATED, "送给需要的老人", "0" * 16)
    gifts.give(_actor(givers[4]), str(elders[0].number), GIVEN, "谢谢您教我包饺子", "0" * 16)
    for card in elders[:GRANTS]:
        grants.grant(card.person_id, SYSTEM)
    credit_lines.open_line(elders[GRANTS].person_id, SYSTEM, CREDIT, "独居，常要人陪着去医院")
    lost_cards.block(elders[GRANTS + 1].person_id, SYSTEM)
    lost_cards.replace(elders[GRANTS + 2].person_id, SYSTEM, elders[GRANTS + 2].number)
    skilled = session.scalar(select(Skill.id).where(Skill.needs_certificate).order_by(Skill.position).limit(1))
    if skilled is not None:
        prices.save({skilled: DEAR}, SYSTEM)


def _cards(people: Iterable[int], *where: Any) -> list[Card]:
    query = (
        select(Card)
        .join(Person, Person.id == Card.person_id)
        .join(LedgerAccount, LedgerAccount.id == Card.account_id)
        .where(Card.person_id.in_(list(people)), *where)
        .order_by(Card.number)
        .limit(GRANTS + 3)
    )
    return list(session.scalars(query))


def _actor(card: Card) -> Any:
    return actor_for(session.get_one(Person, card.person_id))
