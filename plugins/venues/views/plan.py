"""The desk's plans: a day of all places, a week of one."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, request

from core.api import community_today, current_actor, local_day, place_uses, require

from ..services import lists, opening, plans
from ..services.calendar import day_bounds, monday_of
from .blueprint import pages

OWNER = "venues.booking"


@pages.get("/desk/day")
@require("venues.view")
def day() -> Any:
    """What happens in all places on a day; bookings lead to their page, other services' uses stand for themselves."""
    chosen = plans.chosen_day(request.args.get("day", ""))
    lanes = plans.day_plan(opening.venues(open_only=False), chosen)
    return render_template(
        "venues/day.html", lanes=lanes, day=chosen, today=community_today(), axis=plans.hours_axis(), one=timedelta(days=1),
        names=_names([use for lane in lanes for use in lane.uses]),
    )


@pages.get("/desk/places/<int:place_id>/week")
@require("venues.view")
def week(place_id: int) -> Any:
    """One place over seven days."""
    found = opening.venue(place_id)
    monday = monday_of(plans.chosen_day(request.args.get("week", "")))
    uses = place_uses(*day_bounds(monday, 7), place_id)
    days = [monday + timedelta(days=i) for i in range(7)]
    return render_template(
        "venues/week.html", venue=found, monday=monday, one=timedelta(days=7), names=_names(uses), today=community_today(),
        days=[(day, found.hours_on(day), [use for use in uses if local_day(use.starts_at) == day]) for day in days],
    )


def _names(uses: list[Any]) -> dict[int, str]:
    return lists.names_of_day(current_actor(), [use.owner_id for use in uses if use.owner_kind == OWNER])
