"""The one place that knows what time it is."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_shift = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _shift


def today(zone: str) -> date:
    """The calendar day in a time zone; `community_today` knows the community's own."""
    return now().astimezone(ZoneInfo(zone)).date()


def shift(by: timedelta) -> None:
    """Move the process's clock, for tests that wait for an expiry; `timedelta(0)` puts it right again."""
    global _shift
    _shift = by
