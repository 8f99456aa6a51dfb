"""Where the classes join the site: each hook is a few lines that ask a service."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from flask import Blueprint, url_for

from core.api import (
    Arrangement,
    Card,
    ChildConsentWithdrawn,
    ConsentWithdrawn,
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
    word,
)

from . import HEALTH
from .forms import SettingsForm
from .services import alarms, boards, codes, departing, figures, privacy, withdrawing
from .views import pages


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
    return [Job("after_school.watch", 3, lambda community_id: alarms.watch())]


@hookimpl
def nav_items(community: Any, actor: Any, area: str) -> Sequence[NavItem]:
    if area == "public":
        return [NavItem(word("after_school"), "after_school.index", "school", 40)]
    if area == "desk" and actor.can("after_school.view"):
        return [NavItem(word("after_school"), "after_school.desk", "school", 40)]
    if area == "me" and actor.can("after_school.teach") and boards.teaches(actor.person_id):
        return [NavItem(_("我的课表"), "after_school.teaching", "calendar-user", 40)]
    return []


@hookimpl
def public_cards(community: Any) -> Sequence[Card]:
    context = boards.public_board()
    return [Card(word("after_school"), "after_school/_public_card.html", context, 40)] if context else []


@hookimpl
def public_figures(community: Any) -> Sequence[Figure]:
    return [Figure(_("上过的课"), figures.count_class_days(None), _("场"), "school", 80)]


@hookimpl
def tiles(community: Any, actor: Any) -> Sequence[Tile]:
    if not actor.can("after_school.enrol"):
        return []
    return [Tile(_("孩子的课堂"), _("报名、请假、谁来接"), "after_school.mine", "school", "green", 50)]


@hookimpl
def arrangements(community: Any, actor: Any) -> Sequence[Arrangement]:
    mine = [
        Arrangement(
            _("%(name)s：%(course)s", name=row.child, course=row.course), row.place,
            url_for("after_school.mine"), "school", row.ClassDay.starts_at,
        )
        for row in boards.children_soon(actor.person_id)
    ]
    teaching = [
        Arrangement(
            _("去上课：%(course)s", course=row.course), row.place,
            url_for("after_school.sheet_page", class_day_id=row.ClassDay.id), "calendar-user", row.ClassDay.starts_at,
        )
        for row in boards.teaching_soon(actor)
    ]
    return [*mine, *teaching]


@hookimpl
def tasks(community: Any, actor: Any) -> Sequence[Task]:
    return boards.tasks(actor) if actor.can("after_school.view") else []


@hookimpl
def household_tasks(community: Any, household: Any, actor: Any) -> Sequence[Task]:
    return boards.household_tasks(household, actor) if actor.can("after_school.view") else []


@hookimpl
def resident_panels(community: Any, person: Any, actor: Any) -> Sequence[Panel]:
    context = boards.panel(person.id, actor)
    return [Panel(word("after_school"), "after_school/_panel.html", context, 40)] if context else []


@hookimpl
def may_leave(person: Any) -> str | None:
    return boards.open_business(person.id)


@hookimpl
def on_disable(community: Any) -> None:
    codes.revoke_open()


@hookimpl
def on_event(community: Any, event: Any) -> None:
    if isinstance(event, ChildConsentWithdrawn):
        withdrawing.end_child(event.child_id)
    elif isinstance(event, ConsentWithdrawn) and event.purpose == HEALTH.name:
        withdrawing.end_child(event.person_id)
    elif isinstance(event, PersonLeft):
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
def must_keep(person: Any) -> Sequence[str]:
    return privacy.must_keep(person.id)


@hookimpl
def erase_resident(community: Any, person: Any) -> None:
    privacy.erase(person.id)
