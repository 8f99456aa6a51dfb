"""Giving minutes away: to a neighbour whose card one knows, or to the common pool for key elders."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.api import (
    LedgerTransfer,
    NotEnough,
    Person,
    _,
    _l,
    balance,
    community_today,
    notify,
    session,
    this_month,
    transfer,
)

from .. import links
from ..book_models import Gift, Grant
from ..errors import CannotGive, CardLost
from ..models import Card
from ..names import masked
from ..rules import rules
from .cards import find_card, lock_cards, usable_card
from .grants import unused
from .pools import common_account

SOURCE = "love_savings"


def receiver_of(text: str, actor: Any) -> tuple[Card, str]:
    """The card that a number or code names, and its holder's name as a giver may see it (张*).

    Raises NoSuchCard, CardLost, CannotGive (one's own card, gifts are off, a holder who has died).
    """
    if not rules().gift_daily_minutes:
        raise CannotGive(_closed())
    card = usable_card(text)
    holder = session.get_one(Person, card.person_id)
    if card.person_id == actor.person_id:
        raise CannotGive(_("这是您自己的卡，请填邻居的卡号。"))
    if holder.deceased_on is not None:
        raise CannotGive(_("这张卡的持卡人已经不在了，请联系工作站。"))
    return card, masked(holder.name)


def give(actor: Any, to: str, minutes: int, words: str, nonce: str) -> Gift:
    """Move minutes from the actor's own card to another; `nonce` comes with the confirmed page and makes it happen once.

    Raises what `receiver_of` does, and CannotGive: over the day's limit, more than one's own minutes, no card.
    """
    receiver, _name = receiver_of(to, actor)
    card, receiver = lock_cards(_own_card(actor), receiver)
    key = _key(card, nonce)
    earlier = _earlier(key)
    if earlier is not None:
        return earlier
    if card.blocked_at or receiver.blocked_at:
        raise CardLost
    _check_limits(card, receiver, minutes)
    gift = book(key, card, receiver, minutes, words)
    notify(receiver.person_id, _l("有邻居转赠了时长给您，请看储蓄卡。"), links.CARD, SOURCE)
    notify(card.person_id, _l("您转赠的时长已经到了邻居的卡里。"), links.CARD, SOURCE)
    return gift


def donate(actor: Any, minutes: int, words: str, nonce: str) -> Gift:
    """Move minutes from the actor's own card to the common pool, once per `nonce`; raises CannotGive, CardLost."""
    card = lock_cards(_own_card(actor))[0]
    key = _key(card, nonce)
    earlier = _earlier(key)
    if earlier is not None:
        return earlier
    if card.blocked_at:
        raise CardLost
    gift = book(key, card, None, minutes, words)
    notify(card.person_id, _l("谢谢您的捐赠，工作站会把它送给需要的老人。"), links.CARD, SOURCE)
    return gift


def book(key: str, card: Card, receiver: Card | None, minutes: int, words: str) -> Gift:
    """Move minutes between locked cards, or to the common pool, under a key of its own; raises CannotGive."""
    have = giveable(card)
    if not 0 < minutes <= have:
        raise CannotGive(_("您能送出的时长是 %(have)d 分钟，请在这个数以内填。储蓄所发放的当月时长只能自己用。", have=have))
    to = common_account() if receiver is None else receiver.account_id
    try:
        booked = transfer(key, {card.account_id: -minutes, to: minutes}, memo="gift")
    except NotEnough as error:
        raise CannotGive(_("卡里的时长刚刚用掉了一些，请回到储蓄卡看余额再填。")) from error
    gift = Gift(
        card_id=card.id, receiver_id=receiver.id if receiver else None, transfer_id=booked.id, minutes=minutes,
        day=community_today(), words=words.strip()[:60],
    )
    session.add(gift)
    session.flush()
    return gift


def giveable(card: Card) -> int:
    """What the holder may give away: their own minutes, neither credit nor what was granted for this month's help."""
    grant = session.scalar(select(Grant).where(Grant.card_id == card.id, Grant.month == this_month()))
    return max(0, balance(card.account_id) - (unused(grant) if grant is not None else 0))


def left_today(card: Card) -> int:
    """What the holder may still send to neighbours today."""
    return max(0, min(giveable(card), rules().gift_daily_minutes - given_today(card)))


def why_nothing(card: Card) -> str:
    """Why the holder can give nothing away just now, and what to do; empty where they can."""
    if card.blocked_at:
        return str(CardLost())
    if giveable(card):
        return ""
    return _("卡里现在没有可以送出的时长。帮邻居做一次服务、存进时长以后再来；储蓄所发放的当月时长只能自己用。")


def why_no_gift(card: Card) -> str:
    """The same of a gift to a neighbour, where there is something to give away."""
    most = rules().gift_daily_minutes
    if not most:
        return _closed()
    if given_today(card) >= most:
        return _("今天已经转赠了 %(most)d 分钟，到了一天的上限，请明天再转。捐给公共池不限。", most=most)
    return ""


def _closed() -> str:
    return _("本社区没有开放转赠，可以捐给公共池。")


def given_today(card: Card) -> int:
    """Minutes given to neighbours today."""
    total = select(func.sum(Gift.minutes)).where(
        Gift.card_id == card.id, Gift.day == community_today(), Gift.receiver_id.is_not(None)
    )
    return int(session.scalar(total) or 0)


def _own_card(actor: Any) -> Card:
    card = find_card(actor.person_id) if actor.person_id else None
    if card is None:
        raise CannotGive(_("您还没有储蓄卡，请先在“我的时长”里办一张。"))
    return card


def _check_limits(card: Card, receiver: Card, minutes: int) -> None:
    rule = rules()
    left = rule.gift_daily_minutes - given_today(card)
    if minutes > left:
        raise CannotGive(
            _("一天最多转赠 %(most)d 分钟，今天还能转 %(left)d 分钟。", most=rule.gift_daily_minutes, left=max(0, left))
        )
    if rule.balance_cap_minutes and balance(receiver.account_id) + minutes > rule.balance_cap_minutes:
        raise CannotGive(_("对方的卡快存满了，装不下这么多。可以少转一些，或者捐给公共池。"))


def _key(card: Card, nonce: str) -> str:
    """Beside the key of every form, which is new on a check that is drawn anew and forgotten after a day: minutes are given
    once for what was typed once, also by who goes back to the check, or whose phone sends an old page again.
    """
    return f"love_savings.gift:{card.id}:{nonce}"


def _earlier(key: str) -> Gift | None:
    found: Gift | None = session.scalar(
        select(Gift).join(LedgerTransfer, LedgerTransfer.id == Gift.transfer_id).where(LedgerTransfer.key == key)
    )
    return found
