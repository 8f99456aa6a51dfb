"""How numbers, days and moments are written for people, in the reader's language and the community's time zone."""
from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import format_date, format_datetime, get_locale, to_user_timezone
from flask_babel import gettext as _

from core import clock

_FORMATS = {
    "zh": {"day": "M 月 d 日 EEE", "year_day": "y 年 M 月 d 日", "short": "M 月 d 日", "month": "y 年 M 月"},
    "en": {"day": "EEE d MMM", "year_day": "d MMM y", "short": "d MMM", "month": "MMM y"},
}


def hours(minutes: int | None) -> str:
    """Minutes as hours with at most two decimals and none that are zero: 2790 -> "46.5"."""
    return f"{(minutes or 0) / 60:.2f}".rstrip("0").rstrip(".")


def yuan(fen: int | None) -> str:
    """Fen as yuan with two decimals: 123456 -> "1,234.56"."""
    return f"{(fen or 0) / 100:,.2f}"


def day(when: date | datetime | None) -> str:
    """A day as people say it: "11 月 23 日 周一"; with the year instead of the weekday outside this year."""
    if when is None:
        return ""
    local = _local_day(when)
    return format_date(local, _format("day" if local.year == _today().year else "year_day"))


def month(when: date | datetime | None) -> str:
    """A month: "2026 年 11 月"."""
    return format_date(_local_day(when), _format("month")) if when is not None else ""


def clock_time(when: datetime | None) -> str:
    """The time of day in the community: "15:00"."""
    return format_datetime(when, "HH:mm") if when is not None else ""


def moment(when: datetime | None) -> str:
    """A day and time, near ones by their name: "今天 15:00", "昨天 09:12", "11 月 23 日 15:00"."""
    if when is None:
        return ""
    local, today = _local_day(when), _today()
    names = {
        today: _("今天"),
        today - timedelta(days=1): _("昨天"),
        today + timedelta(days=1): _("明天"),
    }
    name = names.get(local) or format_date(local, _format("short" if local.year == today.year else "year_day"))
    return f"{name} {clock_time(when)}"


def _format(name: str) -> str:
    locale = get_locale()
    return _FORMATS["en" if locale and locale.language == "en" else "zh"][name]


def _local_day(when: date | datetime) -> date:
    return to_user_timezone(when).date() if isinstance(when, datetime) else when


def _today() -> date:
    return to_user_timezone(clock.now()).date()
