"""Days of the community's own calendar, and how far away they are in minutes for the workflow's clocks."""
from __future__ import annotations

from datetime import date, datetime, timedelta

from core.api import community_today, moment_at, now


def day_end(day: date) -> datetime:
    """The moment when a day is over here."""
    return moment_at(day + timedelta(days=1), 0)


def due_by(day: date) -> datetime:
    """When a task of a day is due: at its end, and still on it."""
    return day_end(day) - timedelta(minutes=1)


def minutes_until(day: date) -> int:
    """Whole minutes until a day is over; 0 when it is."""
    return max(0, int((day_end(day) - now()).total_seconds() // 60))


def last_day(year: int | None) -> date:
    """The day on which stocks of a year are counted: its last, or today when it is not over."""
    today = community_today()
    return today if year is None else min(today, date(year, 12, 31))
