"""Days, months and years of the community's own calendar."""
from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from core.api import current_community, now


def zone() -> ZoneInfo:
    """The time zone of the community in force."""
    return ZoneInfo(current_community().timezone)


def local_day(moment: datetime) -> date:
    """The calendar day of a moment here."""
    return moment.astimezone(zone()).date()


def month_of(day: date) -> int:
    """202611 for a day in November 2026."""
    return day.year * 100 + day.month


def this_month() -> int:
    """The present month here."""
    return month_of(local_day(now()))


def months_back(month: int, count: int) -> list[int]:
    """`count` months ending with `month`, oldest first."""
    index = month // 100 * 12 + month % 100 - 1
    return [i // 12 * 100 + i % 12 + 1 for i in range(index - count + 1, index + 1)]


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The first moment of a year here and of the year after, in UTC."""
    first = [datetime(y, 1, 1, tzinfo=zone()).astimezone(UTC) for y in (year, year + 1)]
    return first[0], first[1]
