"""How numbers, days and moments are written for people, in the reader's language and the community's time zone."""
from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask_babel import get_locale

from core import clock
from core.texts import gettext as _
from core.texts import ngettext
from core.web.i18n import zone

_FORMATS = {
    "zh": {"day": "M 月 d 日 EEE", "year_day": "y 年 M 月 d 日", "short": "M 月 d 日", "month": "y 年 M 月", "only_month": "M 月"},
    "en": {"day": "EEE d MMM", "year_day": "d MMM y", "short": "d MMM", "month": "MMM y", "only_month": "MMM"},
}


def hours(minutes: int | None) -> str:
    """Minutes as hours with at most two decimals and none that are zero: 2790 -> "46.5"."""
    return f"{(minutes or 0) / 60:.2f}".rstrip("0").rstrip(".")


def in_hours(minutes: int | None) -> str:
    """A length of time in words: "46.5 小时", "20 分钟", "14 小时 5 分钟"; nobody has to reckon with 0.33 hours."""
    minutes = minutes or 0
    if minutes % 30 == 0:
        return _("1 小时") if minutes == 60 else _("%(hours)s 小时", hours=hours(minutes))
    sign, (whole, rest) = "−" if minutes < 0 else "", divmod(abs(minutes), 60)
    return sign + (_("%(hours)s 小时 %(minutes)s 分钟", hours=whole, minutes=rest) if whole else _("%(n)s 分钟", n=rest))


def hours_word(minutes: int | None) -> str:
    """The word alone, for a figure that is drawn larger than its unit."""
    return ngettext("小时", "小时", 1 if minutes == 60 else 2)


def yuan(fen: int | None) -> str:
    """Fen as yuan with two decimals: 123456 -> "1,234.56"."""
    return f"{(fen or 0) / 100:,.2f}"


def day(when: date | datetime | None) -> str:
    """A day as people say it: "11 月 23 日 周一"; with the year instead of the weekday outside this year."""
    if when is None:
        return ""
    local = _local_day(when)
    return _written(local, "day" if local.year == _today().year else "year_day", _language())


def full_day(when: date | datetime | None) -> str:
    """A day with its year, for papers and dates of birth: "2026 年 11 月 23 日"."""
    return _written(_local_day(when), "year_day", _language()) if when is not None else ""


def month(when: date | datetime | None) -> str:
    """A month: "2026 年 11 月"."""
    return _written(_local_day(when), "month", _language()) if when is not None else ""


def month_name(when: date) -> str:
    """A month without its year, for the axis of a chart: "11 月"."""
    return _written(when, "only_month", _language())


def clock_time(when: datetime | None) -> str:
    """The time of day in the community: "15:00"."""
    return f"{when.astimezone(_zone()):%H:%M}" if when is not None else ""


def due(when: datetime | None) -> str:
    """As `moment`, but what may wait until the last minute of a day is due on that day: "今天", "11 月 20 日"."""
    return moment(when).removesuffix(" 23:59")


def moment(when: datetime | None) -> str:
    """A day and time, near ones by their name: "今天 15:00", "昨天 09:12", "11 月 23 日 15:00"."""
    if when is None:
        return ""
    home = _zone()
    local, today = when.astimezone(home), clock.now().astimezone(home).date()
    distance = (local.date() - today).days
    if distance == 0:
        name = _("今天")
    elif abs(distance) == 1:
        name = _("明天") if distance > 0 else _("昨天")
    else:
        name = _written(local.date(), "short" if local.year == today.year else "year_day", _language())
    return f"{name} {local:%H:%M}"


@lru_cache(maxsize=4096)
def _written(when: date, form: str, language: str) -> str:
    """Lists write the same few days over and over; Babel takes its time over each."""
    return format_date(when, _FORMATS[language][form], locale="en" if language == "en" else "zh_Hans_CN")


def _language() -> str:
    locale = get_locale()
    return "en" if locale and locale.language == "en" else "zh"


def _zone() -> ZoneInfo:
    return ZoneInfo(zone())


def _local_day(when: date | datetime) -> date:
    return when.astimezone(_zone()).date() if isinstance(when, datetime) else when


def _today() -> date:
    return clock.now().astimezone(_zone()).date()
