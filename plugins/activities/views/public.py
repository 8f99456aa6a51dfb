"""What everybody sees: the month, one activity, this week on the screen, the rules, and the calendar to subscribe to."""
from __future__ import annotations

import calendar as grid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import render_template, request, url_for

from core.api import (
    CalendarEntry,
    _,
    calendar_response,
    community_today,
    current_actor,
    linked,
    local_day,
    month_after,
    pictures_of,
    public,
    send_picture,
    this_month,
    word,
)

from ..effects import OWNER
from ..errors import NoSuchActivity
from ..models import Activity
from ..services import family, group, joining, lists, making, seats
from ..services.calendar import is_month
from ..services.hosts import host_name
from ..services.privacy import FEED
from ..workflow import RUN, activity_flow
from .blueprint import pages
from .choices import month_words

ON_SCREEN = 7  # what is read from three metres without scrolling


@pages.get("/")
@public("the month's activities that are announced")
def index() -> str:
    """One month, day by day."""
    month = request.args.get("month", this_month(), type=int)
    month = month if is_month(month) else this_month()
    rows = lists.of_month(month)
    gone = [row for row in rows if local_day(row.starts_at) < community_today()] if month == this_month() else []
    return render_template(
        "activities/month.html", month=month, title=month_words(month), before=month_after(month, -1), gone=gone,
        after=month_after(month), weeks=_weeks(month, rows), rows=rows, free=places_left(rows), day_of=local_day,
        states=activity_flow.states_in_words(), today=community_today(), where=where, host_name=host_name,
    )


def _weeks(month: int, rows: Sequence[Activity]) -> list[list[tuple[date, list[Activity]]]]:
    by_day: dict[date, list[Activity]] = {}
    for row in rows:
        by_day.setdefault(local_day(row.starts_at), []).append(row)
    weeks = grid.Calendar().monthdatescalendar(month // 100, month % 100)
    return [[(day, by_day.get(day, [])) for day in week] for week in weeks]


def where(activity: Any) -> str:
    """The place in words."""
    return str(activity.place.name) if activity.place is not None else str(activity.place_text)


def places_left(rows: Sequence[Activity]) -> dict[int, int | None]:
    """How many may still take part, by activity; None where nobody counts."""
    taken = seats.taken_of([row.id for row in rows])
    return {
        row.id: None if row.quota is None else max(0, row.quota - taken.get(row.id, {}).get(None, 0)) for row in rows
    }


@pages.get("/a/<int:activity_id>")
@public("an activity that is announced")
def activity(activity_id: int) -> str:
    """One activity: what, when, where, for whom; sign-up; and afterwards what came of it."""
    row, actor = making.for_public(activity_id), current_actor()
    taken = seats.taken(row.id)
    mine = joining.signup_of(row.id, actor.person_id) if actor.person_id else None
    return render_template(
        "activities/activity.html", row=row, state=activity_flow.state_of(row), host=host_name(row), where=where(row),
        posts=making.posts_of(row.id), taken=taken, mine=mine, may_run=bool(actor.person_id) and actor.can(RUN, row),
        children=family.children(actor) if row.state in ("open", "full") and row.quota != 0 else [],
        photos=pictures_of(OWNER, [row.id]).get(row.id, []) if row.released else [],
    )


@pages.get("/a/<int:activity_id>/photos/<int:picture_id>")
@public("photos that the leader released; before that only for who runs the activity")
def photo(activity_id: int, picture_id: int) -> Any:
    """One photo of a result."""
    row, actor = making.find(activity_id), current_actor()
    if not row.released and not (actor.person_id and actor.can(RUN, row)):
        raise NoSuchActivity
    return send_picture(picture_id, OWNER, row.id)


@pages.get("/week")
@public("the screen in the lobby, without personal data")
def week() -> str:
    """This week on a large screen, and what of the next one there is room for."""
    today = community_today()
    now, after = (
        [row for row in lists.of_week(day) if row.state != "cancelled"] for day in (today, today + timedelta(days=7))
    )
    after = after[: max(0, ON_SCREEN - len(now))]
    return render_template(
        "activities/week.html", rows=now, after=after, today=today, where=where, free=places_left([*now, *after]), day_of=local_day
    )


@pages.get("/rules")
@public("the rules that the leading group shows to everybody")
def rules() -> str:
    """Written rules."""
    return render_template("activities/rules.html", rules=group.rules_shown(public_only=True))


@pages.get("/feed.ics")
@public("the calendar of what is announced")
def feed() -> Any:
    """All announced activities, to subscribe to."""
    return calendar_response(word("activities"), [_entry(row) for row in lists.for_feed()])


@pages.get("/feed/<token>.ics")
@public("a person's own calendar, under an address that only they know")
def own_feed(token: str) -> Any:
    """The activities that one person signed up for."""
    person_id = linked(FEED, token).person_id
    rows = lists.mine(person_id, limit=200)
    kept = [(row, post) for signup, row, post, _name in rows if signup.state in ("signed_up", "attended")]
    return calendar_response(_("我的活动"), [_entry(row, post or "") for row, post in kept])


def _entry(row: Activity, post: str = "") -> CalendarEntry:
    return CalendarEntry(
        uid=f"activities.activity:{row.id}", title=f"{row.title}（{post}）" if post else row.title,
        starts_at=row.starts_at, ends_at=row.ends_at, place=where(row),
        text=url_for("activities.activity", activity_id=row.id, _external=True), cancelled=row.state == "cancelled",
    )
