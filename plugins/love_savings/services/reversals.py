"""Taking a wrong credit back: once, with a reason, shown to both sides; nothing in the ledger is edited."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.api import (
    LedgerEntry,
    LedgerTransfer,
    Missing,
    NotEnough,
    Person,
    _,
    _l,
    audit,
    notify,
    now,
    reverse,
    session,
    transfer,
)

from .. import links
from ..book_models import Grant, Reversal
from ..errors import CannotTakeBack
from ..models import Card, Movement
from .cards import lock_cards
from .key_elders import KEEP_BOOKS
from .pools import hold_account

SOURCE = "love_savings"
SERVICE, GIFT, GRANT = "service_record:", "love_savings.gift:", "love_savings.grant:"


@dataclass(frozen=True)
class Side:
    """A card that the booking moved, its holder, and what taking it back moves, in minutes."""

    card: Card
    person: Person
    minutes: int


@dataclass(frozen=True)
class Booking:
    """A transfer that may be taken back, what taking it back books, and the reversal if it has happened."""

    transfer: LedgerTransfer
    lines: dict[int, int]
    sides: list[Side]
    done: Reversal | None


def reversible(key: str) -> bool:
    """Whether bookings of this kind are taken back by a worker: credited service, gifts, donations and grants."""
    return key.startswith((SERVICE, GIFT, GRANT))


def booking(transfer_id: int, actor: Any) -> Booking:
    """The booking with both sides, for whoever keeps the books of one of them; raises Missing."""
    row = session.get(LedgerTransfer, transfer_id)
    if row is None or not reversible(row.key):
        raise Missing(_("没有找到这笔账。"))
    lines = _opposite(row)
    found = session.execute(
        select(Card, Person).join(Person, Person.id == Card.person_id).where(Card.account_id.in_(lines)).order_by(Card.id)
    ).all()
    if not any(actor.can(KEEP_BOOKS, person) for _card, person in found):
        raise Missing(_("没有找到这笔账。"))
    sides = [Side(card, person, lines[card.account_id]) for card, person in found]
    done = session.scalar(select(Reversal).where(Reversal.transfer_id == transfer_id))
    return Booking(row, lines, sides, done)


def take_back(transfer_id: int, actor: Any, reason: str) -> Reversal:
    """Book the opposite, once; what a service put on the cards then counts as nothing.

    Raises Missing, CannotTakeBack: no reason, one's own card, done before, minutes spent since.
    """
    sides = booking(transfer_id, actor).sides
    if any(side.person.id == actor.person_id for side in sides):
        raise CannotTakeBack(_("不能冲正自己卡上的账，请另一位工作人员来办。"))
    if not reason.strip():
        raise CannotTakeBack(_("请写下为什么冲正，双方都会看到。"))
    lock_cards(*(side.card for side in sides))
    found = booking(transfer_id, actor)
    if found.done is not None:
        raise CannotTakeBack(_("这一笔已经冲正过，不能再冲正一次。请在对账单里核对。"))
    _book(found)
    _undo_rows(found.transfer)
    made = Reversal(
        transfer_id=transfer_id, reason=reason.strip()[:200], reversed_at=now(), reversed_by_id=actor.person_id
    )
    session.add(made)
    session.flush()
    audit.write(
        "love_savings.take_back", _("冲正了一笔时长"), actor=actor, object_kind="ledger_transfer", object_id=transfer_id,
        after={f"{side.card.number:04d}": side.minutes for side in found.sides}, reason=made.reason,
    )
    for side in found.sides:
        notify(side.person.id, _l("储蓄卡上有一笔时长记错了，已经冲正，请看对账单。"), links.CARD, SOURCE)
    return made


def _opposite(row: LedgerTransfer) -> dict[int, int]:
    """What taking back books. What a service took out of the hours set aside goes to who set them aside."""
    lines = _reversed(row)
    held = lines.pop(hold_account(), 0)
    if held:
        payer = session.scalars(
            select(Card.account_id)
            .join(Movement, Movement.card_id == Card.id)
            .where(Movement.service_record_id == _record_id(row), Movement.kind == "out")
        ).one()
        lines[payer] = lines.get(payer, 0) + held
    return {account: minutes for account, minutes in lines.items() if minutes}


def _book(found: Booking) -> None:
    row, key = found.transfer, f"love_savings.reversal:{found.transfer.id}"
    try:
        if found.lines == _reversed(row):
            reverse(row, key, memo="reversal")
        else:
            transfer(key, found.lines, memo="reversal")
    except NotEnough as error:
        raise CannotTakeBack(
            _("时长已经用掉了一些，现在收不回来。请等卡里存够了再冲正，或者先和持卡人商量。")
        ) from error


def _reversed(row: LedgerTransfer) -> dict[int, int]:
    entries = select(LedgerEntry.account_id, LedgerEntry.amount).where(LedgerEntry.transfer_id == row.id)
    return {account: -amount for account, amount in session.execute(entries)}


def _undo_rows(row: LedgerTransfer) -> None:
    if row.key.startswith(SERVICE):
        for line in session.scalars(select(Movement).where(Movement.service_record_id == _record_id(row))):
            line.minutes = 0
    elif row.key.startswith(GRANT):
        given = session.scalars(select(Grant).where(Grant.transfer_id == row.id)).one()
        if given.returned_minutes is not None:
            raise CannotTakeBack(_("这个月的发放已经结清，没用完的已经收回。"))
        given.returned_minutes = given.minutes


def _record_id(row: LedgerTransfer) -> int:
    return int(row.key.removeprefix(SERVICE))
