"""Days, minutes and quarter hours as the community's own clock counts them."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from core.api import community_zone, moment_at

QUARTER = timedelta(minutes=15)


def minute_of(moment: datetime) -> int:
    """Minutes after local midnight."""
    local = moment.astimezone(community_zone())
    return local.hour * 60 + local.minute


def clock(minute: int) -> str:
    """540 -> "09:00", as it is written on a door."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def day_bounds(day: date, days: int = 1) -> tuple[datetime, datetime]:
    """The first moment of a day here, and of the day `days` later."""
    return moment_at(day, 0), moment_at(day + timedelta(days=days), 0)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def outward(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """A span widened to full quarter hours, as a place is taken."""
    seconds = 15 * 60
    first, last = int(start.timestamp() // seconds), int(-(-end.timestamp() // seconds))
    return datetime.fromtimestamp(first * seconds, UTC), datetime.fromtimestamp(last * seconds, UTC)
