"""One list of what waits for a worker over all services, the most urgent first."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.accounts.actor import CurrentActor
from core.clock import now
from core.communities.calendar import moment_at
from core.communities.services import community_today, current_community, word
from core.communities.words import TERMS
from core.desk.services.today import Figures, core_tasks
from core.pluginsystem import dispatch
from core.pluginsystem.offers import Task
from core.pluginsystem.registry import plugins_of
from core.texts import gettext as _

FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Waiting:
    """A task and the service that it comes from; `service` is "" for core's own."""

    task: Task
    service: str = ""


@dataclass(frozen=True)
class Part:
    """Tasks that are due at about the same time, under one title. key: late, today, later or undated."""

    key: str
    title: str
    rows: list[Waiting]


def waiting(actor: CurrentActor, counted: Figures) -> list[Waiting]:
    """Everything that waits for this worker by due time; what has none comes last."""
    found = [Waiting(task) for task in core_tasks(counted)]
    for service, tasks in dispatch.ask_each("tasks", current_community(), actor=actor):
        found += (Waiting(task, service) for task in tasks)
    return sorted(found, key=lambda row: row.task.due_at or FAR)


def late(found: Iterable[Waiting]) -> int:
    """How many of the tasks are past their time."""
    return sum(1 for row in found if _key(row.task, now(), FAR) == "late")


def parts(found: Iterable[Waiting]) -> list[Part]:
    """The list cut by time: late, today, later, without a time; only parts that have something."""
    midnight = moment_at(community_today() + timedelta(days=1), 0)
    titles = {"late": _("过了时间"), "today": _("今天"), "undated": _("没有定时间"), "later": _("以后")}
    rows: dict[str, list[Waiting]] = {key: [] for key in titles}
    for row in found:
        rows[_key(row.task, now(), midnight)].append(row)
    return [Part(key, titles[key], rows[key]) for key in titles if rows[key]]


def services_of(found: Iterable[Waiting]) -> list[tuple[str, Any, int]]:
    """(name, title, number of tasks) of the services that have some, for the filter above the list."""
    counts: dict[str, int] = {}
    for row in found:
        counts[row.service] = counts.get(row.service, 0) + 1
    return [(name, _title(name), count) for name, count in counts.items()]


def _title(service: str) -> Any:
    if not service:
        return word("community")
    return word(service) if service in TERMS else plugins_of().by_name[service].title


def _key(task: Task, moment: datetime, midnight: datetime) -> str:
    if task.due_at is None:
        return "undated"
    if task.due_at < moment:
        return "late"
    return "today" if task.due_at < midnight else "later"
