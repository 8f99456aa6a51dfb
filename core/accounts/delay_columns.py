"""The columns that count failed tries, shared by residents' and operators' sign-in."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now


class DelayColumns:
    """`failures` tries since the last success, none judged before `not_before`."""

    account_key: Mapped[str] = mapped_column(String(130))
    address: Mapped[str] = mapped_column(String(64))
    failures: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(default=now)
