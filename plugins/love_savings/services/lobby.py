"""What hangs in the lobby: sums and kinds of work, nothing that points to anybody."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import case, func, select

from core.api import (
    ServiceRecord,
    Skill,
    _,
    community_today,
    community_zone,
    moment_at,
    now,
    session,
    stands,
    this_month,
    usual,
)

from ..models import Request

WEEKS, KINDS = 6, 6


@dataclass(frozen=True)
class Month:
    """This month over all services: minutes served, services, and how many different people helped."""

    minutes: int
    services: int
    helpers: int


def this_months() -> Month:
    """The sums of the present month."""
    month = this_month()
    first = moment_at(date(month // 100, month % 100, 1), 0)
    row = session.execute(
        select(
            func.coalesce(func.sum(ServiceRecord.minutes), 0), func.count(), func.count(ServiceRecord.helper_id.distinct())
        ).where(ServiceRecord.started_at >= first, stands())
    ).one()
    return Month(*(int(value) for value in row))


def services_per_week() -> list[tuple[date, int]]:
    """(Monday, services of all kinds) of the last six weeks, this one last."""
    today = community_today()
    monday = today - timedelta(days=today.weekday())
    days = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    starts = [datetime.combine(day, time(), community_zone()) for day in days]
    week = case(
        *((ServiceRecord.started_at < end, at) for at, end in enumerate(starts[1:])), else_=WEEKS - 1
    ).label("in_week")
    rows = session.execute(
        select(week, func.count()).where(ServiceRecord.started_at >= starts[0], stands()).group_by("in_week")
    )
    found = {int(at): int(count) for at, count in rows}
    return [(day, found.get(at, 0)) for at, day in enumerate(days)]


def wanted() -> Sequence[tuple[str, int]]:
    """(kind of help, requests that still look for somebody), the most wanted first; never whose or where."""
    count = func.count().label("open")
    rows = session.execute(
        select(Skill.title, count)
        .select_from(Request)
        .outerjoin(Skill, Skill.id == Request.skill_id)
        .where(Request.state.in_(("verified", "offered")), Request.starts_at > now())
        .group_by(Skill.title)
        .order_by(count.desc(), Skill.title)
        .limit(KINDS)
    )
    return [(usual(title) or _("帮个忙"), int(number)) for title, number in rows]
