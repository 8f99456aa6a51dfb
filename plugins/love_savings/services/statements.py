"""A card's statement of one month, read from the ledger, with the words that the station knows about each line."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from core.api import (
    LedgerTransfer,
    Person,
    _,
    _l,
    current_community,
    local_day,
    month_of,
    month_statement,
    months_back,
    session,
    this_month,
)

from ..book_models import Gift, Reversal
from ..models import Card, Movement
from ..names import masked
from .reversals import SERVICE, reversible

PREFIX = "love_savings."
TITLES = {
    "hold": _l("约好了服务，先占用"), "release": _l("没有去成，退回"), "rest": _l("服务做完，退回多占用的"), "grant": _l("储蓄所发放"),
    "grant_back": _l("没用完的发放收回"), "reversal": _l("记错冲正"), "undo": _l("服务记错，冲正"),
}


@dataclass(frozen=True)
class Row:
    """One line as the holder reads it; minutes. `transfer_id` only where a worker may take it back."""

    at: datetime
    title: str
    note: str
    amount: int
    balance: int
    transfer_id: int | None


@dataclass(frozen=True)
class MonthOfCard:
    """Opening balance, rows, closing balance: always those of the ledger's own entries."""

    month: int
    opening: int
    closing: int
    paid_in: int
    paid_out: int
    rows: list[Row]


@dataclass(frozen=True)
class _Known:
    """What the station knows about the transfers of one month, by service record or transfer id."""

    services: dict[tuple[int, str], Movement] = field(default_factory=dict)
    gifts: dict[int, tuple[Gift, str]] = field(default_factory=dict)
    undone: dict[int, str] = field(default_factory=dict)
    undoing: dict[int, str] = field(default_factory=dict)


def statement(card: Card, month: int) -> MonthOfCard:
    """The month's statement in five statements of SQL, however long it is."""
    found = month_statement(card.account_id, month // 100, month % 100, current_community().timezone)
    known = _known(card, [line.key for line in found.lines], [line.transfer_id for line in found.lines])
    rows = [_row(line, known) for line in found.lines]
    return MonthOfCard(month, found.opening, found.closing, found.paid_in, found.paid_out, rows)


def months(card: Card, count: int = 12) -> list[int]:
    """The months that a card has had, newest first, a year at most."""
    first = month_of(local_day(card.issued_at))
    return [month for month in reversed(months_back(this_month(), count)) if month >= first] or [this_month()]


def chosen_month(text: Any) -> int:
    """The month that an address names, this one where it names none that is."""
    try:
        month = int(text)
    except (TypeError, ValueError):
        return this_month()
    return month if 1 <= month % 100 <= 12 and 200001 <= month <= this_month() else this_month()


def _known(card: Card, keys: Sequence[str], transfers: Sequence[int]) -> _Known:
    records = [int(key.removeprefix(SERVICE)) for key in keys if key.startswith(SERVICE)]
    services = session.scalars(
        select(Movement).where(Movement.card_id == card.id, Movement.service_record_id.in_(records))
    )
    either = or_(LedgerTransfer.reverses_id.in_(transfers), LedgerTransfer.id.in_(transfers))
    reversals = session.execute(
        select(LedgerTransfer.id, LedgerTransfer.reverses_id, Reversal.reason)
        .outerjoin(Reversal, Reversal.transfer_id == LedgerTransfer.reverses_id)
        .where(either, LedgerTransfer.reverses_id.is_not(None))
    ).all()
    return _Known(
        {(line.service_record_id, line.kind): line for line in services}, _gifts(card, transfers),
        {row.reverses_id: row.reason or "" for row in reversals}, {row.id: row.reason or "" for row in reversals},
    )


def _gifts(card: Card, transfers: Sequence[int]) -> dict[int, tuple[Gift, str]]:
    """The gifts among the transfers, each with the masked name of the other side, "" for the common pool."""
    other = aliased(Card)
    found = session.execute(
        select(Gift, Person.name)
        .outerjoin(other, or_(other.id == Gift.receiver_id, other.id == Gift.card_id) & (other.id != card.id))
        .outerjoin(Person, Person.id == other.person_id)
        .where(Gift.transfer_id.in_(transfers))
    )
    return {gift.transfer_id: (gift, masked(name) if name else "") for gift, name in found}


def _row(line: Any, known: _Known) -> Row:
    title, note = _words(line, known)
    undone = line.transfer_id in known.undone
    if undone:
        why = known.undone[line.transfer_id]
        note = _("已冲正：%(why)s", why=why) if why else _("已冲正")
    may_undo = reversible(line.key) and not undone
    return Row(line.at, title, note, line.amount, line.balance, line.transfer_id if may_undo else None)


def _words(line: Any, known: _Known) -> tuple[str, str]:
    if line.key.startswith(SERVICE):
        return _service(line, known)
    if line.transfer_id in known.gifts:
        return _gift(line, *known.gifts[line.transfer_id])
    kind = line.key.removeprefix(PREFIX).partition(":")[0]
    return str(TITLES.get(kind, _("记账"))), known.undoing.get(line.transfer_id, "")


def _service(line: Any, known: _Known) -> tuple[str, str]:
    record = int(line.key.removeprefix(SERVICE))
    earned, paid = known.services.get((record, "in")), known.services.get((record, "out"))
    if earned is not None and line.amount > 0:
        capped = line.amount < earned.served_minutes
        said = _("服务 %(count)s 分钟，超过了上限", count=earned.served_minutes) if capped else ""
        return earned.text or _("志愿服务"), said
    if line.amount > 0:
        return _("服务做完，退回多占用的"), paid.text if paid is not None else ""
    return _("请人帮忙"), paid.text if paid is not None else ""


def _gift(line: Any, gift: Gift, name: str) -> tuple[str, str]:
    if gift.receiver_id is None:
        return _("捐给公共池"), gift.words
    said = _("%(name)s转赠给您", name=name) if line.amount > 0 else _("转赠给%(name)s", name=name)
    return said, gift.words
