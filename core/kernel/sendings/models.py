"""One form that was sent."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.tenancy.model import TenantModel


class Sending(TenantModel):
    """A form that was carried out, or is just being carried out.

    code_hash: of its one-time key, its sender and all that was typed. result: where its sender was led, sealed with the
    one-time key, which is kept nowhere; null until that is known.
    """

    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at: Mapped[datetime]
    result: Mapped[bytes | None]
    __unique__ = [("code_hash",)]
    __passing__ = True
