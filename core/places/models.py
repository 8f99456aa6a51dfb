"""Places and their uses; what makes overlap impossible are the occupied quarter hours of each use."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.tenancy.model import TenantModel, belongs_to


class Place(TenantModel):
    """场地: a room or an open space. `code` is its key in the community's file; one that was added here has none."""

    name: Mapped[str] = mapped_column(String(40))
    code: Mapped[str | None] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    capacity: Mapped[int] = mapped_column(default=0)
    setup_minutes: Mapped[int] = mapped_column(default=0)
    cleanup_minutes: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    closed: Mapped[bool] = mapped_column(default=False)
    __unique__ = [("name",), ("code",)]
    __table_args__ = (
        CheckConstraint("kind IN ('room', 'hall', 'garden', 'stage', 'sports')", name="kind_known"),
        CheckConstraint("capacity >= 0 AND setup_minutes >= 0 AND cleanup_minutes >= 0", name="not_negative"),
    )


class PlaceUse(TenantModel):
    """One use of a place, without set-up and clean-up; the owner is the plan (a class day, a session, a booking).

    `title` is shown in public: it names what happens, never a person.
    """

    place = belongs_to("place")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(80))
    owner_kind: Mapped[str] = mapped_column(String(60))
    owner_id: Mapped[int]
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index(None, "community_id", "place_id", "starts_at"),
        Index(None, "community_id", "starts_at"),
        Index(None, "community_id", "owner_kind", "owner_id"),
    )
