"""One row per resource and occupied quarter hour: the unique key makes overlap impossible on every engine."""
from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.tenancy.model import TenantModel


class OccupiedQuarter(TenantModel):
    """quarter: whole quarter hours since 1970 in UTC; owner: the plan that occupies (a request, a class, a booking)."""

    __unique__ = [("resource_kind", "resource_id", "quarter")]
    __table_args__ = (Index(None, "community_id", "owner_kind", "owner_id"),)

    resource_kind: Mapped[str] = mapped_column(String(20))
    resource_id: Mapped[int]
    quarter: Mapped[int]
    owner_kind: Mapped[str] = mapped_column(String(60))
    owner_id: Mapped[int]
