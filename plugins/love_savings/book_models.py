"""What the station books beyond service: gifts, grants, credit lines, prices, lost cards, credits taken back."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.api import TenantModel, belongs_to

OPEN = text("ended_at IS NULL")


class Price(TenantModel):
    """How many minutes the card of whoever is helped pays for one hour of a skill; skills without a row cost 60."""

    __tablename__ = "love_savings_price"
    __unique__ = [("skill_id",)]
    __table_args__ = (CheckConstraint("minutes_per_hour >= 0", name="not_negative"),)

    skill = belongs_to("skill", ondelete="CASCADE")
    minutes_per_hour: Mapped[int]


class Gift(TenantModel):
    """Minutes that the holder of `card` gave to `receiver`, or to the common pool where there is no receiver."""

    __tablename__ = "love_savings_gift"
    __unique__ = [("transfer_id",)]
    __table_args__ = (
        Index(None, "community_id", "card_id", "day"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("receiver_id <> card_id", name="not_to_oneself"),
    )

    card = belongs_to("love_savings_card", lazy="raise_on_sql")
    receiver = belongs_to("love_savings_card", optional=True, lazy="raise_on_sql")
    transfer = belongs_to("ledger_transfer", lazy="raise_on_sql")
    minutes: Mapped[int]
    day: Mapped[date]
    words: Mapped[str] = mapped_column(String(60), default="")


class Grant(TenantModel):
    """Minutes that the station gave a key elder for one month; `from_common` of them had been donated.

    returned_minutes: what went back unused when the month was over; None until then.
    """

    __tablename__ = "love_savings_grant"
    __unique__ = [("card_id", "month"), ("transfer_id",)]
    __table_args__ = (Index(None, "community_id", "month"), CheckConstraint("minutes > 0", name="minutes_positive"))

    card = belongs_to("love_savings_card", lazy="raise_on_sql")
    transfer = belongs_to("ledger_transfer", lazy="raise_on_sql")
    month: Mapped[int]
    minutes: Mapped[int]
    from_common: Mapped[int] = mapped_column(default=0)
    granted_by_id: Mapped[int | None]
    returned_minutes: Mapped[int | None]


class CreditLine(TenantModel):
    """How far the card of a key elder may go below zero, from when to when and why; one at a time."""

    __tablename__ = "love_savings_credit_line"
    __table_args__ = (
        Index(
            "uq_love_savings_credit_line_open", "community_id", "card_id", unique=True,
            sqlite_where=OPEN, postgresql_where=OPEN,
        ),
        CheckConstraint("limit_minutes > 0", name="limit_positive"),
    )

    card = belongs_to("love_savings_card", lazy="raise_on_sql")
    limit_minutes: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(String(200), default="")


class LostCard(TenantModel):
    """A number and a QR code that are dead since `reported_at`; `new_number` replaced them."""

    __tablename__ = "love_savings_lost_card"
    __unique__ = [("number",), ("token",)]

    card = belongs_to("love_savings_card", lazy="raise_on_sql")
    number: Mapped[int]
    token: Mapped[str] = mapped_column(String(43))
    reported_at: Mapped[datetime]
    reported_by_id: Mapped[int | None]
    replaced_at: Mapped[datetime | None]
    new_number: Mapped[int | None]


class Reversal(TenantModel):
    """A booking that a worker took back, once, and why."""

    __tablename__ = "love_savings_reversal"
    __unique__ = [("transfer_id",)]

    transfer = belongs_to("ledger_transfer", lazy="raise_on_sql")
    reason: Mapped[str] = mapped_column(String(200))
    reversed_at: Mapped[datetime]
    reversed_by_id: Mapped[int | None]


class Certificate(TenantModel):
    """A certificate of service as it was handed out: what stands on the paper stays, whatever is served or void later.

    work: [service, times, minutes] for each line. word: unguessable, stands on the paper only; "" proves nothing any more.
    """

    __tablename__ = "love_savings_certificate"
    __unique__ = [("number",)]
    __scope__ = {"own": "person_id"}

    person = belongs_to("person", lazy="raise_on_sql")
    issued_by = belongs_to("person", optional=True, lazy="raise_on_sql")
    number: Mapped[int]
    word: Mapped[str] = mapped_column(String(12))
    day: Mapped[date]
    issued_at: Mapped[datetime]
    minutes: Mapped[int]
    work: Mapped[list[Any]] = mapped_column(JSON, default=list)
