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
    ServiceRecord,
    _,
    _l,
    audit,
    find_account,
    notify,
    now,
    reverse,
    session,
)

from .. import links
from ..book_models import Grant, Reversal
from ..errors import CannotTakeBack, SpentAlready
from ..models import Card, Movement
from . import corrections, parts
from .cards import lock_cards
from .hours import locked_request, release
from .key_elders import KEEP_BOOKS
from .pools import HOLD

SOURCE = "love_savings"
SERVICE, GRANT = "service_record:", "love_savings.grant:"
KINDS = {
    SERVICE: _l("服务存入"), "love_savings.gift:": _l("转赠或捐赠"), "love_savings.handed_on:": _l("移交去世居民的时长"),
    GRANT: _l("储蓄所发放"),
}


@dataclass(frozen=True)
class Side:
    """A card that the booking moved, its holder, and what taking it back moves, in minutes."""

    card: Card
    person: Person
    minutes: int


@dataclass(frozen=True)
class Booking:
    """A transfer that may be taken back, whom that touches, and whether it has happened."""

    transfer: LedgerTransfer
    sides: list[Side]
    done: bool


def reversible(key: str) -> bool:
    """Whether bookings of this kind are taken back by a worker: credited service, gifts, what the dead left, and grants."""
    return key.startswith(tuple(KINDS))


def kind_of(key: str) -> Any:
    """What kind of booking it is, in words."""
    return next(title for prefix, title in KINDS.items() if key.startswith(prefix))


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
    done = session.scalar(select(LedgerTransfer.id).where(LedgerTransfer.reverses_id == transfer_id)) is not None
    return Booking(row, sides, done)


def take_back(transfer_id: int, actor: Any, reason: str) -> Reversal:
    """Book the opposite, once; a service that is taken back counts for nobody any more.

    Raises Missing, CannotTakeBack: no reason, one's own card, done before, minutes spent since.
    """
    asked = booking(transfer_id, actor)
    if any(side.person.id == actor.person_id for side in asked.sides):
        raise CannotTakeBack(_("不能冲正自己卡上的账，请另一位工作人员来办。"))
    if not reason.strip():
        raise CannotTakeBack(_("请写下为什么冲正，双方都会看到。"))
    if asked.transfer.key.startswith(SERVICE):
        locked_request(_record_id(asked.transfer))  # before the cards, as everywhere
    lock_cards(*(side.card for side in asked.sides))
    found = booking(transfer_id, actor)
    if found.done:
        raise CannotTakeBack(_("这一笔已经冲正过，不能再冲正一次。请在对账单里核对。"))
    try:
        _undo(found.transfer, actor, reason)
    except (NotEnough, SpentAlready) as error:
        raise CannotTakeBack(
            _("时长已经用掉了一些，现在收不回来。请等卡里存够了再冲正，或者先和持卡人商量。")
        ) from error
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
    """What taking back moves. What a service took out of the hours set aside goes to who had set them aside."""
    entries = select(LedgerEntry.account_id, LedgerEntry.amount).where(LedgerEntry.transfer_id == row.id)
    lines = {account: -amount for account, amount in session.execute(entries)}
    hold = find_account(HOLD)  # only looked for: the page that shows this opens no account
    held = lines.pop(hold.id, 0) if hold is not None else 0
    if held:
        payer = session.scalars(
            select(Card.account_id)
            .join(Movement, Movement.card_id == Card.id)
            .where(Movement.service_record_id == _record_id(row), Movement.kind == "out")
        ).one()
        lines[payer] = lines.get(payer, 0) + held
    return {account: minutes for account, minutes in lines.items() if minutes}


def _undo(row: LedgerTransfer, actor: Any, reason: str) -> None:
    if row.key.startswith(SERVICE):
        _undo_service(row, actor, reason)
        return
    if row.key.startswith(GRANT):
        given = session.scalars(select(Grant).where(Grant.transfer_id == row.id)).one()
        if given.returned_minutes is not None:
            raise CannotTakeBack(_("这个月的发放已经结清，没用完的已经收回。"))
        given.returned_minutes = given.minutes
    reverse(row, f"love_savings.reversal:{row.id}", memo="reversal")


def _undo_service(row: LedgerTransfer, actor: Any, reason: str) -> None:
    record = session.get_one(ServiceRecord, _record_id(row))
    request = locked_request(record.id)
    corrections.undo_record(record, actor, reason)
    if request is not None:
        # What stays set aside is for other visits of the same request that are not paid yet.
        others = request.held_minutes
        request.held_minutes += corrections.held_of(row)
        parts.forget(request, record)
        release(request, others, f":{record.id}")


def _record_id(row: LedgerTransfer) -> int:
    return int(row.key.removeprefix(SERVICE))
