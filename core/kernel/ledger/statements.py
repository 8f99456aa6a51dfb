"""Statements: what came in and went out of an account between two moments, or in one month."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from core.kernel.ledger.models import LedgerEntry, LedgerTransfer
from core.tenancy.session import db


@dataclass(frozen=True)
class Line:
    """One booking as the holder sees it; `amount` and `balance` (after it) in the account's unit, `key` its transfer's."""

    at: datetime
    key: str
    memo: str
    amount: int
    balance: int
    transfer_id: int


@dataclass(frozen=True)
class Statement:
    """Opening balance, lines in order of time, closing balance, in the account's unit."""

    opening: int
    lines: list[Line]
    closing: int

    @property
    def paid_in(self) -> int:
        return sum(line.amount for line in self.lines if line.amount > 0)

    @property
    def paid_out(self) -> int:
        """The sum that left the account, as a positive figure."""
        return -sum(line.amount for line in self.lines if line.amount < 0)


def statement(account_id: int, start: datetime, end: datetime) -> Statement:
    """The statement from `start` (included) to `end` (excluded); an account without entries gives an empty one."""
    before = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(
        LedgerEntry.account_id == account_id, LedgerEntry.at < start
    )
    opening = running = int(db.session.scalar(before) or 0)
    query = (
        select(LedgerEntry.at, LedgerTransfer.key, LedgerTransfer.memo, LedgerEntry.amount, LedgerEntry.transfer_id)
        .join(LedgerTransfer, LedgerTransfer.id == LedgerEntry.transfer_id)
        .where(LedgerEntry.account_id == account_id, LedgerEntry.at >= start, LedgerEntry.at < end)
        .order_by(LedgerEntry.at, LedgerEntry.id)
    )
    lines = []
    for at, key, memo, amount, transfer_id in db.session.execute(query):
        running += amount
        lines.append(Line(at, key, memo, amount, running, transfer_id))
    return Statement(opening, lines, running)


def month_statement(account_id: int, year: int, month: int, zone: str) -> Statement:
    """The statement of a calendar month in the community's time zone."""
    start = datetime(year, month, 1, tzinfo=ZoneInfo(zone))
    return statement(account_id, start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=ZoneInfo(zone)))
