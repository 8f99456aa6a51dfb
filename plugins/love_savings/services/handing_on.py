"""What is left on the card of somebody who died goes to the card that the family names, or to the common pool."""
from __future__ import annotations

from typing import Any

from core.api import Person, _, _l, audit, balance, get_person, new_id, notify, session

from .. import links
from ..book_models import Gift
from ..errors import CannotGive
from ..models import Card
from ..rules import rules
from .cards import find_card, lock_cards, usable_card
from .gifts import SOURCE, book, giveable
from .key_elders import KEEP_BOOKS


def left_over(person: Person) -> int:
    """Minutes that wait on the card of somebody who died; 0 for the living."""
    card = find_card(person.id) if person.deceased_on is not None else None
    return giveable(card) if card is not None else 0


def hand_on(person_id: int, actor: Any, to: str, reason: str) -> Gift:
    """Move all that is left to the card that `to` names, or to the common pool where it names none.

    Raises Missing out of the actor's reach, NoSuchCard, CardLost, CannotGive: the holder lives, nothing is left, the other card is the
    actor's own, full, or of somebody who died too.
    """
    person, card = get_person(person_id, actor, KEEP_BOOKS), find_card(person_id)
    if person.deceased_on is None or card is None:
        raise CannotGive(_("持卡人去世以后，剩下的时长才由工作站移交。"))
    receiver = _receiver(to, actor) if to.strip() else None
    card = lock_cards(*filter(None, (card, receiver)))[0]
    minutes = giveable(card)
    if not minutes:
        raise CannotGive(_("这张卡里没有可以移交的时长了。"))
    cap = rules().balance_cap_minutes
    if receiver is not None and cap and balance(receiver.account_id) + minutes > cap:
        raise CannotGive(_("对方的卡装不下这么多时长。请填家里另一位的卡号，或者留空，移交给公共池。"))
    gift = book(f"love_savings.handed_on:{card.id}:{new_id()}", card, receiver, minutes, reason)
    audit.write(
        "love_savings.hand_on", _("移交了去世居民卡里剩下的时长"), actor=actor, object_kind="love_savings_card", object_id=card.id,
        after={"minutes": minutes}, reason=reason,
    )
    if receiver is not None:
        notify(receiver.person_id, _l("工作站把家人卡里剩下的时长移交给您了，请看储蓄卡。"), links.CARD, SOURCE)
    return gift


def _receiver(to: str, actor: Any) -> Card:
    card = usable_card(to)
    if card.person_id == actor.person_id:
        raise CannotGive(_("不能移交到您自己的卡，请另一位工作人员来办。"))
    if session.get_one(Person, card.person_id).deceased_on is not None:
        raise CannotGive(_("这张卡的持卡人也不在了，请填另一位家人的卡号。"))
    return card
