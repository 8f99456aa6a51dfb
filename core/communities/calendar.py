"""Days, months and years where the community in force lives, for core and every service alike."""
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.communities.state import community_today, current_community

DAY = 24 * 60


def community_zone() -> ZoneInfo:
    """The time zone of the community in force."""
    return ZoneInfo(current_community().timezone)


def local_day(moment: datetime) -> date:
    """The calendar day of a moment here."""
    return moment.astimezone(community_zone()).date()


def moment_at(day: date, minute: int) -> datetime:
    """So many minutes after midnight here, in UTC; 1440 is the next midnight."""
    local = datetime.combine(day + timedelta(days=minute // DAY), time(minute % DAY // 60, minute % 60), community_zone())
    return local.astimezone(UTC)


def month_of(day: date) -> int:
    """202611 for a day in November 2026."""
    return day.year * 100 + day.month


def this_month() -> int:
    """The present month here."""
    return month_of(community_today())


def month_after(month: int, count: int = 1) -> int:
    """The month `count` months later, earlier for a negative count: 202701 after 202612."""
    index = month // 100 * 12 + month % 100 - 1 + count
    return index // 12 * 100 + index % 12 + 1


def months_back(month: int, count: int) -> list[int]:
    """`count` months ending with `month`, oldest first."""
    return [month_after(month, back) for back in range(1 - count, 1)]


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """The first moment of a year here and of the year after, in UTC."""
    return moment_at(date(year, 1, 1), 0), moment_at(date(year + 1, 1, 1), 0)
