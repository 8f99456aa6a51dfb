"""Accounts, transfers and entries: whole minutes or fen, entries of a transfer sum to zero, nothing is ever edited."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.appendonly import AppendOnly
from core.tenancy.model import TenantModel, belongs_to


class LedgerAccount(TenantModel):
    """kind: which book ("love_savings.person"); owner_id: whose, 0 for the community's own; unit: "minutes" or "fen".

    balance: only `transfer` writes it; never below floor, None for no floor. floor: only `set_floor` changes it.
    """

    __unique__ = [("kind", "owner_id")]
    __table_args__ = (CheckConstraint("floor IS NULL OR balance >= floor", name="floor"),)

    kind: Mapped[str] = mapped_column(String(60))
    owner_id: Mapped[int] = mapped_column(default=0)
    unit: Mapped[str] = mapped_column(String(20))
    balance: Mapped[int] = mapped_column(default=0)
    floor: Mapped[int | None]


class LedgerTransfer(AppendOnly, TenantModel):
    """One booking; `key` makes it happen once, `reverses` names the one that it undoes (at most once)."""

    __unique__ = [("key",), ("reverses_id",)]

    key: Mapped[str] = mapped_column(String(120))
    memo: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    reverses = belongs_to("ledger_transfer", optional=True)
    reverses_id: Mapped[int | None]


class LedgerEntry(AppendOnly, TenantModel):
    """One line of a transfer: `amount` in the account's unit, positive into the account; `at` is the transfer's."""

    __unique__ = [("transfer_id", "account_id")]
    __table_args__ = (Index(None, "community_id", "account_id", "at"),)

    transfer = belongs_to("ledger_transfer")
    transfer_id: Mapped[int]
    account = belongs_to("ledger_account")
    account_id: Mapped[int]
    amount: Mapped[int]
    at: Mapped[datetime]
