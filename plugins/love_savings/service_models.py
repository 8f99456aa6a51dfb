"""What is kept of the service itself: visits of work split over days, disputes, and tries of a code."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import TenantModel, belongs_to


class Visit(TenantModel):
    """One finished visit of a request that goes on another day; minutes as the clock says, not rounded.

    service_record: what the visit was recorded as; the record of a request's last visit is named by the request.
    """

    __tablename__ = "love_savings_visit"
    __unique__ = [("request_id", "number")]

    request = belongs_to("love_savings_request", ondelete="CASCADE", lazy="raise_on_sql")
    helper = belongs_to("person", lazy="raise_on_sql")
    service_record = belongs_to("service_record", optional=True, lazy="raise_on_sql")
    number: Mapped[int]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    minutes: Mapped[int]


class Dispute(TenantModel):
    """What one side says went wrong, and how a worker settled it; one per request, so that a ruling ends the matter."""

    __tablename__ = "love_savings_dispute"
    __unique__ = [("request_id",)]
    __table_args__ = (CheckConstraint("kind IN ('minutes', 'absent', 'other')", name="kind_known"),)

    request = belongs_to("love_savings_request", ondelete="CASCADE", lazy="raise_on_sql")
    opened_by = belongs_to("person", lazy="raise_on_sql")
    ruled_by = belongs_to("person", optional=True, lazy="raise_on_sql")
    kind: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(String(200), default="")
    claimed_minutes: Mapped[int | None]
    opened_at: Mapped[datetime]
    # What the helper says to it, or the resident where the helper opened it; once, before the ruling.
    answer: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime | None]
    ruled_at: Mapped[datetime | None]
    ruling: Mapped[str] = mapped_column(String(200), default="")
    # None where it was ruled that the service does not count.
    ruled_minutes: Mapped[int | None]
