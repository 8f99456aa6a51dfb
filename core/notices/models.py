"""The inbox: one list of notices per person."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.tenancy.model import TenantModel, belongs_to


class Notice(TenantModel):
    """A sentence for one person. link: an address inside the community, without the community's own part, or ""."""

    __table_args__ = (Index(None, "community_id", "person_id", "read_at"),)

    person = belongs_to("person")
    person_id: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    link: Mapped[str] = mapped_column(String(300), default="")
    source: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
