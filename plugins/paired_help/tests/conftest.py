"""A small community with an elder, a worker, four volunteers and a unit's Party member, paired help switched on."""
from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from core.accounts.actor import actor_for
from core.clock import now
from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.kernel.jobs.worker import run_due
from core.kernel.workflow.clocks import run_clocks
from core.people.models import Person
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.joining import apply_as_volunteer, volunteer_of
from core.volunteers.models import Skill, Unit
from core.volunteers.workflow import volunteer_workflow
from plugins.paired_help.models import Case, Visit
from plugins.paired_help.services import cases, matching, sheets, visits
from plugins.paired_help.terms import INDICATORS


@dataclass
class Station:
    """Ids and actors of the people in a test, in the community in force."""

    app: Any
    community_id: int
    elder_id: int
    worker_id: int
    skill_id: int
    helper_ids: list[int]
    phones: dict[int, str]

    def actor(self, person_id: int) -> Any:
        """The actor that a person is when signed in."""
        return actor_for(db.session.get(Person, person_id))

    @property
    def elder(self) -> Any:
        return self.actor(self.elder_id)

    @property
    def worker(self) -> Any:
        return self.actor(self.worker_id)

    def helper(self, index: int = 0) -> Any:
        return self.actor(self.helper_ids[index])

    def volunteer(self, index: int = 0) -> int:
        """A helper's id as a volunteer."""
        found = volunteer_of(self.helper_ids[index])
        assert found is not None
        return found.id

    def ring(self) -> None:
        """Let the clocks ring that are due, as often as one leads to another."""
        db.session.commit()
        for _round in range(4):
            run_clocks(self.community_id)
        db.session.commit()
        db.session.expire_all()

    def work(self) -> None:
        """Let the worker do all that is due."""
        db.session.commit()
        run_due(self.app)
        db.session.expire_all()

    def configure(self, **settings: Any) -> None:
        lifecycle.configure(current_community(), "paired_help", settings, SYSTEM)
        db.session.commit()

    def case(self) -> Case:
        """The elder's case as it stands in the database."""
        db.session.expire_all()
        return db.session.query(Case).filter_by(person_id=self.elder_id).one()

    def visit(self) -> Visit:
        """The visit that is due."""
        found = visits.open_visit(self.case().id)
        assert found is not None
        return found

    def note(self, actor: Any, *, contact: bool = True, minutes: int = 40, **more: Any) -> Any:
        """Somebody goes, now."""
        values = {"at": now(), "medium": "home", "needs": ["health"], "words": "血压有点高", **more}
        made = visits.write_note(self.visit(), actor, minutes=minutes, contact=contact, **values)
        db.session.commit()
        return made


@pytest.fixture
def days_later(later: Any) -> Callable[[float], None]:
    """`days_later(40)` moves the process's clock there, counted from the beginning of the test."""
    return lambda days: later(seconds=timedelta(days=days).total_seconds())


def make_volunteer(name: str, building: Any, skill: Skill, x: int, unit_id: int | None = None) -> int:
    person = make_person(name, building)
    week = [(day, 0, 1440) for day in range(7)]
    volunteer = apply_as_volunteer(person, SYSTEM, skill_ids=[skill.id], windows=week, building=building, unit_id=unit_id)
    volunteer.base_x = x
    volunteer_workflow.fire(volunteer, "approve", SYSTEM)
    return person.id


@pytest.fixture
def station(app: Any, community: Any, inside: Any) -> Station:
    """Everything committed, so that threads and other processes see it. The fifth helper is the unit's Party member."""
    lifecycle.enable(current_community(), "paired_help", SYSTEM)
    home = make_building(1)
    skill, unit = Skill(key="care", title="陪伴照料"), Unit(name="竹林小学", kind="school")
    db.session.add_all([skill, unit])
    db.session.flush()
    elder, worker = make_person("张小梅", home), make_person("吴安平", home)
    helpers = [make_volunteer(f"志愿者{name}", home, skill, x) for x, name in ((10, "甲"), (20, "乙"), (30, "丙"), (40, "丁"))]
    helpers.append(make_volunteer("党员戊", home, skill, 50, unit.id))
    phones = {elder.id: make_account(elder), worker.id: make_account(worker, ("grid_worker", "grids", [home.grid_id]))}
    phones |= {helper: make_account(db.session.get(Person, helper)) for helper in helpers[:3]}
    db.session.commit()
    return Station(app, community.id, elder.id, worker.id, skill.id, helpers, phones)


def sheet(points: int) -> dict[str, int]:
    """A sheet with the same points on every line."""
    return dict.fromkeys(INDICATORS, points)


@pytest.fixture
def until(station: Station) -> Callable[..., Case]:
    """`until("active")`: the elder's case, taken on by the worker as far as that state; entry score 67, level general."""
    order = ("identified", "assessed", "consented", "planned", "matched", "active", "review", "graduating")

    def go(state: str, points: int = 2) -> Case:
        worker = station.worker
        case = cases.open_case(worker, station.elder_id, source="visit", situation="独自住，腿脚不便")
        steps: list[Callable[[], Any]] = [
            lambda: sheets.fill(case.id, worker, sheet(points)),
            lambda: cases.consent(case.id, worker),
            lambda: cases.plan(case.id, worker, needs=["health", "company"], goals="办好慢性病证"),
            lambda: matching.match(case, worker, station.volunteer(0), station.volunteer(1)),
            lambda: cases.step(case.id, "begin", worker),
            lambda: cases.step(case.id, "call_review", worker),
            lambda: (sheets.fill(case.id, worker, sheet(3)), cases.step(case.id, "try_out", worker)),
        ]
        for step in steps[: order.index(state)]:
            step()
        db.session.commit()
        return station.case()

    return go


@pytest.fixture
def browser(station: Station, browser_with: Any) -> Any:
    """`browser(person_id)`: signed in."""
    return lambda person_id: browser_with(station.phones[person_id])


@pytest.fixture(scope="session")
def stroke() -> str:
    """What the signature pad sends after a stroke."""
    picture = Image.new("RGBA", (300, 120), (255, 255, 255, 0))
    ImageDraw.Draw(picture).line((20, 100, 150, 20, 280, 90), fill=(0, 0, 0, 255), width=4)
    out = BytesIO()
    picture.save(out, "PNG")
    return f"data:image/png;base64,{b64encode(out.getvalue()).decode()}"
