"""Where the venues join the site: each hook is a few lines that ask a service."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from flask import Blueprint, url_for

from core.api import (
    Arrangement,
    Card,
    Fact,
    Hint,
    Job,
    NavItem,
    Panel,
    PersonLeft,
    PersonMoved,
    Task,
    Tile,
    _,
    community_today,
    follow_home,
    follow_homes,
    hookimpl,
    now,
    word,
)

from .events import PlaceFreed
from .forms import SettingsForm
from .kinds import shown_title
from .models import Booking
from .services import arriving, departing, figures, lists, opening, plans, privacy, waiting
from .views import pages
from .workflow import flow


@hookimpl
def blueprint() -> Blueprint:
    return pages


@hookimpl
def settings_form() -> type[Any]:
    return SettingsForm


@hookimpl
def facts() -> Sequence[Fact]:
    return figures.FACTS


@hookimpl
def jobs() -> Sequence[Job]:
    return [Job("venues.serve_waiting", 15, lambda community_id: _look_after())]


def _look_after() -> None:
    arriving.end_unreleased()
    _serve(None)


def _serve(place_id: int | None) -> None:
    waiting.serve_waiting(place_id)


@hookimpl
def on_enable(community: Any) -> None:
    follow_homes(Booking)


@hookimpl
def on_event(community: Any, event: Any) -> None:
    if isinstance(event, PlaceFreed):
        _serve(event.place_id)
    elif isinstance(event, PersonLeft):
        departing.person_left(event)
    elif isinstance(event, PersonMoved):
        follow_home(Booking, event.person_id)


@hookimpl
def nav_items(community: Any, actor: Any, area: str) -> Sequence[NavItem]:
    if area == "public":
        return [NavItem(word("venues"), "venues.index", "calendar-time", 50)]
    if area == "desk" and actor.can("venues.view"):
        return [NavItem(word("venues"), "venues.desk", "calendar-time", 60)]
    if area == "me" and actor.can("venues.book"):
        return [NavItem(_("我的场地"), "venues.mine", "calendar-time", 60)]
    return []


@hookimpl
def public_cards(community: Any) -> Sequence[Card]:
    lanes = plans.day_plan(opening.venues(), community_today())
    coming = (use for lane in lanes for use in lane.uses if use.ends_at > now())
    uses = sorted(coming, key=lambda use: (use.starts_at, use.place_id))
    context = {"uses": uses[:6], "more": max(0, len(uses) - 6), "count": len(lanes), "shown_title": shown_title}
    return [Card(word("venues"), "venues/_public_card.html", context, 60)] if lanes else []


@hookimpl
def hints(community: Any) -> Sequence[Hint]:
    places = opening.venues()
    if not places:
        return [Hint(_("还没有场地：请先添加。"), "desk.places")]
    if not any(venue.bookable for venue in places):
        return [Hint(_("还没有场地可以约：请给场地定开放时间。"), "venues.all_rules")]
    return [
        Hint(_("%(place)s拿钥匙的人已去世，请换一位来开门。", place=name), "venues.edit_rules", {"place_id": place_id})
        for place_id, name in departing.places_without_key()
    ]


@hookimpl
def tiles(community: Any, actor: Any) -> Sequence[Tile]:
    if not actor.can("venues.book"):
        return []
    return [Tile(_("约场地"), _("活动室、舞台、球室"), "venues.index", "calendar-time", "green", 60)]


@hookimpl
def arrangements(community: Any, actor: Any) -> Sequence[Arrangement]:
    booked = [
        Arrangement(
            f"{row.place_name}：{shown_title(row.Booking.title)}", flow.state_of(row.Booking).title,
            url_for("venues.booking", booking_id=row.Booking.id), "calendar-time", row.Booking.starts_at,
        )
        for row in lists.mine(actor.person_id, live=True, limit=10)
    ]
    keys = [
        Arrangement(_("去开门：%(place)s", place=place), shown_title(row.title), url_for("venues.mine"), "key", row.starts_at)
        for row, place in arriving.to_open(actor.person_id)
    ]
    return [*booked, *keys]


@hookimpl
def tasks(community: Any, actor: Any) -> Sequence[Task]:
    if not actor.can("venues.view"):
        return []
    asked = [
        Task(
            f"{row.place_name} · {shown_title(row.Booking.title)}", row.person_name,
            url_for("venues.desk_booking", booking_id=row.Booking.id), row.Booking.starts_at, "amber", "calendar-time",
            _("场地待审批"),
        )
        for row in lists.to_decide(actor)
    ]
    opening_up = [
        Task(
            _("开门：%(place)s", place=place), shown_title(row.title),
            url_for("venues.desk_booking", booking_id=row.id) if actor.can("venues.view", row) else url_for("venues.mine"),
            row.starts_at, "blue", "key", _("要开门"),
        )
        for row, place in arriving.to_open(actor.person_id, everybody=actor.can("venues.manage"))
    ]
    return [*asked, *opening_up]


@hookimpl
def desk_cards(community: Any, actor: Any) -> Sequence[Card]:
    if not actor.can("venues.view"):
        return []
    used = figures.utilisation()
    busiest = max(used, key=lambda row: row.percent, default=None)
    if busiest is None:
        return []
    context = {"chart_data": figures.utilisation_chart(used), "busiest": busiest, "used": used}
    return [Card(_("场地使用"), "venues/_used_card.html", context, 60)]


@hookimpl
def resident_panels(community: Any, person: Any, actor: Any) -> Sequence[Panel]:
    if not actor.can("venues.view"):
        return []
    rows = [row for row in lists.mine(person.id, limit=5) if actor.can("venues.view", row.Booking)]
    context = {
        "rows": rows, "state_of": flow.state_of, "person_id": person.id, "shown_title": shown_title,
        "may_book": actor.can("venues.approve", person) and person.deceased_on is None,
    }
    return [Panel(word("venues"), "venues/_panel.html", context, 60)]


@hookimpl
def demo_data(community: Any, rng: Random, signins: Mapping[str, Any]) -> None:
    from . import demo  # large, and for commands alone: web processes do without it

    demo.load(rng, signins)


@hookimpl
def examples(community: Any) -> Mapping[str, Mapping[str, Any]]:
    from . import demo  # as above

    return demo.examples()


@hookimpl
def export_resident(community: Any, person: Any) -> Mapping[str, Any]:
    return privacy.export(person.id)


@hookimpl
def erase_resident(community: Any, person: Any) -> None:
    privacy.erase(person.id)


@hookimpl
def may_leave(person: Any) -> str | None:
    return privacy.open_business(person.id)
