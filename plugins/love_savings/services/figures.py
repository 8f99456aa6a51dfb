"""The station's figures, always counted from the rows."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from core.api import Fact, _l, months_back, session, this_month, year_bounds

from ..models import Card, Movement, Request
from .cards import net


@dataclass(frozen=True)
class Figures:
    """What everybody may know of the station: cards issued, minutes saved in all, requests confirmed."""

    cards: int
    total_minutes: int
    confirmed: int


SAVED = Movement.kind.in_(("in", "in_back"))


def _station() -> Any:
    count = select(func.count())
    return select(
        count.select_from(Card).scalar_subquery(),
        select(func.coalesce(func.sum(net("in")), 0)).where(SAVED).scalar_subquery(),
        count.select_from(Request).where(Request.state == "confirmed").scalar_subquery(),
    )


# Built once: the station's page and the public card ask them.
_STATION = _station()
_BY_MONTH = (
    select(Movement.month, func.sum(net("in")))
    .where(SAVED, Movement.month >= bindparam("since"))
    .group_by(Movement.month)
)


def station_figures() -> Figures:
    """All of them in one statement."""
    row = session.execute(_STATION).one()
    return Figures(*(int(value) for value in row))


def hours_per_month(count: int = 6) -> list[tuple[int, int]]:
    """(month, minutes saved) of the last months, oldest first, months without service included."""
    months = months_back(this_month(), count)
    found = dict(session.execute(_BY_MONTH, {"since": months[0]}).all())
    return [(month, int(found.get(month, 0))) for month in months]


def _within(column: Any, year: int | None) -> list[ColumnElement[bool]]:
    if year is None:
        return []
    start, end = year_bounds(year)
    return [column >= start, column < end]


def _number(statement: Any) -> int:
    return int(session.scalar(statement) or 0)


def count_cards(year: int | None) -> int:
    """Cards issued, of all time or in one year."""
    return _number(select(func.count()).select_from(Card).where(*_within(Card.issued_at, year)))


def count_requests(year: int | None) -> int:
    """Requests asked."""
    return _number(select(func.count()).select_from(Request).where(*_within(Request.asked_at, year)))


def count_confirmed(year: int | None) -> int:
    """Requests confirmed by the resident or by the station after a call."""
    confirmed = Request.state == "confirmed"
    return _number(select(func.count()).select_from(Request).where(confirmed, *_within(Request.confirmed_at, year)))


def count_missed(year: int | None) -> int:
    """Services drawn for a control call where nobody was reached, however often the station tried."""
    missed = Request.call_result == "missed"
    return _number(select(func.count()).select_from(Request).where(missed, *_within(Request.called_at, year)))


def _minutes(kind: str, year: int | None) -> int:
    months = [] if year is None else [Movement.month.between(year * 100 + 1, year * 100 + 12)]
    kinds = Movement.kind.in_((kind, f"{kind}_back"))
    return _number(select(func.sum(net(kind))).where(kinds, *months))


def minutes_in(year: int | None) -> int:
    """Minutes deposited on cards."""
    return _minutes("in", year)


def minutes_out(year: int | None) -> int:
    """Minutes spent from cards."""
    return _minutes("out", year)


FACTS = (
    Fact("love_savings.cards", _l("储蓄卡"), _l("张"), "thing", count_cards),
    Fact("love_savings.minutes_in", _l("存入时长"), _l("分钟"), "minute", minutes_in),
    Fact("love_savings.minutes_out", _l("支取时长"), _l("分钟"), "minute", minutes_out),
    Fact("love_savings.requests", _l("求助"), _l("次"), "thing", count_requests),
    Fact("love_savings.confirmed", _l("已完成"), _l("次"), "thing", count_confirmed),
    Fact("love_savings.calls_missed", _l("抽查没有联系上"), _l("次"), "thing", count_missed),
)
