"""The timetable of a week: all rooms, one room or one teacher; also on paper."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import render_template, request

from core.api import community_today, places, require

from ..services import lists
from ..services.calendar import monday_of
from ..words import WEEKDAYS
from ..workflow import day_flow
from .blueprint import pages


def _monday() -> date:
    """The wished week; anything that is no day is this week."""
    try:
        day = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return monday_of(community_today())
    return monday_of(day if 2000 <= day.year <= 2100 else community_today())


@pages.get("/timetable")
@require("after_school.view")
def timetable() -> Any:
    """Seven days side by side; on the phone one under the other."""
    monday = _monday()
    place_id, teacher_id = (request.args.get(name, type=int) for name in ("place", "teacher"))
    rows = lists.week(monday, place_id, teacher_id)
    week = [(WEEKDAYS[n], monday + timedelta(days=n), [r for r in rows if r.ClassDay.day == monday + timedelta(days=n)]) for n in range(7)]
    return render_template(
        "after_school/timetable.html", week=week, monday=monday, before=monday - timedelta(days=7),
        after=monday + timedelta(days=7), names=lists.names_on_duty([row.ClassDay.id for row in rows]),
        places=places(open_only=False), teachers=lists.teaching_names(), place_id=place_id, teacher_id=teacher_id,
        states=day_flow.states_in_words(), today=community_today(),
    )
