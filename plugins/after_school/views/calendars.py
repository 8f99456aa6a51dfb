"""Calendars to subscribe to: a secret address for a guardian's children and one for a teacher's classes."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, render_template, request, url_for

from core.api import (
    CalendarEntry,
    _,
    calendar_response,
    carried_out,
    close_link,
    community_today,
    current_actor,
    linked,
    open_link,
    public,
    session,
    signed_in,
    word,
)

from ..services import lists
from ..services.family import own_children
from .blueprint import pages

GUARDIAN, TEACHER = "after_school.guardian", "after_school.teacher"
KINDS = {"guardian": GUARDIAN, "teacher": TEACHER}
BACK, AHEAD = timedelta(days=30), timedelta(days=200)


def _kind(side: str) -> str:
    return KINDS.get(side) or abort(404)


def _side() -> str:
    return request.form.get("side", "")


@pages.post("/calendars")
@signed_in
def open_calendar() -> Any:
    """A new address, shown this once; the earlier one is dead."""
    side = _side()
    token = open_link(_kind(side), current_actor().person_id)
    session.commit()
    address = url_for("after_school.calendar", side=side, token=token, _external=True)
    return render_template("after_school/calendar.html", address=address, side=side)


@pages.post("/calendars/close")
@signed_in
def close_calendar() -> Any:
    """The address is worthless at once."""
    side = _side()
    person_id, kind = current_actor().person_id, _kind(side)
    back = url_for("after_school.mine" if side == "guardian" else "after_school.teaching")
    return carried_out(lambda: close_link(kind, person_id), _("订阅地址已经作废。"), back)


@pages.get("/calendars/<side>/<token>.ics")
@public("the token in the address is the key, and it can be taken back")
def calendar(side: str, token: str) -> Any:
    """The classes of a guardian's children, by course and without names, or of a teacher."""
    link = linked(_kind(side), token)
    rows = _of_children(link.person_id) if side == "guardian" else _of_teacher(link.person_id)
    return calendar_response(word("after_school"), rows)


def _of_children(person_id: int) -> list[CalendarEntry]:
    ids = [child.id for child in own_children(person_id)]
    rows = lists.classes_of(ids, community_today() - BACK, community_today() + AHEAD)
    return list({row.ClassDay.id: _entry(row) for row in rows}.values())


def _of_teacher(person_id: int) -> list[CalendarEntry]:
    return [_entry(row) for row in lists.my_duties(person_id, limit=200)]


def _entry(row: Any) -> CalendarEntry:
    day = row.ClassDay
    return CalendarEntry(
        f"after_school.class_day:{day.id}", row.course, day.starts_at, day.ends_at, row.place,
        cancelled=day.state in lists.NOT_HELD,
    )

