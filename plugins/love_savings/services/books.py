"""The station's accounts at a glance: who holds how much, and that all of it sums to zero."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from core.api import LedgerAccount, session

from .cards import ACCOUNT
from .pools import COMMON, HOLD, POOL


@dataclass(frozen=True)
class Totals:
    """Minutes: on cards, set aside, in the common pool, and what the station owes (negative)."""

    cards: int
    held: int
    common: int
    station: int

    @property
    def total(self) -> int:
        """The sum of all accounts: zero, or something is badly wrong."""
        return self.cards + self.held + self.common + self.station


def totals() -> Totals:
    """All four in one statement."""
    rows = session.execute(
        select(LedgerAccount.kind, func.sum(LedgerAccount.balance))
        .where(LedgerAccount.kind.in_((ACCOUNT, HOLD, COMMON, POOL)))
        .group_by(LedgerAccount.kind)
    )
    found = {kind: int(minutes) for kind, minutes in rows}
    return Totals(*(found.get(kind, 0) for kind in (ACCOUNT, HOLD, COMMON, POOL)))
