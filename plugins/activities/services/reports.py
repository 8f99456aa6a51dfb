"""The report of a month: the five counts beside the month before and the same month of last year, and each activity."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from core.api import month_after, session

from ..models import Activity, Signup
from . import figures
from .hosts import host_name


@dataclass(frozen=True)
class Line:
    """One activity of the report with its own counts."""

    activity: Activity
    host: str
    participations: int
    helpers: int
    minutes: int


@dataclass(frozen=True)
class Report:
    """One month; `waiting` were held but not summed up, `called_off` did not take place."""

    month: int
    now: figures.Counts
    before: figures.Counts
    year_ago: figures.Counts
    lines: list[Line]
    by_kind: list[tuple[str, int]]
    waiting: int
    called_off: int


def month_report(month: int) -> Report:
    """The report of a month; a fixed number of statements."""
    mine = figures.in_month(month)
    rows = session.scalars(select(Activity).where(mine).order_by(Activity.starts_at, Activity.id)).unique().all()
    done = [row for row in rows if row.state == "summed_up"]
    kinds: dict[str, int] = {}
    for row in done:
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
    return Report(
        month, figures.counts(mine), figures.counts(figures.in_month(month_after(month, -1))),
        figures.counts(figures.in_month(month_after(month, -12))), _lines(done),
        sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])),
        sum(row.state == "held" for row in rows), sum(row.state == "cancelled" for row in rows),
    )


def _lines(rows: Sequence[Activity]) -> list[Line]:
    seen = {
        activity_id: (int(count), int(helpers), int(minutes))
        for activity_id, count, helpers, minutes in session.execute(
            select(
                Signup.activity_id, func.count(), func.count(Signup.post_id), func.coalesce(func.sum(Signup.minutes), 0)
            )
            .where(Signup.activity_id.in_([row.id for row in rows]), Signup.state == "attended")
            .group_by(Signup.activity_id)
        )
    }
    lines = []
    for row in rows:
        named, helpers, minutes = seen.get(row.id, (0, 0, 0))
        lines.append(Line(row, host_name(row), named + row.guests, helpers, minutes))
    return lines
