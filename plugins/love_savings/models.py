"""What the savings station keeps: cards, requests for help, offers to volunteers, movements of hours."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Reason, Stateful, TenantModel, belongs_to, now


class Counter(TenantModel):
    """The last number given out per kind; the row is locked by its own update, so no number is given twice."""

    __tablename__ = "love_savings_counter"
    __unique__ = [("name",)]

    name: Mapped[str] = mapped_column(String(20))
    last: Mapped[int] = mapped_column(default=0)


class Card(TenantModel):
    """A person's red savings card; the balance stands in the ledger account, never here."""

    __tablename__ = "love_savings_card"
    __unique__ = [("person_id",), ("number",), ("token",)]
    __scope__ = {"own": "person_id"}

    person = belongs_to("person")
    account = belongs_to("ledger_account")
    number: Mapped[int]
    token: Mapped[str] = mapped_column(String(43))
    issued_at: Mapped[datetime]
    # Reported lost: number and token open nothing until the card is replaced.
    blocked_at: Mapped[datetime | None]
    printed_at: Mapped[datetime | None]


class Request(Stateful, TenantModel):
    """One resident's wish for help at one time, from asking to confirmation."""

    __tablename__ = "love_savings_request"
    __unique__ = [("first_id", "turn")]
    __table_args__ = (
        Index(None, "community_id", "state", "starts_at"),
        Index(None, "community_id", "starts_at"),
        Index(None, "community_id", "confirmed_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )
    __scope__ = {"building": "building_id", "own": "person_id"}

    person = belongs_to("person", lazy="raise_on_sql")
    skill = belongs_to("skill", optional=True, lazy="raise_on_sql")
    building = belongs_to("building", optional=True, lazy="raise_on_sql")
    helper = belongs_to("person", optional=True, lazy="raise_on_sql")
    service_record = belongs_to("service_record", optional=True, lazy="raise_on_sql")
    # Work that several helpers do in turn is a request for each of them: which was the first one, this one included,
    # and the how manieth this is. None as long as there is only one.
    first = belongs_to("love_savings_request", optional=True, lazy="raise_on_sql")
    turn: Mapped[int] = mapped_column(default=1)
    words: Mapped[str] = mapped_column(String(300), default="")
    place: Mapped[str] = mapped_column(String(80), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    # Who typed it in for the resident (代办); None when the resident asked alone.
    recorded_by_id: Mapped[int | None]
    wave: Mapped[int] = mapped_column(default=0)
    # The wave after which the present search began: who was sent and gave up does not use up the waves of the next search.
    waves_from: Mapped[int] = mapped_column(default=0)
    held_minutes: Mapped[int] = mapped_column(default=0)
    checked_in_at: Mapped[datetime | None]
    # What the helper showed at the door: "card", "code", or "" for nothing.
    arrived_by: Mapped[str] = mapped_column(String(8), default="")
    door_at: Mapped[datetime | None]
    checked_out_at: Mapped[datetime | None]
    times_by_station: Mapped[bool] = mapped_column(default=False)
    minutes: Mapped[int | None]
    # Work split over days: how many visits came before this one, and their minutes together.
    visits: Mapped[int] = mapped_column(default=0)
    minutes_before: Mapped[int] = mapped_column(default=0)
    # Whether silence is not taken for a yes here: the station calls first. What came of it: "right", "wrong", or "missed"
    # after so many calls (`calls`, the last one at `called_at`) as the community wants.
    control: Mapped[bool] = mapped_column(default=False)
    call_result: Mapped[str] = mapped_column(String(8), default="")
    calls: Mapped[int] = mapped_column(default=0)
    called_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    proof: Mapped[str] = mapped_column(String(10), default="")
    # Whose wish it was not to go on: "resident", "family", "station"; "" unless it was cancelled.
    cancelled_by: Mapped[str] = mapped_column(String(8), default="")
    # How it was cancelled where that matters later: "late", "not_home", "ruled".
    closed_as: Mapped[str] = mapped_column(String(12), default="")
    closing_note: Mapped[str] = mapped_column(String(300), default="")

    @property
    def origin_id(self) -> int:
        """Where it was asked for and verified: this request, or the first one of work that several do in turn."""
        return int(self.first_id or self.id)


class Offer(Stateful, TenantModel):
    """The question to one volunteer whether to take one request."""

    __tablename__ = "love_savings_offer"
    __unique__ = [("request_id", "wave", "person_id")]
    __table_args__ = (
        Index(None, "community_id", "person_id", "state"),
        Index(None, "community_id", "state", "state_since"),
    )
    __scope__ = {"own": "person_id"}

    request = belongs_to("love_savings_request", ondelete="CASCADE", lazy="raise_on_sql")
    volunteer = belongs_to("volunteer", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    wave: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(default=now)
    # The answer came by telephone and was noted by the station.
    answered_by_station: Mapped[bool] = mapped_column(default=False)
    # Accepted, then given up shortly before the agreed time.
    late: Mapped[bool] = mapped_column(default=False)
    reasons: Mapped[list[Any]] = mapped_column(JSON, default=list)
    override: Mapped[str] = mapped_column(String(200), default="")
    answer: Mapped[str] = mapped_column(String(200), default="")

    @property
    def why(self) -> list[Reason]:
        """The reasons for this volunteer, for a reader of either language."""
        return [Reason(*pair) for pair in self.reasons]


class Movement(TenantModel):
    """One line of a card's statement, written with its ledger transfer: which service, which local day and month.

    kind: "in" or "out", and "in_back" or "out_back" where a transfer was reversed.
    """

    __tablename__ = "love_savings_movement"
    __unique__ = [("kind", "service_record_id")]
    __table_args__ = (
        Index(None, "community_id", "card_id", "month"),
        Index(None, "community_id", "kind", "month"),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        CheckConstraint("kind IN ('in', 'out', 'in_back', 'out_back')", name="kind_known"),
    )

    card = belongs_to("love_savings_card", lazy="raise_on_sql")
    service_record = belongs_to("service_record", lazy="raise_on_sql")
    kind: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int]
    served_minutes: Mapped[int]
    day: Mapped[date]
    # Year and month of the community's own calendar, such as 202611: grouped on both databases alike.
    month: Mapped[int]
    text: Mapped[str] = mapped_column(String(120), default="")
