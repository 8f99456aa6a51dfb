"""Volunteers for tests, made by the same steps as real ones."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.clock import now
from core.grids.models import Building
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.people.services import register_person
from core.tenancy.session import db
from core.volunteers.models import Skill, Volunteer
from core.volunteers.services import apply_as_volunteer, record_service, set_skills, volunteer_workflow

ALWAYS = [(day, 0, 1440) for day in range(7)]
ZONE = ZoneInfo("Asia/Shanghai")


def add_skill(key: str, title: str, needs_certificate: bool = False) -> Skill:
    skill = Skill(key=key, title=title, needs_certificate=needs_certificate)
    db.session.add(skill)
    db.session.flush()
    return skill


def volunteer(
    name: str,
    at: Building | None = None,
    skills: dict[int, date | None] | None = None,
    windows: Iterable[tuple[int, int, int]] = ALWAYS,
    state: str = "active",
    person: Person | None = None,
) -> Volunteer:
    person = person or register_person(name=name, actor=SYSTEM)
    row = apply_as_volunteer(person, SYSTEM, windows=windows, building=at)
    set_skills(row, skills or {})
    path = {"applied": (), "active": ("approve",), "paused": ("approve", "pause"), "left": ("approve", "leave")}
    for step in path[state]:
        volunteer_workflow.fire(row, step, SYSTEM)
    return row


def served(helper: Volunteer, days_ago: int, helped: Person | None = None, minutes: int = 60, **more: Any) -> Any:
    ended = now() - timedelta(days=days_ago)
    return record_service(
        helper_id=helper.person_id,
        helped_id=helped.id if helped else None,
        source="tests",
        source_key=f"tests:{helper.id}:{days_ago}:{helped.id if helped else 0}",
        started_at=ended - timedelta(minutes=minutes),
        ended_at=ended,
        actor=SYSTEM,
        **more,
    )


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment on the community's own clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)
