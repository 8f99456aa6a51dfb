"""Operators run the installation; they belong to no community and see none from the inside."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.accounts.delay_columns import DelayColumns
from core.clock import now
from core.tenancy.ids import new_id
from core.tenancy.model import GlobalModel


class Operator(GlobalModel):
    """A person who runs the installation, signing in with a short name."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_id)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class OperatorSession(GlobalModel):
    """One signed-in browser of an operator; the cookie holds the random sid, this row its sha256."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_id)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id", ondelete="CASCADE"), index=True)
    sid_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class OperatorDelay(DelayColumns, GlobalModel):
    """Failed tries on one operator's name from one address."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_id)
    __table_args__ = (UniqueConstraint("account_key", "address"),)
