"""For everybody: what there is, when it is open, and when it is free, without names."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, request

from core.api import community_today, current_actor, now, public

from ..rules import rules
from ..services import equipment, opening, plans
from ..services.calendar import monday_of
from .blueprint import pages


@pages.get("/")
@public("which places there are and when they are free is for every neighbour")
def index() -> Any:
    """All places with their hours and how free they are today."""
    day, moment = community_today(), now()
    rows = [
        (lane.venue, opening.hours_in_words(lane.venue.rules), plans.free_words(lane.venue, day, lane.uses), lane.venue.door_at(moment))
        for lane in plans.day_plan(opening.venues(), day)
    ]
    return render_template("venues/index.html", rows=rows, may_book=current_actor().can("venues.book"))


@pages.get("/places/<int:place_id>")
@public("when a place is free is for every neighbour; the page names nobody")
def place(place_id: int) -> Any:
    """One place: hours, equipment, and the week by free and taken hours."""
    found = opening.venue(place_id)
    monday = monday_of(plans.chosen_day(request.args.get("week", "")))
    days, hours = plans.week(found, monday)
    this_monday = monday_of(community_today())
    return render_template(
        "venues/place.html", venue=found, hours=opening.hours_in_words(found.rules), things=equipment.equipment_for(place_id),
        days=days, rows=hours, monday=monday, today=community_today(), rules=rules(),
        before=monday - timedelta(days=7) if monday > this_monday else None,
        after=monday + timedelta(days=7) if monday + timedelta(days=7) <= community_today() + timedelta(days=found.days_ahead) else None,
        may_book=current_actor().can("venues.book") or not current_actor().is_authenticated,
    )


@pages.get("/lobby")
@public("hangs in the lobby: titles and times, nobody's name")
def lobby() -> Any:
    """Today's plan of all places, large, for the screen in the lobby."""
    lanes = plans.day_plan(opening.venues(), community_today())
    return render_template("venues/lobby.html", lanes=[plans.now_and_next(lane) for lane in lanes], day=community_today(), now=now())


@pages.get("/sheet")
@public("the same as in the lobby, for paper")
def sheet() -> Any:
    """A day's plan to print and pin up."""
    day = plans.chosen_day(request.args.get("day", ""))
    return render_template("venues/sheet.html", lanes=plans.day_plan(opening.venues(), day), day=day)
