"""Credit for key elders: a card that may go below zero up to a limit, opened by a worker with a reason."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select

from core.api import (
    LedgerAccount,
    Person,
    _,
    _l,
    audit,
    get_person,
    notify,
    now,
    scope_filter,
    session,
    set_floor,
    spendable,
)

from .. import links
from ..book_models import CreditLine
from ..errors import CannotGrant
from ..models import Card
from ..rules import rules
from .cards import ACCOUNT, find_card, lock_cards, locked_card
from .key_elders import KEEP_BOOKS, key_elder

SOURCE = "love_savings"


def open_line(person_id: int, actor: Any, limit: int, reason: str) -> CreditLine:
    """Let the person's card go down to -`limit` minutes from now on; an open line is ended and replaced.

    Raises Missing, CannotGrant (not 80 or in aid, oneself, too much, no reason).
    """
    key_elder(person_id, actor)
    most = rules().credit_limit_minutes
    if not 0 < limit <= most:
        raise CannotGrant(_("信用额度请填 1 到 %(most)d 分钟；上限在功能设置里改。", most=most))
    if not reason.strip():
        raise CannotGrant(_("请写下为什么要开信用额度，方便以后查。"))
    card = locked_card(person_id)
    standing = open_line_of(card.id)
    if standing is not None:
        standing.ended_at, standing.end_reason = now(), reason.strip()[:200]
        session.flush()
    line = CreditLine(
        card_id=card.id, limit_minutes=limit, reason=reason.strip()[:200], opened_at=now(), opened_by_id=actor.person_id
    )
    session.add(line)
    _set_floor(card, -limit, actor, _("开通了信用额度"), reason)
    notify(person_id, _l("工作站给您的储蓄卡开了信用额度，卡里没有时长也能先请人帮忙。"), links.CARD, SOURCE)
    return line


def end_line(person_id: int, actor: Any, reason: str) -> None:
    """End it: the card can only recover from where it stands. Raises Missing, CannotGrant (none open, no reason)."""
    get_person(person_id, actor, KEEP_BOOKS)
    card = find_card(person_id)
    line = open_line_of(lock_cards(card)[0].id) if card is not None else None
    if card is None or line is None:
        raise CannotGrant(_("这张卡没有信用额度，请刷新页面核对。"))
    if not reason.strip():
        raise CannotGrant(_("请写下为什么结束信用额度，方便以后查。"))
    line.ended_at, line.end_reason = now(), reason.strip()[:200]
    _set_floor(card, 0, actor, _("结束了信用额度"), reason)
    notify(person_id, _l("您储蓄卡的信用额度结束了，欠着的时长以后存入时慢慢补上。"), links.CARD, SOURCE)


def open_line_of(card_id: int) -> CreditLine | None:
    """The card's line that stands now, or None."""
    found: CreditLine | None = session.scalar(
        select(CreditLine).where(CreditLine.card_id == card_id, CreditLine.ended_at.is_(None))
    )
    return found


def open_lines(actor: Any) -> Sequence[Any]:
    """(line, card number, person id, name, balance) of all lines that stand, for whoever keeps the books there."""
    return session.execute(
        select(CreditLine, Card.number, Person.id, Person.name, LedgerAccount.balance)
        .join(Card, Card.id == CreditLine.card_id)
        .join(Person, Person.id == Card.person_id)
        .join(LedgerAccount, LedgerAccount.id == Card.account_id)
        .where(CreditLine.ended_at.is_(None), scope_filter(actor, KEEP_BOOKS, Person))
        .order_by(LedgerAccount.balance, Card.number)
    ).all()


def spendable_on(card: Card) -> int:
    """What the card can pay now, in minutes; credit that has ended is not spent again. Lock the card first."""
    if open_line_of(card.id) is None:
        set_floor(card.account_id, 0)
    return max(0, spendable(card.account_id) or 0)


def lift_floors() -> None:
    """Where credit has ended and the card recovered meanwhile, the floor follows the balance up to zero."""
    open_now = exists().where(CreditLine.card_id == Card.id, CreditLine.ended_at.is_(None))
    low = (
        select(Card.account_id)
        .join(LedgerAccount, LedgerAccount.id == Card.account_id)
        .where(LedgerAccount.kind == ACCOUNT, LedgerAccount.floor < 0, LedgerAccount.balance > LedgerAccount.floor, ~open_now)
        .order_by(Card.account_id)
    )
    for account_id in session.scalars(low.limit(200)).all():
        set_floor(account_id, 0)


def _set_floor(card: Card, floor: int, actor: Any, said: str, reason: str) -> None:
    before = session.get_one(LedgerAccount, card.account_id).floor
    after = set_floor(card.account_id, floor)
    audit.write(
        "love_savings.credit_line", said, actor=actor, object_kind="love_savings_card", object_id=card.id,
        before={"floor": before}, after={"floor": after}, reason=reason.strip(),
    )
