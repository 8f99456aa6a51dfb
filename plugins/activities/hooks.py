"""Where the activities join the site: each hook is a few lines that ask a service."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
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
    Task,
    Tile,
    _,
    hookimpl,
    local_day,
    this_month,
    usual,
    word,
)

from .forms import WEEKDAYS, SettingsForm
from .services import departing, figures, lists, privacy, reminders, series, standing
from .services.hosts import host_name
from .views import pages
from .views.choices import month_words
from .views.public import places_left, where
from .workflow import activity_flow, signup_flow


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
        Job("activities.remind", 30, lambda community_id: _done(reminders.remind)),
        Job("activities.extend_series", 12 * 60, lambda community_id: series.extend_all()),
    ]


def _done(work: Any) -> None:
    work()


@hookimpl
def nav_items(community: Any, actor: Any, area: str) -> Sequence[NavItem]:
    if area == "public":
        return [NavItem(word("activities"), "activities.index", "calendar-event", 20)]
    if area == "desk" and actor.can("activities.view"):
        return [NavItem(word("activities"), "activities.desk", "calendar-event", 30)]
    if area == "me":
        return [NavItem(_("我的活动"), "activities.mine", "calendar-event", 40)]
    return []


@hookimpl
def public_cards(community: Any) -> Sequence[Card]:
    rows = lists.coming()
    context = {
        "rows": rows, "free": places_left(rows), "states": activity_flow.states_in_words(), "where": where,
        "weekdays": WEEKDAYS, "day_of": local_day,
    }
    return [Card(_("最近的活动"), "activities/_public_card.html", context, 10)]


@hookimpl
def public_figures(community: Any) -> Sequence[Figure]:
    return [Figure(_("今年的活动"), figures.sessions_in_year(this_month() // 100), _("场次"), "calendar-event", 50)]


@hookimpl
def tiles(community: Any, actor: Any) -> Sequence[Tile]:
    return [Tile(word("activities"), _("报名、签到"), "activities.index", "calendar-event", "green", 30)]


@hookimpl
def arrangements(community: Any, actor: Any) -> Sequence[Arrangement]:
    return [
        Arrangement(
            _whose(row.title, name, signup, actor), _("%(state)s · %(where)s", state=signup_flow.state_of(signup).title, where=usual(post) or where(row)),
            url_for("activities.signup", signup_id=signup.id), "calendar-event", row.starts_at,
        )
        for signup, row, post, name in lists.mine(actor.person_id, live=True, limit=10)
    ]


def _whose(title: str, name: str, signup: Any, actor: Any) -> str:
    return title if signup.person_id == actor.person_id else _("%(title)s（%(name)s）", title=title, name=name)


ANSWERED_WITHIN = timedelta(days=3)
TASK_LOOKS = {"draft": ("speakerphone", "amber"), "held": ("report-analytics", "gold")}


@hookimpl
def tasks(community: Any, actor: Any) -> Sequence[Task]:
    if not actor.can("activities.view"):
        return []
    due = [
        Task(
            row.title, host_name(row), url_for("activities.run", activity_id=row.id),
            row.ends_at if row.state == "held" else row.starts_at, TASK_LOOKS[row.state][1], TASK_LOOKS[row.state][0],
            activity_flow.state_of(row).title,
        )
        for row in standing.due(actor)
    ]
    return [*due, *_plans(actor), *_objections(actor)]


def _plans(actor: Any) -> list[Task]:
    return [
        Task(
            _("%(month)s计划", month=month_words(plan.month)), host_name(plan),
            url_for("activities.plan", plan_id=plan.id), None, "red", "clipboard-list", _("待审批"),
        )
        for plan in standing.plans_to_approve(actor)
    ]


def _objections(actor: Any, household_id: int | None = None) -> list[Task]:
    return [
        Task(
            _("%(name)s说签到记录不对", name=row.name), row.title, url_for("activities.run", activity_id=row.activity_id),
            row.state_since + ANSWERED_WITHIN, "gold", "message-exclamation", _("待核对"), row.household_id,
        )
        for row in standing.objections(actor, household_id)
    ]


@hookimpl
def household_tasks(community: Any, household: Any, actor: Any) -> Sequence[Task]:
    return _objections(actor, household.id) if actor.can("activities.run") else []


@hookimpl
def desk_cards(community: Any, actor: Any) -> Sequence[Card]:
    if not actor.can("activities.view"):
        return []
    months = figures.per_month()
    chart, _seen = figures.months_charts(months)
    summary = _("最近六个月的场次，这个月 %(count)s 场。", count=months[-1][1])
    return [Card(_("每月活动场次"), "activities/_chart.html", {"chart_data": chart, "summary": summary}, 40)]


@hookimpl
def resident_panels(community: Any, person: Any, actor: Any) -> Sequence[Panel]:
    if not actor.can("activities.view"):
        return []
    rows = lists.mine(person.id, family=False, limit=5)
    context = {"rows": rows, "states": signup_flow.states_in_words()}
    return [Panel(word("activities"), "activities/_panel.html", context, 40)]


@hookimpl
def on_event(community: Any, event: Any) -> None:
    if isinstance(event, PersonLeft):
        departing.person_left(event)


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
    return standing.open_business(person.id)
