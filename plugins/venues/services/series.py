"""The same time every week: shown day by day before anything is written, then booked one by one."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from core.api import LinliError, _, local_day, moment_at, session

from ..errors import CannotBook
from ..models import Booking, Series
from .asking import Wish, ask, check_open, refusal_of, the_person
from .calendar import day_bounds, minute_of
from .groups import check_group
from .opening import venue
from .plans import uses_around

MOST_WEEKS = 26


@dataclass(frozen=True)
class Turn:
    """One day of a weekly rule; `refusal` says why it cannot be had, "" where it can."""

    day: date
    refusal: str


def days_of(first: date, until: date, every_weeks: int) -> list[date]:
    """The days of the rule, the first one included; raises CannotBook where there are too many or none."""
    if until < first:
        raise CannotBook(_("“重复到”要晚于第一次的日子，请改一下。"), "until")
    days, day = [], first
    while day <= until:
        days.append(day)
        day += timedelta(weeks=every_weeks)
    if len(days) > MOST_WEEKS:
        raise CannotBook(_("一次最多约 %(count)s 次，请把“重复到”改近一点。", count=MOST_WEEKS), "until")
    return days


def turns(actor: Any, wish: Wish, until: date, every_weeks: int = 1) -> list[Turn]:
    """Each day of the rule with what is in its way; nothing is written, and the uses are read in one statement."""
    first = local_day(wish.starts_at)
    found, days = venue(wish.place_id), days_of(first, until, every_weeks)
    the_person(actor, wish.person_id)
    group = bool(check_group(wish.person_id, actor, wish.team_id, wish.unit_id))
    uses = uses_around(found, day_bounds(first)[0], day_bounds(days[-1])[1])
    return [Turn(day, refusal_of(found, _on(wish, day), actor, uses, group=group)) for day in days]


def book_series(
    actor: Any, wish: Wish, until: date, chosen: Collection[date], every_weeks: int = 1
) -> tuple[Series, list[Booking], list[Turn]]:
    """Book the chosen days one by one; each that is refused keeps its reason and stops no other.

    Returns the series, what was booked, and the days that are left out. Raises CannotBook when nothing was booked.
    """
    days = days_of(local_day(wish.starts_at), until, every_weeks)
    the_person(actor, wish.person_id)
    check_open(wish.person_id, actor)
    series = Series(
        place_id=wish.place_id, person_id=wish.person_id, every_weeks=every_weeks, first_on=days[0], until_on=days[-1],
        skipped=[],
    )
    session.add(series)
    session.flush()
    booked, left_out = [], [Turn(day, "") for day in days if day not in chosen]
    for day in (d for d in days if d in chosen):
        try:
            with session.begin_nested():
                booked.append(ask(actor, replace(_on(wish, day), series_id=series.id)))
        except LinliError as no:
            left_out.append(Turn(day, str(no)))
    if not booked:
        raise CannotBook(left_out[-1].refusal or _("请至少勾选一天。"), "until")
    series.skipped = sorted(turn.day.isoformat() for turn in left_out)
    session.flush()
    return series, booked, left_out


def _on(wish: Wish, day: date) -> Wish:
    start = moment_at(day, minute_of(wish.starts_at))
    return replace(wish, starts_at=start, ends_at=start + (wish.ends_at - wish.starts_at))
