"""The station's figures, always counted from the rows: collected, realised, and why not."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

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
    """(first of the month, collected, realised) of the last months, oldest first, in one statement."""
    months = months_back(this_month(), count)
    starts = [datetime(m // 100, m % 100, 1, tzinfo=community_zone()) for m in months]
    collected, realised = [0] * count, [0] * count
    came, done = _month_of(Wish.collected_at, starts).label("came"), _month_of(Wish.fulfilled_at, starts).label("done")
    lately = or_(Wish.collected_at >= starts[0], Wish.fulfilled_at >= starts[0])
    for came_in, done_in, found in session.execute(select(came, done, func.count()).where(lately).group_by("came", "done")):
        if came_in is not None:
            collected[came_in] += found
        if done_in is not None:
            realised[done_in] += found
    return [(start.date(), *numbers) for start, *numbers in zip(starts, collected, realised, strict=True)]


def _month_of(column: Any, starts: list[datetime]) -> Any:
    """Which of the months a moment lies in, counted from 0; null before the first."""
    latest_first = reversed(list(enumerate(starts)))
    return case(*((column >= start, at) for at, start in latest_first))


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
