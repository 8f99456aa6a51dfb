"""The five counts of activities that were summed up, always by query and never added to each other."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from core.api import Fact, _, _l, month_name, months_back, session, this_month

from ..models import Activity, Signup
from .calendar import first_day

DONE = Activity.state == "summed_up"


@dataclass(frozen=True)
class Counts:
    """场次, 人次, 人数, 受益人次 and minutes of service: five different things.

    `participations`: everybody who was there, named or counted; `people`: the named ones, each once.
    """

    sessions: int = 0
    participations: int = 0
    people: int = 0
    beneficiaries: int = 0
    minutes: int = 0


def counts(*where: ColumnElement[bool]) -> Counts:
    """All five over the activities that fit, in two statements."""
    held = select(
        func.count(), func.coalesce(func.sum(Activity.guests), 0), func.coalesce(func.sum(Activity.beneficiaries), 0)
    ).where(DONE, *where)
    sessions, guests, beneficiaries = session.execute(held).one()
    seen = (
        select(
            func.count(), func.count(func.distinct(Signup.person_id)), func.coalesce(func.sum(Signup.minutes), 0)
        )
        .join(Activity, Activity.id == Signup.activity_id)
        .where(DONE, Signup.state == "attended", *where)
    )
    named, people, minutes = session.execute(seen).one()
    return Counts(int(sessions), int(named) + int(guests), int(people), int(beneficiaries), int(minutes))


def in_month(month: int) -> ColumnElement[bool]:
    """Activities of one month."""
    return Activity.month == month


def in_year(year: int | None) -> list[ColumnElement[bool]]:
    """Activities of one year of the community's calendar, or of all time."""
    return [] if year is None else [Activity.month.between(year * 100 + 1, year * 100 + 12)]


def sessions_in_year(year: int) -> int:
    """Sessions alone, for the public page: one statement."""
    return int(session.scalar(select(func.count()).select_from(Activity).where(DONE, *in_year(year))) or 0)


def _one(name: str) -> Any:
    return lambda year: getattr(counts(*in_year(year)), name)


FACTS = (
    Fact("activities.sessions", _l("活动场次"), _l("场次"), "session", _one("sessions")),
    Fact("activities.participations", _l("参加人次"), _l("人次"), "attendance", _one("participations")),
    Fact("activities.people", _l("参加人数"), _l("人"), "person", _one("people")),
    Fact("activities.beneficiaries", _l("受益人次"), _l("人次"), "attendance", _one("beneficiaries")),
    Fact("activities.minutes", _l("志愿服务时长"), _l("分钟"), "minute", _one("minutes")),
)


# Built once; who was there by name is counted for each activity, and its guests with them.
_NAMED = (
    select(func.count())
    .where(Signup.activity_id == Activity.id, Signup.community_id == Activity.community_id, Signup.state == "attended")
    .scalar_subquery()
)
_PER_MONTH = (
    select(Activity.month, func.count(), func.sum(Activity.guests + _NAMED))
    .where(DONE, Activity.month >= bindparam("since"))
    .group_by(Activity.month)
)


def per_month(count: int = 6) -> list[tuple[int, int, int]]:
    """(month, sessions, participations) of the last months, oldest first; one statement."""
    months = months_back(this_month(), count)
    rows = session.execute(_PER_MONTH, {"since": months[0]})
    found = {month: (int(sessions), int(seen)) for month, sessions, seen in rows}
    return [(month, *found.get(month, (0, 0))) for month in months]


def months_charts(months: Sequence[tuple[int, int, int]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two charts of `per_month`, one per unit: sessions and participations never share an axis."""
    x = [month_name(first_day(month)) for month, _sessions, _seen in months]
    return (
        {"kind": "bar", "x": x, "series": [{"name": _("场次"), "data": [sessions for _m, sessions, _seen in months]}]},
        {"kind": "bar", "x": x, "series": [{"name": _("人次"), "data": [seen for _m, _sessions, seen in months]}]},
    )
