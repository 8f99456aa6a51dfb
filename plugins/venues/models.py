"""What venues adds to core's places: rules, closed days, equipment, and bookings with what they want."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Stateful, TenantModel, belongs_to

EVERYBODY, VOLUNTEERS, TEAMS, STAFF = "everybody", "volunteers", "teams", "staff"


class VenueRules(TenantModel):
    """How one place is booked; a place without such a row is not offered for booking.

    hours: for each weekday from Monday [opens, closes] in minutes after local midnight, or [] where closed.
    longest_minutes, days_ahead: 0 means as the community's settings say.
    """

    __tablename__ = "venues_rules"
    __unique__ = [("place_id",), ("door_code",)]
    __table_args__ = (
        CheckConstraint(f"who IN ('{EVERYBODY}', '{VOLUNTEERS}', '{TEAMS}', '{STAFF}')", name="who_known"),
    )

    place = belongs_to("place", lazy="raise_on_sql")
    keyholder = belongs_to("person", optional=True, lazy="raise_on_sql")
    hours: Mapped[list[Any]]
    who: Mapped[str] = mapped_column(String(10), default=EVERYBODY)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    # Wanted by more than there is time for: each team has so many hours a month and no more.
    scarce: Mapped[bool] = mapped_column(default=False)
    longest_minutes: Mapped[int] = mapped_column(default=0)
    days_ahead: Mapped[int] = mapped_column(default=0)
    door_code: Mapped[str] = mapped_column(String(6))
    note: Mapped[str] = mapped_column(String(300), default="")


class ClosedDay(TenantModel):
    """A day on which one place, or without a place the whole centre, is not open."""

    __tablename__ = "venues_closed_day"
    __table_args__ = (Index(None, "community_id", "day"),)

    place = belongs_to("place", optional=True, lazy="raise_on_sql")
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(60), default="")


class Equipment(TenantModel):
    """Things to borrow with a place: kept in one place, or without a place carried to wherever they are wanted."""

    __tablename__ = "venues_equipment"
    __unique__ = [("place_id", "name")]
    __table_args__ = (CheckConstraint("count >= 0", name="count_not_negative"),)

    place = belongs_to("place", optional=True, lazy="raise_on_sql")
    name: Mapped[str] = mapped_column(String(30))
    count: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)


class Series(TenantModel):
    """The weekly rule from which several bookings were made; each of them lives and is cancelled by itself."""

    __tablename__ = "venues_series"
    __scope__ = {"own": "person_id"}

    place = belongs_to("place", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    every_weeks: Mapped[int] = mapped_column(default=1)
    first_on: Mapped[date]
    until_on: Mapped[date]
    # ISO days of the rule on which there is no booking: unticked, or taken already.
    skipped: Mapped[list[Any]]


class Booking(Stateful, TenantModel):
    """One wish for one place at one time; only an approved one occupies the place."""

    __tablename__ = "venues_booking"
    __table_args__ = (
        Index(None, "community_id", "state", "starts_at"),
        Index(None, "community_id", "starts_at"),
        Index(None, "community_id", "place_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )
    __scope__ = {"building": "building_id", "own": "person_id", "team": "team_id", "unit": "unit_id"}

    place = belongs_to("place", lazy="raise_on_sql")
    person = belongs_to("person", lazy="raise_on_sql")
    team = belongs_to("team", optional=True, lazy="raise_on_sql")
    unit = belongs_to("unit", optional=True, lazy="raise_on_sql")
    building = belongs_to("building", optional=True, lazy="raise_on_sql")
    series = belongs_to("venues_series", optional=True, lazy="raise_on_sql")
    kind: Mapped[str] = mapped_column(String(12))
    # Shown in public: made of the kind and the name of a team or unit, never of what somebody typed.
    title: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(String(200), default="")
    people: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # Year and month of the community's own calendar, such as 202611, for the quota.
    month: Mapped[int]
    asked_at: Mapped[datetime]
    # Who typed it in for the resident (代办); None when the resident booked alone.
    recorded_by_id: Mapped[int | None]
    opened_at: Mapped[datetime | None]
    checked_in_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    closing_note: Mapped[str] = mapped_column(String(300), default="")

    @property
    def minutes(self) -> int:
        """How long it was booked for."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class Wanted(TenantModel):
    """So many pieces of one equipment for one booking."""

    __tablename__ = "venues_wanted"
    __unique__ = [("booking_id", "equipment_id")]
    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)

    booking = belongs_to("venues_booking", ondelete="CASCADE", lazy="raise_on_sql")
    equipment = belongs_to("venues_equipment", ondelete="CASCADE", lazy="raise_on_sql")
    count: Mapped[int]
