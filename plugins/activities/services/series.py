"""Activities that come back: made weeks ahead, with days left out; a change touches only dates that are still empty."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select

from core.api import (
    SYSTEM,
    Missing,
    Occupied,
    Refused,
    _,
    _l,
    free_place,
    local_day,
    moment_at,
    month_of,
    notify,
    now,
    session,
)

from .. import links
from ..effects import OWNER, SOURCE
from ..errors import CannotPlan
from ..models import Activity, Post, Series, Signup
from ..rules import rules
from ..workflow import RUN
from .calendar import is_month
from .hosts import check_host, host_key
from .making import add_post, cancel, default_window, make, publish
from .planning import CREW, DAY

WHAT = ("title", "kind", "for_whom", "text", "place_id", "place_text", "quota", "team_id", "unit_id", "grid_id", "leader_id")


def for_runner(series_id: int, actor: Any) -> Series:
    """The series if the actor runs it; raises Missing."""
    series = session.get(Series, series_id)
    if series is None or not actor.can(RUN, series):
        raise Missing(_("没有找到这个系列活动。"))
    return series


def of(actor: Any) -> list[Series]:
    """The series that an actor runs, those that go on first; one statement."""
    query = select(Series).where(actor.scope(RUN, Series)).order_by(Series.active.desc(), Series.weekday, Series.id)
    return list(session.scalars(query.limit(100)).unique())


def begin(actor: Any, values: dict[str, Any]) -> Series:
    """A series and its first activities. Raises CannotPlan."""
    _check(values)
    series = Series(**values)
    check_host(series, actor)
    session.add(series)
    session.flush()
    extend(series)
    return series


def alter(series_id: int, actor: Any, values: dict[str, Any]) -> Series:
    """Another rule from now on: dates that nobody signed up for are made anew, the others stay as they are."""
    series = for_runner(series_id, actor)
    _check({**{name: getattr(series, name) for name in ("start_minute", "minutes", "from_day", "until_day")}, **values})
    before = host_key(series)
    for name, value in values.items():
        setattr(series, name, value)
    if host_key(series) != before:
        check_host(series, actor)
    _drop_empty(series)
    extend(series)
    return series


def skip(series_id: int, actor: Any, day: date) -> Series:
    """Leave one day out: a date without sign-ups goes; one with sign-ups is called off, and they are told."""
    series = for_runner(series_id, actor)
    if not is_month(month_of(day)) or day not in set(_days(series, day)):
        raise CannotPlan(_("这一天本来就没有这个活动，请从列表里选。"))
    series.skips = sorted({*series.skips, day.isoformat()})
    session.flush()
    _drop_empty(series, day)
    for activity in session.scalars(_to_come(series).where(Activity.series_day == day)).unique().all():
        cancel(activity, actor, _("这一天停一次"))
    return series


def end(series_id: int, actor: Any) -> Series:
    """No more from now on; dates with sign-ups stay."""
    series = for_runner(series_id, actor)
    series.active = False
    _drop_empty(series)
    session.flush()
    return series


def extend(series: Series) -> int:
    """Make the activities of the coming weeks that are not there yet; how many."""
    last = local_day(now()) + timedelta(weeks=rules().weeks_ahead)
    known = set(session.scalars(select(Activity.series_day).where(Activity.series_id == series.id)))
    new = [day for day in _days(series, last) if day not in known and day.isoformat() not in series.skips]
    for day in new:
        _make(series, day)
    return len(new)


def extend_all() -> None:
    """The nightly work: every series that goes on gets its next dates."""
    for series in session.scalars(select(Series).where(Series.active.is_(True)).order_by(Series.id)).unique().all():
        extend(series)


def _make(series: Series, day: date) -> None:
    start = moment_at(day, series.start_minute)
    window = default_window(start)
    values = {name: getattr(series, name) for name in WHAT}
    values |= {"series_id": series.id, "series_day": day, "starts_at": start, "signup_from": window[0]}
    values |= {"ends_at": start + timedelta(minutes=series.minutes), "signup_until": window[1]}
    activity = make(SYSTEM, values)
    if series.helpers:
        add_post(activity, CREW, series.helpers)
    try:
        with session.begin_nested():
            publish(activity, SYSTEM)
    except (Refused, Occupied):
        # The room is somebody else's that day: it stays a draft for the leader to move.
        if series.leader_id:
            text = _l("“%(title)s”有一场的场地被占了，请改时间或场地再发布。", title=series.title)
            notify(series.leader_id, text, links.run(activity.id), SOURCE)


def _days(series: Series, last: date) -> Iterator[date]:
    """The series' days from today, up to `last`."""
    if not series.active:
        return
    day = series.from_day + timedelta(days=(series.weekday - series.from_day.weekday()) % 7)
    end_day = min(last, series.until_day) if series.until_day else last
    while day <= end_day:
        if moment_at(day, series.start_minute) > now():
            yield day
        day += timedelta(weeks=series.every_weeks)


def _to_come(series: Series) -> Any:
    return select(Activity).where(
        Activity.series_id == series.id, Activity.starts_at > now(), Activity.state.in_(("draft", "published", "open", "full"))
    )


def _drop_empty(series: Series, day: date | None = None) -> None:
    """Dates that nobody ever signed up for disappear, so that new ones may come."""
    touched = select(Signup.activity_id).where(Signup.activity_id == Activity.id).exists()
    empty = _to_come(series).where(~touched)
    for activity in session.scalars(empty if day is None else empty.where(Activity.series_day == day)).unique().all():
        free_place(OWNER, activity.id)
        session.execute(delete(Post).where(Post.activity_id == activity.id))
        session.delete(activity)
    session.flush()


def _check(values: dict[str, Any]) -> None:
    if values["start_minute"] + values["minutes"] > DAY:
        raise CannotPlan(_("活动要在当天结束，请改开始时间或时长。"))
    if not is_month(month_of(values["from_day"])):
        raise CannotPlan(_("请检查开始日期的年份。"))
    if values.get("until_day") is not None and values["until_day"] < values["from_day"]:
        raise CannotPlan(_("结束日期不能早于开始日期，请检查。"))


def dates(series: Series) -> list[Activity]:
    """The dates to come; one statement."""
    return list(session.scalars(_to_come(series).order_by(Activity.starts_at).limit(60)).unique())
