"""The audit: finished sentences written with the change, and the seals that chain them."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.appendonly import AppendOnly
from core.tenancy.model import TenantModel, belongs_to


class AuditEntry(AppendOnly, TenantModel):
    """Who did what to which thing, on whose behalf and why. `before` and `after` hold no sensitive value."""

    __table_args__ = (
        Index(None, "community_id", "at"),
        Index(None, "community_id", "object_kind", "object_id"),
        Index(None, "community_id", "acting_for_id", "at"),
    )

    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(100))
    actor_person_id: Mapped[int | None]
    acting_for_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    object_kind: Mapped[str] = mapped_column(String(60), default="")
    object_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str] = mapped_column(Text, default="")


class AuditSeal(AppendOnly, TenantModel):
    """The place of an entry in its community's chain. The foreign key keeps a sealed entry from being deleted."""

    __unique__ = [("seq",), ("entry_id",)]

    seq: Mapped[int]
    entry = belongs_to("audit_entry")
    entry_id: Mapped[int]
    mac: Mapped[str] = mapped_column(String(64))
