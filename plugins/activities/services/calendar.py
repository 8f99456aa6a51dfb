"""Months as numbers such as 202611, and where they begin and end."""
from __future__ import annotations

from datetime import date, datetime, timedelta

from core.api import moment_at, month_after


def is_month(month: int) -> bool:
    """Whether a number is a month that anybody means."""
    return 200_001 <= month <= 210_012 and 1 <= month % 100 <= 12


def first_day(month: int) -> date:
    """The first of a month."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """The last of a month."""
    return first_day(month_after(month)) - timedelta(days=1)


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """The first moment of one day here and the first after another, in UTC."""
    return moment_at(first, 0), moment_at(last + timedelta(days=1), 0)
