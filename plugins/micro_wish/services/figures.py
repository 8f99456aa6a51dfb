"""The station's figures, always counted from the rows: collected, realised, and why not."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from core.api import Fact, _, _l, community_zone, local_day, month_name, months_back, session, this_month, year_bounds

from ..models import Wish
from ..reasons import TITLES

REALISED = Wish.fulfilled_at.is_not(None)
# What staff wrote down counts; else the state says why a wish has not come true yet.
REASON = func.coalesce(func.nullif(Wish.why, ""), Wish.state)


def _within(column: Any, year: int | None) -> list[ColumnElement[bool]]:
    if year is None:
        return []
    start, end = year_bounds(year)
    return [column >= start, column < end]


def _number(*where: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.count()).select_from(Wish).where(*where)) or 0)


def count_collected(year: int | None) -> int:
    """Wishes that came in, of all time or in one year."""
    return _number(*_within(Wish.collected_at, year))


def count_realised(year: int | None) -> int:
    """Wishes that came true in the year, whenever they came in."""
    return _number(REALISED, *_within(Wish.fulfilled_at, year))


def count_unrealised(year: int | None) -> int:
    """Wishes that came in during the year and have not come true up to now."""
    return _number(~REALISED, *_within(Wish.collected_at, year))


def why_not(year: int | None = None) -> list[tuple[str, Any, int]]:
    """(code, reason in words, how many) of the wishes that have not come true, the most frequent first."""
    counted = func.count().label("counted")
    rows = session.execute(
        select(REASON.label("reason"), counted)
        .where(~REALISED, *_within(Wish.collected_at, year))
        .group_by("reason")
        .order_by(counted.desc(), "reason")
    )
    return [(code, TITLES.get(code, code), int(count)) for code, count in rows]


def years() -> list[int]:
    """The years in which wishes came in, the newest first."""
    first, last = session.execute(select(func.min(Wish.collected_at), func.max(Wish.collected_at))).one()
    if first is None:
        return []
    return list(range(local_day(last).year, local_day(first).year - 1, -1))


def per_month(count: int = 12) -> list[tuple[date, int, int]]:
    """(first of the month, collected, realised) of the last months, oldest first, in two statements."""
    months = months_back(this_month(), count)
    starts = [datetime(m // 100, m % 100, 1, tzinfo=community_zone()) for m in months]
    collected, realised = (_by_month(column, starts) for column in (Wish.collected_at, Wish.fulfilled_at))
    return [(start.date(), collected.get(at, 0), realised.get(at, 0)) for at, start in enumerate(starts)]


def _by_month(column: Any, starts: list[datetime]) -> dict[int, int]:
    ends = starts[1:]
    month = case(*((column < end, at) for at, end in enumerate(ends)), else_=len(ends)).label("in_month")
    rows = session.execute(select(month, func.count()).where(column >= starts[0]).group_by("in_month"))
    return {int(at): int(found) for at, found in rows}


def chart(months: list[tuple[date, int, int]]) -> dict[str, Any]:
    """The chart of `per_month`."""
    return {
        "kind": "bar", "x": [month_name(month) for month, _collected, _realised in months],
        "series": [
            {"name": _("收到"), "data": [collected for _month, collected, _realised in months]},
            {"name": _("实现"), "data": [realised for _month, _collected, realised in months]},
        ],
    }


FACTS = (
    Fact("micro_wish.collected", _l("收到心愿"), _l("个"), "thing", count_collected),
    Fact("micro_wish.realised", _l("实现心愿"), _l("个"), "thing", count_realised),
    Fact("micro_wish.unrealised", _l("没有实现的心愿"), _l("个"), "thing", count_unrealised),
)
