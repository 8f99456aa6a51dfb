"""Operators run the installation; they belong to no community and see none from the inside."""
from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.accounts.columns import BrowserColumns, SpareColumns, TotpColumns
from core.accounts.delay_columns import DelayColumns
from core.clock import now
from core.tenancy.ids import new_id
from core.tenancy.model import GlobalModel


class Operator(TotpColumns, GlobalModel):
    """A person who runs the installation, signing in with a short name."""

    community_id: ClassVar[int] = 0  # no community: where in the key ring its encrypted fields belong
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_id)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class OperatorSession(BrowserColumns, GlobalModel):
    """A browser of an operator."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_id)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id", ondelete="CASCADE"), index=True)
    __table_args__ = (UniqueConstraint("sid_hash"),)


class OperatorRecoveryCode(SpareColumns, GlobalModel):
    """A recovery code of an operator."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_id)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id", ondelete="CASCADE"))
    __table_args__ = (UniqueConstraint("operator_id", "code_hash"),)


class OperatorDelay(DelayColumns, GlobalModel):
    """Failed tries on one operator's name from one address."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, default=new_id)
    __table_args__ = (UniqueConstraint("account_key", "address"),)
