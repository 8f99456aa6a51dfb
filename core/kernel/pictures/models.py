"""A picture and the row that it belongs to."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.tenancy.model import TenantModel


class Picture(TenantModel):
    """kind: "photo" (JPEG) or "signature" (PNG). owner: the row that shows it and decides who may look.

    The bytes are encrypted and bound to the row; they are loaded only when asked for.
    """

    kind: Mapped[str] = mapped_column(String(12))
    owner_kind: Mapped[str] = mapped_column(String(60))
    owner_id: Mapped[int]
    taken_at: Mapped[datetime]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    __table_args__ = (Index(None, "community_id", "owner_kind", "owner_id"),)
