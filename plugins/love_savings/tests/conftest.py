"""A small community with a resident, a worker and four volunteers, love savings switched on."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.accounts.actor import actor_for
from core.clock import now
from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.kernel.jobs.worker import run_due
from core.people.models import Person
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.joining import apply_as_volunteer
from core.volunteers.models import Skill
from core.volunteers.workflow import volunteer_workflow

ZONE = ZoneInfo("Asia/Shanghai")
QUIET_NEVER = {"quiet_from": 0, "quiet_until": 0}


@dataclass
class Station:
    """Ids and actors of the people in a test, in the community in force."""

    app: Any
    community_id: int
    resident_id: int
    worker_id: int
    skill_id: int
    helper_ids: list[int]
    phones: dict[int, str]

    def actor(self, person_id: int) -> Any:
        """The actor that a person is when signed in."""
        return actor_for(db.session.get(Person, person_id))

    @property
    def resident(self) -> Any:
        return self.actor(self.resident_id)

    @property
    def worker(self) -> Any:
        return self.actor(self.worker_id)

    def helper(self, index: int = 0) -> Any:
        return self.actor(self.helper_ids[index])

    def work(self) -> None:
        """Let the worker do all that is due."""
        db.session.commit()
        run_due(self.app)
        db.session.expire_all()

    def configure(self, **settings: Any) -> None:
        lifecycle.configure(current_community(), "love_savings", settings, SYSTEM)
        db.session.commit()


def tomorrow_at(hour: int, days: int = 1) -> datetime:
    """An hour of a day to come, where the community lives."""
    return (now().astimezone(ZONE) + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def make_aged(person_id: int) -> None:
    """Let the person be over eighty."""
    db.session.get_one(Person, person_id).birth_date = date(1940, 1, 1)
    db.session.commit()


def next_month(count: int = 1) -> datetime:
    """Noon on the third day of a month to come, where the community lives."""
    here = now().astimezone(ZONE)
    year, month = divmod(here.year * 12 + here.month - 1 + count, 12)
    return datetime(year, month + 1, 3, 12, tzinfo=ZONE)


@pytest.fixture
def clock_at(later: Any) -> Any:
    """`clock_at(moment)` moves the process's clock there, where it stands still."""
    began = now()
    return lambda moment: later(seconds=(moment - began).total_seconds())


def _volunteer(name: str, building: Any, skill: Skill, x: int) -> int:
    person = make_person(name, building)
    week = [(day, 0, 1440) for day in range(7)]
    volunteer = apply_as_volunteer(person, SYSTEM, skill_ids=[skill.id], windows=week, building=building)
    volunteer.base_x = x
    volunteer_workflow.fire(volunteer, "approve", SYSTEM)
    return person.id


@pytest.fixture
def station(app: Any, community: Any, inside: Any) -> Station:
    """Everything committed, so that threads and other processes see it."""
    lifecycle.enable(current_community(), "love_savings", SYSTEM)
    # Tests run at any hour, so nothing rests by night, and no lot is drawn, unless a test wants it.
    lifecycle.configure(current_community(), "love_savings", QUIET_NEVER | {"control_percent": 0}, SYSTEM)
    home = make_building(1)
    skill = Skill(key="repair", title="水电维修")
    db.session.add(skill)
    db.session.flush()
    resident = make_person("张小梅", home)
    worker = make_person("吴安平", home)
    helpers = [_volunteer(f"志愿者{name}", home, skill, x) for x, name in ((10, "甲"), (20, "乙"), (30, "丙"), (40, "丁"))]
    phones = {resident.id: make_account(resident), worker.id: make_account(worker, ("grid_worker", "grids", [home.grid_id]))}
    phones |= {helper: make_account(db.session.get(Person, helper)) for helper in helpers[:2]}
    db.session.commit()
    return Station(app, community.id, resident.id, worker.id, skill.id, helpers, phones)


@pytest.fixture
def asked(station: Station) -> Callable[..., int]:
    """`asked(hour=9)`: the resident asks; returns the request's id."""
    from plugins.love_savings.services import asking

    def ask(hour: int = 9, minutes: int = 60, days: int = 1) -> int:
        start = tomorrow_at(hour, days)
        made = asking.ask(
            station.resident, station.resident_id, start, start + timedelta(minutes=minutes),
            skill_id=station.skill_id, words="水龙头滴水",
        )
        db.session.commit()
        return made.id

    return ask


@pytest.fixture
def browser(station: Station, browser_with: Any) -> Any:
    """`browser(person_id)`: signed in."""
    return lambda person_id: browser_with(station.phones[person_id])


@pytest.fixture
def colleague(station: Station) -> Any:
    """`colleague("name")`: another worker of the same grid."""
    home = db.session.get_one(Person, station.worker_id).building

    def make(name: str) -> Any:
        person = make_person(name, home)
        station.phones[person.id] = make_account(person, ("grid_worker", "grids", [home.grid_id]))
        return station.actor(person.id)

    return make
