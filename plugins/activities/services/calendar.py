"""Days, months and years of the community's own calendar."""
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
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


def month_after(month: int, count: int = 1) -> int:
    """The month `count` months later, earlier for a negative count."""
    index = month // 100 * 12 + month % 100 - 1 + count
    return index // 12 * 100 + index % 12 + 1


def months_back(month: int, count: int) -> list[int]:
    """`count` months ending with `month`, oldest first."""
    return [month_after(month, back) for back in range(1 - count, 1)]


def is_month(month: int) -> bool:
    """Whether a number is a month that anybody means."""
    return 200_001 <= month <= 210_012 and 1 <= month % 100 <= 12


def first_day(month: int) -> date:
    """The first of a month."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """The last of a month."""
    return first_day(month_after(month)) - timedelta(days=1)


def moment_at(day: date, minute: int) -> datetime:
    """A minute of a day here, in UTC."""
    return datetime.combine(day, time(minute // 60, minute % 60), zone()).astimezone(UTC)


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The first moment of one day here and the first after another, in UTC."""
    return moment_at(first, 0), moment_at(last + timedelta(days=1), 0)
