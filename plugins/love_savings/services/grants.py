"""Minutes that the station grants to key elders month by month, and what goes back of them unused.

What neighbours donated is used first. A grant counts as spent before the elder's own minutes: what the month's
services did not use goes back at the beginning of the next month, own minutes stay.
"""
from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from core.api import (
    LedgerTransfer,
    NotEnough,
    _,
    _l,
    audit,
    balance,
    notify,
    session,
    this_month,
    transfer,
)

from .. import links
from ..book_models import Grant
from ..errors import CannotGrant
from ..models import Card, Movement, Request
from ..rules import rules
from .cards import lock_cards, locked_card, net
from .key_elders import key_elder
from .pools import common_account, pool_account

SOURCE = "love_savings"
TRIES = 3  # others may take from the common pool between reading its balance and booking


def grant(person_id: int, actor: Any) -> bool:
    """Give a key elder this month's minutes; False where they have them already, however often it is asked.

    One person per transaction. Raises Missing, CannotGrant: not a key elder, oneself, grants are off, the common pool
    is short where the station does not add to it.
    """
    closed = why_none()
    if closed:
        raise CannotGrant(closed)
    minutes, month = rules().grant_minutes, this_month()
    key_elder(person_id, actor)
    card = locked_card(person_id)
    if grant_of(card.id, month) is not None:
        return False
    booked, donated = _book(card, month, minutes)
    made = Grant(
        card_id=card.id, transfer_id=booked.id, month=month, minutes=minutes, from_common=donated,
        granted_by_id=actor.person_id,
    )
    session.add(made)
    session.flush()
    audit.write(
        "love_savings.grant", _("发放了一位重点老人的本月时长"), actor=actor, object_kind="love_savings_card",
        object_id=card.id, after={"month": month, "minutes": minutes},
    )
    notify(person_id, _l("工作站给您发放了本月的时长，有事请开口。"), links.CARD, SOURCE)
    return True


def why_none() -> str:
    """Why nobody can be granted anything just now, and what to do; empty where somebody can."""
    if not rules().grant_minutes:
        return _("本社区没有开放每月发放，可以在功能设置里打开。")
    return "" if rules().grant_topped_up or balance(common_account()) >= rules().grant_minutes else _short()


def why_not(card: Card | None) -> str:
    """The same of the holder of one card, who is a key elder."""
    if card is not None and grant_of(card.id, this_month()) is not None:
        return _("本月的时长已经发过了，下个月再发。")
    return why_none()


def _short() -> str:
    return _("公共池里的时长不够发了。可以请大家捐一些，或者在功能设置里改成由储蓄所垫。")


def grant_of(card_id: int, month: int) -> Grant | None:
    """What the card was granted for a month, or None."""
    found: Grant | None = session.scalar(select(Grant).where(Grant.card_id == card_id, Grant.month == month))
    return found


def unused(given: Grant) -> int:
    """Minutes of a grant that the services of its month have not used; hours set aside count as used."""
    spent = select(func.sum(net("out"))).where(Movement.card_id == given.card_id, Movement.month == given.month)
    held = (
        select(func.sum(Request.held_minutes))
        .join(Card, Card.person_id == Request.person_id)
        .where(Card.id == given.card_id, Request.held_minutes > 0)
    )
    return max(0, given.minutes - int(session.scalar(spent) or 0) - int(session.scalar(held) or 0))


def settle_past() -> None:
    """Close the grants of past months: what was not used goes back, unless the community leaves it.

    One transfer for all of them: whoever books at the same time never waits in a circle.
    """
    past = select(Grant).where(Grant.month < this_month(), Grant.returned_minutes.is_(None)).order_by(Grant.id)
    waiting = session.scalars(past.limit(200)).all()
    holders = select(Card).where(Card.id.in_({given.card_id for given in waiting}))
    accounts = {card.id: card.account_id for card in lock_cards(*session.scalars(holders).all())}
    lines: Counter[int] = Counter()
    for given in waiting:
        session.refresh(given)
        if given.returned_minutes is None:
            account = accounts[given.card_id]
            left = max(0, balance(account) + lines[account])
            back = min(unused(given), left) if rules().grant_goes_back else 0
            donated = min(back, given.from_common)
            lines.update({account: -back, common_account(): donated, pool_account(): back - donated})
            given.returned_minutes = back
    if any(lines.values()):
        transfer(f"love_savings.grant_back:{waiting[0].id}", _moving(lines), memo="grant_back")


def _book(card: Card, month: int, minutes: int) -> tuple[LedgerTransfer, int]:
    for _try in range(TRIES):
        donated = min(minutes, balance(common_account()))
        if donated < minutes and not rules().grant_topped_up:
            break
        lines = {card.account_id: minutes, common_account(): -donated, pool_account(): donated - minutes}
        try:
            return transfer(f"love_savings.grant:{card.id}:{month}", _moving(lines), memo="grant"), donated
        except NotEnough:
            continue
    raise CannotGrant(_short())


def _moving(lines: dict[int, int]) -> dict[int, int]:
    return {account: minutes for account, minutes in lines.items() if minutes}
