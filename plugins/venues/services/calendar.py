"""Days, minutes and quarter hours as the community's own clock counts them."""
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.api import current_community, now

QUARTER = timedelta(minutes=15)


def zone() -> ZoneInfo:
    """The time zone of the community in force."""
    return ZoneInfo(current_community().timezone)


def local_day(moment: datetime) -> date:
    """The calendar day of a moment here."""
    return moment.astimezone(zone()).date()


def today() -> date:
    """The present day here."""
    return local_day(now())


def at_minute(day: date, minute: int) -> datetime:
    """So many minutes after local midnight; 1440 is the next midnight."""
    start = datetime.combine(day + timedelta(days=minute // 1440), time(), zone())
    return start.replace(hour=minute % 1440 // 60, minute=minute % 60)


def minute_of(moment: datetime) -> int:
    """Minutes after local midnight."""
    local = moment.astimezone(zone())
    return local.hour * 60 + local.minute


def clock(minute: int) -> str:
    """540 -> "09:00", as it is written on a door."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def day_bounds(day: date, days: int = 1) -> tuple[datetime, datetime]:
    """The first moment of a day here, and of the day `days` later."""
    return at_minute(day, 0), at_minute(day + timedelta(days=days), 0)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> int:
    """202611 for a day in November 2026."""
    return day.year * 100 + day.month


def next_month(month: int) -> int:
    """202701 after 202612."""
    return month + 89 if month % 100 == 12 else month + 1


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The first moment of a year here and of the year after, in UTC."""
    first = [datetime(y, 1, 1, tzinfo=zone()).astimezone(UTC) for y in (year, year + 1)]
    return first[0], first[1]


def outward(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """A span widened to full quarter hours, as a place is taken."""
    seconds = 15 * 60
    first, last = int(start.timestamp() // seconds), int(-(-end.timestamp() // seconds))
    return datetime.fromtimestamp(first * seconds, UTC), datetime.fromtimestamp(last * seconds, UTC)
