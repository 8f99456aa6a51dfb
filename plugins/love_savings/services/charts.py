"""Figures over time and by kind, for the charts of the station, the desk and the public home page."""
from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, func, select

from core.api import Skill, _, community_zone, local_day, month_name, now, scope_filter, session, usual

from ..models import Request

WEEKS, KINDS, DAYS = 6, 6, 30
_DONE = func.sum(case((Request.state == "confirmed", 1), else_=0))


def hours_chart(months: list[tuple[int, int]]) -> dict[str, Any]:
    """The chart of hours saved per month, from `figures.hours_per_month`."""
    return {
        "kind": "bar", "x": [month_title(month) for month, _minutes in months],
        "series": [{"name": _("存入时长（小时）"), "data": [round(minutes / 60, 1) for _month, minutes in months]}],
    }


def month_title(month: int) -> str:
    """The name of 202611 on an axis."""
    return month_name(date(month // 100, month % 100, 1))


def requests_per_week(actor: Any) -> list[tuple[date, int, int]]:
    """(Monday, requests for that week, confirmed ones) that the actor may see, up to this week, in one statement."""
    today = local_day(now())
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -2, -1)]
    starts = [datetime.combine(day, time(), community_zone()) for day in days]
    week = case(*((Request.starts_at < end, at) for at, end in enumerate(starts[1:])), else_=WEEKS).label("in_week")
    seen = (scope_filter(actor, "love_savings.view_station", Request), Request.state != "cancelled")
    rows = session.execute(
        select(week, func.count(), _DONE)
        .where(Request.starts_at >= starts[0], Request.starts_at < starts[-1], *seen)
        .group_by("in_week")
    )
    found = {int(at): (int(count), int(done)) for at, count, done in rows}
    return [(day, *found.get(at, (0, 0))) for at, day in enumerate(days[:-1])]


def requests_chart(weeks: list[tuple[date, int, int]]) -> dict[str, Any]:
    """The chart of `requests_per_week`."""
    return {
        "kind": "line", "x": [f"{day.month}/{day.day}" for day, _count, _done in weeks],
        "series": [
            {"name": _("约好的求助"), "data": [count for _day, count, _done in weeks]},
            {"name": _("已经帮成"), "data": [done for _day, _count, done in weeks]},
        ],
    }


def kinds_of_help() -> list[tuple[str, int]]:
    """(what, how often) of the usual kinds of help confirmed lately, the most frequent first; nothing about anybody."""
    since = now() - timedelta(days=DAYS)
    often = func.count().label("often")
    rows = session.execute(
        select(Skill.title, often)
        .select_from(Request)
        .join(Skill, Skill.id == Request.skill_id)
        .where(Request.state == "confirmed", Request.confirmed_at >= since)
        .group_by(Skill.title)
        .order_by(often.desc(), Skill.title)
        .limit(KINDS)
    )
    return [(usual(title), int(count)) for title, count in rows]
