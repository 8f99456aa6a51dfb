"""Days and weeks of the community's own calendar, and on which days there are classes."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import chinese_calendar

NO_CLASS = -1
DAY = timedelta(days=1)


def monday_of(day: date) -> date:
    """The first day of the week."""
    return day - timedelta(days=day.weekday())


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day of a span, both ends included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def is_known(day: date) -> bool:
    """Whether the holidays of that year are published."""
    try:
        chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return False
    return True


def unknown_years(first: date, last: date) -> list[int]:
    """The years of a span whose holidays nobody knows yet; there only weekdays decide."""
    return [year for year in range(first.year, last.year + 1) if not is_known(date(year, 6, 1))]


def weekday_held(day: date, special: Mapping[date, int | None]) -> int:
    """The weekday whose timetable is held on a day, or NO_CLASS: the admin's word first, then the public holidays.

    A normal weekend is a weekday like any other here, because a course may be on a Saturday. In a year without
    published holidays the weekday alone decides.
    """
    if day in special:
        held = special[day]
        return NO_CLASS if held is None else held
    try:
        free, holiday = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return day.weekday()
    return NO_CLASS if free and holiday else day.weekday()


def year_days(year: int) -> tuple[date, date]:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)
