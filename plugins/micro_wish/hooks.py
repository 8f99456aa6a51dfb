"""Where the wish station joins the site: each hook is a few lines that ask a service."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from flask import Blueprint, url_for

from core.api import (
    Arrangement,
    Card,
    ConsentWithdrawn,
    Fact,
    Figure,
    NavItem,
    Panel,
    PersonLeft,
    PersonMoved,
    Task,
    Tile,
    _,
    follow_home,
    follow_homes,
    hookimpl,
    word,
)

from . import THANKS
from .events import ClaimTurned
from .forms import SettingsForm
from .models import Wish
from .names import WORDS, number_text, what
from .services import claiming, departing, figures, lists, privacy, reporting, standing, thanking, wall
from .views import pages
from .workflow import claim_flow, wish_flow

ON_THE_HOME_PAGE = 6


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
def nav_items(community: Any, actor: Any, area: str) -> Sequence[NavItem]:
    if area == "public":
        return [NavItem(word("micro_wish"), "micro_wish.index", "sparkles", 10)]
    if area == "desk" and actor.can("micro_wish.view"):
        return [NavItem(word("micro_wish"), "micro_wish.desk", "sparkles", 30)]
    if area == "me" and actor.can("micro_wish.wish"):
        return [NavItem(_("我的心愿"), "micro_wish.my_wishes", "sparkles", 40)]
    if area == "me" and actor.can("micro_wish.claim"):
        return [NavItem(_("我的认领"), "micro_wish.my_claims", "gift", 40)]
    return []


@hookimpl
def public_cards(community: Any) -> Sequence[Card]:
    rows = [*wall.some("open", ON_THE_HOME_PAGE - 2), *wall.some("done", 2)]
    context = {**WORDS, "rows": rows, "states": wish_flow.states_in_words()}
    return [Card(_("心愿墙"), "micro_wish/_public_card.html", context, 10)]


@hookimpl
def public_figures(community: Any) -> Sequence[Figure]:
    counts = wall.counts()
    return [
        Figure(_("收到心愿"), counts["collected"], _("个"), "sparkles", 40),
        Figure(_("实现心愿"), counts["done"], _("个"), "circle-check", 50),
    ]


@hookimpl
def tiles(community: Any, actor: Any) -> Sequence[Tile]:
    shown = []
    if actor.can("micro_wish.wish"):
        shown.append(Tile(_("许个心愿"), _("小东西、小帮忙"), "micro_wish.make", "sparkles", "red", 30))
    if actor.can("micro_wish.claim"):
        shown.append(Tile(_("帮人圆愿"), _("看看谁在等"), "micro_wish.index", "gift", "green", 50))
    return shown


@hookimpl
def arrangements(community: Any, actor: Any) -> Sequence[Arrangement]:
    wishes = [
        Arrangement(
            _("我的心愿：%(what)s", what=what(row)), wish_flow.state_of(row).title,
            url_for("micro_wish.my_wish", wish_id=row.id), "sparkles", _start(row.promised_on),
        )
        for row in lists.wishes_of(actor.person_id, live=True)
    ]
    claims = [
        Arrangement(
            _("圆一个心愿：%(what)s", what=what(row)), claim_flow.state_of(row).title,
            url_for("micro_wish.claimed", claim_id=row.id), "gift", _start(row.promised_on) or row.due_at,
        )
        for row in (lists.claims_of(actor, live=True) if actor.can("micro_wish.claim") else ())
    ]
    return [*wishes, *claims]


def _start(day: Any) -> datetime | None:
    return lists.morning(day) if day else None


TASK_LOOKS = {
    "overdue": ("alarm", "red"), "at_station": ("package-export", "amber"), "prepared": ("package-import", "gold"),
    "delivered": ("signature", "gold"), "collected": ("shield-check", "amber"), "verified": ("speakerphone", "amber"),
}


def _task(row: Any) -> Task:
    icon, tone = TASK_LOOKS.get(row.state, ("message-heart", "grey"))
    thanks = row.thanks_state == "waiting"
    return Task(
        f"{what(row)} · {row.person_name}", " · ".join(filter(None, (number_text(row.number), row.building_name))),
        url_for("micro_wish.wish_page", wish_id=row.id), lists.due_at(row), tone, icon,
        _("待审感谢") if thanks else wish_flow.state_of(row).title, household_id=row.household_id,
    )


@hookimpl
def tasks(community: Any, actor: Any) -> Sequence[Task]:
    found = [_task(row) for row in lists.tasks_for(actor)] if actor.can("micro_wish.view") else []
    waiting = reporting.waiting(actor, 5) if actor.can("micro_wish.confirm_report") else ()
    return [
        *found,
        *(
            Task(
                _("党员报到：%(name)s", name=row.person_name), row.unit_name, url_for("micro_wish.reports"),
                row.state_since, "blue", "user-check", _("待确认"),
            )
            for row in waiting
            if row.person_id != actor.person_id
        ),
    ]


@hookimpl
def household_tasks(community: Any, household: Any, actor: Any) -> Sequence[Task]:
    return [_task(row) for row in lists.at_door(actor, household.id)] if actor.can("micro_wish.view") else []


@hookimpl
def desk_cards(community: Any, actor: Any) -> Sequence[Card]:
    if not actor.can("micro_wish.view"):
        return []
    months = figures.per_month(6)
    context = {"chart_data": figures.chart(months), "last": months[-1]}
    return [Card(_("每月收到和实现的心愿"), "micro_wish/_chart.html", context, 25)]


@hookimpl
def resident_panels(community: Any, person: Any, actor: Any) -> Sequence[Panel]:
    if not actor.can("micro_wish.view", person):
        return []
    context = {
        **WORDS, "rows": lists.wishes_of(person.id, limit=5), "person_id": person.id,
        "states": wish_flow.states_in_words(), "may_collect": actor.can("micro_wish.collect", person) and person.household_id is not None,
    }
    return [Panel(word("micro_wish"), "micro_wish/_panel.html", context, 30)]


@hookimpl
def room_needs(building: Any, actor: Any) -> Mapping[int, int]:
    return standing.room_needs(building.id, actor)


@hookimpl
def may_leave(person: Any) -> str | None:
    return standing.open_business(person.id)


@hookimpl
def on_enable(community: Any) -> None:
    follow_homes(Wish)


@hookimpl
def on_event(community: Any, event: Any) -> None:
    if isinstance(event, ClaimTurned):
        claiming.turned(event.wish_id)
    elif isinstance(event, PersonLeft):
        departing.person_left(event)
    elif isinstance(event, PersonMoved):
        follow_home(Wish, event.person_id)
    elif isinstance(event, ConsentWithdrawn) and event.purpose == THANKS.name:
        thanking.keep_quiet(event.person_id)


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
