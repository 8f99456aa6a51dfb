"""Where paired help joins the site: each hook is a few lines that ask a service."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

from flask import Blueprint, url_for

from core.api import (
    Arrangement,
    Card,
    ConsentWithdrawn,
    Fact,
    Figure,
    Job,
    NavItem,
    Panel,
    PersonLeft,
    PersonMoved,
    Task,
    Tile,
    _,
    hookimpl,
    word,
)

from . import CARE
from .calendar import due_by
from .forms import SettingsForm
from .services import cases, departing, figures, lists, mine, privacy, standing, upkeep
from .services.visits import own_visit
from .views import pages
from .workflow import case_flow

VIEW, SERVE = "paired_help.view", "paired_help.serve"


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
    return [Job("paired_help.look_after", 60, lambda community_id: upkeep.look_after())]


@hookimpl
def nav_items(community: Any, actor: Any, area: str) -> Sequence[NavItem]:
    if area == "desk" and actor.can(VIEW):
        return [NavItem(word("paired_help"), "paired_help.index", "friends", 40)]
    if area == "me" and actor.can(SERVE):
        return [NavItem(_("我的走访"), "paired_help.mine", "home-heart", 40)]
    return []


@hookimpl
def public_cards(community: Any) -> Sequence[Card]:
    helped, paired, graduated = figures.standing_figures()
    rows = [(_("正在帮扶"), helped), (_("单位党员结对"), paired), (_("退出帮扶"), graduated)]
    return [Card(word("paired_help"), "paired_help/_public_card.html", {"rows": rows}, 40)]


@hookimpl
def public_figures(community: Any) -> Sequence[Figure]:
    return [Figure(_("退出帮扶的家庭"), figures.count_graduated(), _("户"), "confetti", 70)]


@hookimpl
def desk_cards(community: Any, actor: Any) -> Sequence[Card]:
    if not actor.can(VIEW):
        return []
    counted = lists.standing_counts(actor)
    rows = [(_("帮扶中"), counted["going"]), (_("很久没联系"), counted["alarm"]), (_("待办理"), counted["todo"])]
    return [Card(word("paired_help"), "paired_help/_desk_card.html", {"rows": rows}, 50)]


@hookimpl
def tiles(community: Any, actor: Any) -> Sequence[Tile]:
    shown = []
    helped, helps = mine.sides_of(actor.person_id)
    if helped:
        shown.append(Tile(_("我的帮扶"), _("谁来、什么时候来"), "paired_help.me", "friends", "red", 25))
    if actor.can(SERVE) and helps:
        shown.append(Tile(_("我的走访"), _("去看看结对的人"), "paired_help.mine", "home-heart", "green", 30))
    return shown


@hookimpl
def arrangements(community: Any, actor: Any) -> Sequence[Arrangement]:
    found = []
    visit = own_visit(actor.person_id)
    if visit is not None:
        found.append(Arrangement(_("结对帮扶的人来看您"), _about(visit.due_on), url_for("paired_help.me"), "friends"))
    if actor.can(SERVE):
        found += [_visit(row) for row in mine.my_cases(actor.person_id)[:5] if row.visit_id and mine.is_my_turn(row)]
    return found


def _visit(row: Any) -> Arrangement:
    url = url_for("paired_help.my_visit", visit_id=row.visit_id)
    where = f"{_about(row.due_on)} · {row.building_name}"
    return Arrangement(_("去看%(name)s", name=row.person_name), where, url, "home-heart")


def _about(day: date) -> str:
    """A visit has a day and no hour: it is made when both sides have time."""
    return _("%(month)s 月 %(day)s 日前后", month=day.month, day=day.day)


@hookimpl
def tasks(community: Any, actor: Any) -> Sequence[Task]:
    if not actor.can(VIEW):
        return []
    found = [_task(row) for row in standing.waiting(actor)]
    return [*found, *(_follow_up(row) for row in standing.follow_ups(actor))]


@hookimpl
def household_tasks(community: Any, household: Any, actor: Any) -> Sequence[Task]:
    if not actor.can(VIEW):
        return []
    found = [_task(row) for row in standing.at_door(household.id, actor)]
    return [*found, *(_follow_up(row) for row in standing.follow_ups(actor, household.id))]


def _task(row: Any) -> Task:
    """One case among a worker's tasks: silent, to be visited, to be looked back on, or on its way in."""
    state = case_flow.graph.states[row.state]
    url = url_for("paired_help.case_page", case_id=row.id)
    title, due = f"{word('paired_help')} · {row.person_name}", row.due_at
    if row.quiet:
        return Task(title, row.door, url, row.last_contact_at or row.started_at, "red", "bell-ringing", _("很久没联系"), row.household_id)
    if row.visit_id is not None:
        due = due_by(row.visit_due)
        if row.visit_state in ("grid", "station"):
            url = url_for("paired_help.staff_note", case_id=row.id, visit_id=row.visit_id)
            said = _("该工作站走访") if row.visit_state == "station" else _("该网格员走访")
            return Task(title, row.door, url, due, "red", "home-heart", said, row.household_id)
    return Task(title, row.door, url, due, state.badge, "friends", state.title, row.household_id)


def _follow_up(row: Any) -> Task:
    url = url_for("paired_help.case_page", case_id=row.case_id)
    due = due_by(row.follow_up_on) if row.follow_up_on else row.at
    return Task(f"{word('paired_help')} · {row.person_name}", row.door, url, due, "amber", "checklist", _("要办的事"), row.household_id)


@hookimpl
def resident_panels(community: Any, person: Any, actor: Any) -> Sequence[Panel]:
    if not actor.can(VIEW, person):
        return []
    row = lists.case_of(person.id, actor)
    context = {
        "row": row, "state": case_flow.graph.states[row.state] if row else None, "person_id": person.id,
        "may_manage": actor.can("paired_help.manage", person) and person.household_id is not None,
    }
    return [Panel(word("paired_help"), "paired_help/_panel.html", context, 40)]


@hookimpl
def room_needs(building: Any, actor: Any) -> Mapping[int, int]:
    return standing.room_needs(building.id, actor) if actor.can(VIEW) else {}


@hookimpl
def may_leave(person: Any) -> str | None:
    return standing.open_business(person.id)


@hookimpl
def on_enable(community: Any) -> None:
    cases.follow_all()


@hookimpl
def on_event(community: Any, event: Any) -> None:
    if isinstance(event, ConsentWithdrawn) and event.purpose == CARE.name:
        cases.end_without_consent(event.person_id)
    elif isinstance(event, PersonLeft):
        departing.person_left(event)
    elif isinstance(event, PersonMoved):
        cases.follow(event.person_id)


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
