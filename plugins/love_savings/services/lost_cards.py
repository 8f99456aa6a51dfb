"""A lost card is dead at once, by its holder or by a worker, and replaced by one with another number and code.

The minutes belong to the person: balance, grants and requests stay as they are.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from core.api import Missing, _, _l, audit, get_person, notify, now, session

from .. import links
from ..book_models import LostCard
from ..errors import NoSuchCard
from ..models import Card
from .cards import find_card, lock_cards, new_token, next_number

KEEP_CARDS = "love_savings.keep_cards"
SOURCE = "love_savings"


def block(person_id: int, actor: Any) -> Card:
    """Report the person's card lost; once more changes nothing. Raises Missing: no card, or out of the actor's reach."""
    card = _own_or_kept(person_id, actor)
    if card.blocked_at is None:
        card.blocked_at = now()
        session.add(
            LostCard(
                card_id=card.id, number=card.number, token=card.token, reported_at=card.blocked_at,
                reported_by_id=actor.person_id,
            )
        )
        session.flush()
        _note(card, actor, "love_savings.block_card", _("挂失了一张储蓄卡"), {"number": card.number})
        if actor.person_id != person_id:
            notify(person_id, _l("您的储蓄卡已经挂失，旧卡不能再用，时长都还在。"), links.CARD, SOURCE)
    return card


def replace(person_id: int, actor: Any, number: int | None) -> Card:
    """Give the person a card with a new number and code for the one with this number, which is dead, reported or not.

    Once more for the same number changes nothing. Raises Missing, NoSuchCard: not a number of this person's card.
    """
    card = _own_or_kept(person_id, actor)
    if card.number != number:
        if any(was.number == number for was in history(card.id)):
            return card
        raise NoSuchCard
    block(person_id, actor)
    lost = session.scalars(select(LostCard).where(LostCard.number == card.number)).one()
    before = card.number
    card.number, card.token, card.blocked_at, card.printed_at = next_number(), new_token(), None, None
    lost.replaced_at, lost.new_number = now(), card.number
    session.flush()
    _note(card, actor, "love_savings.replace_card", _("补了一张储蓄卡"), {"number": card.number}, {"number": before})
    if actor.person_id != person_id:
        notify(person_id, _l("您的新储蓄卡办好了，旧卡作废，时长都还在。"), links.CARD, SOURCE)
    return card


def history(card_id: int) -> Sequence[LostCard]:
    """The card's earlier numbers, the latest first."""
    found: Sequence[LostCard] = session.scalars(
        select(LostCard).where(LostCard.card_id == card_id).order_by(LostCard.reported_at.desc(), LostCard.id.desc())
    ).all()
    return found


def _own_or_kept(person_id: int, actor: Any) -> Card:
    if actor.person_id != person_id:
        get_person(person_id, actor, KEEP_CARDS)
    card = find_card(person_id)
    if card is None:
        raise Missing(_("还没有储蓄卡，请先办一张。"))
    return lock_cards(card)[0]


def _note(card: Card, actor: Any, action: str, said: str, after: dict[str, int], before: dict[str, int] | None = None) -> None:
    audit.write(
        action, said, actor=actor, object_kind="love_savings_card", object_id=card.id, before=before, after=after
    )
