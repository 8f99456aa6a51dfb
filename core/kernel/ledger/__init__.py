"""The ledger: double-entry bookkeeping of minutes and fen; nobody else writes a balance."""
from __future__ import annotations

from core.kernel.ledger.accounts import balance, find_account, open_account, set_floor, spendable
from core.kernel.ledger.errors import AlreadyReversed, KeyReused, NotEnough
from core.kernel.ledger.models import LedgerAccount, LedgerEntry, LedgerTransfer
from core.kernel.ledger.statements import Line, Statement, month_statement, statement
from core.kernel.ledger.transfers import reverse, transfer

__all__ = [
    "AlreadyReversed", "KeyReused", "LedgerAccount", "LedgerEntry", "LedgerTransfer", "Line", "NotEnough", "Statement",
    "balance", "find_account", "month_statement", "open_account", "reverse", "set_floor", "spendable", "statement",
    "transfer",
]
