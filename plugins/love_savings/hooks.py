"""Where the station joins the site: each hook is a few lines that ask a service."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from flask import Blueprint, url_for

from core.api import (
    Arrangement,
    Card,
    Fact,
    Figure,
    Job,
    NavItem,
    Panel,
    PersonLeft,
    PersonMoved,
    PluginSwitched,
    ServiceRecorded,
    Task,
    Tile,
    _,
    follow_home,
    follow_homes,
    hookimpl,
    word,
)

from .batch_workflow import CREDIT_LATE, late_flow
from .events import OfferAnswered, SearchRests
from .models import Request
from .rules import rules
from .services import (
    cards,
    charts,
    credit_lines,
    departing,
    dispatching,
    figures,
    grants,
    hours,
    late_credit,
    lateness,
    lists,
    privacy,
    standing,
    stars,
)
from .settings import SettingsForm
from .views import pages
from .workflow import request_flow


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
    return [
        Job("love_savings.credit_missing", 60, lambda community_id: hours.credit_missing()),
        Job("love_savings.settle_grants", 60, lambda community_id: grants.settle_past()),
        Job("love_savings.lift_floors", 60, lambda community_id: credit_lines.lift_floors()),
    ]


@hookimpl
def nav_items(community: Any, actor: Any, area: str) -> Sequence[NavItem]:
    if area == "desk" and actor.can("love_savings.view_station"):
        return [NavItem(word("love_savings"), "love_savings.index", "pig-money", 20)]
    if area == "me" and actor.can("love_savings.serve"):
        return [NavItem(_("我的服务"), "love_savings.mine", "heart-handshake", 30)]
    if area == "me" and actor.can("love_savings.ask"):
        return [NavItem(_("请人帮忙"), "love_savings.my_requests", "home-heart", 30)]
    return []


@hookimpl
def public_cards(community: Any) -> Sequence[Card]:
    hours_saved = [(charts.month_title(month), minutes // 60) for month, minutes in figures.hours_per_month()]
    context = {"kinds": charts.kinds_of_help(), "days": charts.DAYS, "hours_saved": hours_saved}
    return [Card(word("love_savings"), "love_savings/_public_card.html", context, 20)]


@hookimpl
def public_figures(community: Any) -> Sequence[Figure]:
    return [Figure(_("帮成的忙"), figures.count_confirmed(None), _("次"), "heart-handshake", 60)]


@hookimpl
def tiles(community: Any, actor: Any) -> Sequence[Tile]:
    shown = []
    if actor.can("love_savings.ask"):
        shown.append(Tile(_("请人帮忙"), _("修理、陪伴、跑腿"), "love_savings.ask", "home-heart", "gold", 20))
    return [*shown, Tile(_("我的时长"), _("存入、支取"), "love_savings.card", "clock-check", "blue", 40)]


@hookimpl
def me_cards(community: Any, actor: Any) -> Sequence[Card]:
    view = cards.card_view(actor.person_id)
    if view is None:
        return []
    card_url = url_for("love_savings.scan", token=view.card.token, _external=True)
    context = {"view": view, "card_url": card_url, "card_name": rules().card_name}
    return [Card(word("savings_card"), "love_savings/_savings_card.html", context, 10)]


@hookimpl
def arrangements(community: Any, actor: Any) -> Sequence[Arrangement]:
    mine = [
        Arrangement(
            _("请人帮忙：%(what)s", what=lists.what(row)), request_flow.state_of(row).title,
            url_for("love_savings.asked", request_id=row.id), "home-heart", row.starts_at,
        )
        for row in lists.requests_of(actor.person_id, live=True)
    ]
    serves = actor.can("love_savings.serve")
    return [*mine, *(_job(row) for row in (lists.offers_to(actor.person_id) if serves else ()))]


def _job(row: Any) -> Arrangement:
    if row.offer_state == "offered":
        said = _("有邻居需要您：%(what)s", what=lists.what(row))
        return Arrangement(said, _("等您答复"), url_for("love_savings.mine"), "heart-handshake", row.starts_at, asks=True)
    url = url_for("love_savings.job", request_id=row.id)
    said = _("去帮忙：%(what)s", what=lists.what(row))
    return Arrangement(said, request_flow.state_of(row).title, url, "heart-handshake", row.starts_at)


TASK_WORDS = {
    "submitted": ("shield-check", "amber"), "verified": ("send", "red"), "not_home": ("door-exit", "red"),
    "unended": ("clock-check", "amber"), "done": ("phone", "gold"), "disputed": ("gavel", "red"),
}
UNDER_WAY = ("heart-handshake", "green")


@hookimpl
def tasks(community: Any, actor: Any) -> Sequence[Task]:
    if not actor.can("love_savings.view_station"):
        return []
    return [*_late_task(actor), *(_task(row) for row in lists.tasks_for(actor))]


def _late_task(actor: Any) -> Sequence[Task]:
    offer = late_credit.latest("offered") if actor.can(CREDIT_LATE) else None
    if offer is None:
        return []
    said = _("有 %(count)s 条以前的服务还没有存进卡里", count=offer.records)
    url = url_for("love_savings.late_credit")
    return [Task(said, _("可以一次补记，也可以不补"), url, None, "gold", "clock-plus", late_flow.state_of(offer).title)]


@hookimpl
def household_tasks(community: Any, household: Any, actor: Any) -> Sequence[Task]:
    if not actor.can("love_savings.view_station"):
        return []
    return [_task(row) for row in lists.open_at(household.id, actor)]


def _task(row: Any) -> Task:
    icon, tone = TASK_WORDS.get(row.state, UNDER_WAY)
    return Task(
        f"{lists.what(row)} · {row.person_name}", row.place or row.building_name or "",
        url_for("love_savings.request_page", request_id=row.id), row.starts_at, tone, icon,
        lists.waits_for(row) or request_flow.state_of(row).title, row.household_id,
    )


@hookimpl
def desk_cards(community: Any, actor: Any) -> Sequence[Card]:
    if not actor.can("love_savings.view_station"):
        return []
    months, weeks = figures.hours_per_month(), charts.requests_per_week(actor)
    saved = {"chart_data": charts.hours_chart(months), "last": months[-1][1]}
    asked = {"chart_data": charts.requests_chart(weeks), "last": weeks[-1]}
    return [
        Card(_("每月存入的时长"), "love_savings/_hours_chart.html", saved, 20),
        Card(_("每周的求助"), "love_savings/_requests_chart.html", asked, 30),
    ]


@hookimpl
def resident_panels(community: Any, person: Any, actor: Any) -> Sequence[Panel]:
    if not actor.can("love_savings.view_station"):
        return []
    context = {
        "may_ask": actor.can("love_savings.verify", person) and person.household_id is not None,
        "view": cards.card_view(person.id), "rows": lists.requests_of(person.id, limit=5), "person_id": person.id,
        "state_of": request_flow.state_of, "star": stars.star(person.id),
        "late": lateness.late_of(person.id, person.id),
    }
    return [Panel(word("love_savings"), "love_savings/_panel.html", context, 20)]


@hookimpl
def on_enable(community: Any) -> None:
    follow_homes(Request)


@hookimpl
def on_event(community: Any, event: Any) -> None:
    if isinstance(event, ServiceRecorded):
        hours.credit(event.record_id)
    elif isinstance(event, OfferAnswered):
        dispatching.wave_answered(event.request_id)
    elif isinstance(event, SearchRests):
        dispatching.look_on(event.request_id)
    elif isinstance(event, PersonLeft):
        departing.person_left(event)
    elif isinstance(event, PersonMoved):
        follow_home(Request, event.person_id)
    elif isinstance(event, PluginSwitched):
        late_credit.switched(event)


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
def must_keep(person: Any) -> Sequence[str]:
    return privacy.must_keep(person.id)


@hookimpl
def room_needs(building: Any, actor: Any) -> Mapping[int, int]:
    return standing.room_needs(building.id, actor)


@hookimpl
def may_leave(person: Any) -> str | None:
    return standing.open_business(person.id)
