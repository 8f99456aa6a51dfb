"""A small community with a team, its leader, two helpers, neighbours, a grid worker and an admin; activities switched on."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.accounts.actor import actor_for
from core.clock import now
from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.kernel.jobs.worker import run_due
from core.people.models import Person
from core.places.models import Place
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person, next_phone
from core.volunteers.joining import apply_as_volunteer
from core.volunteers.models import Skill, Team, TeamMember
from core.volunteers.workflow import volunteer_workflow

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Scene:
    """Ids and actors of the people in a test, in the community in force."""

    app: Any
    community: Any
    team_id: int
    other_team_id: int
    leader_id: int
    helper_ids: list[int]
    resident_ids: list[int]
    worker_id: int
    admin_id: int
    grid_id: int
    skill_id: int
    place_id: int
    phones: dict[int, str]
    own_phones: list[str]

    def actor(self, person_id: int) -> Any:
        """The actor that a person is when signed in."""
        return actor_for(db.session.get(Person, person_id))

    def person(self, person_id: int) -> Person:
        return db.session.get_one(Person, person_id)

    @property
    def leader(self) -> Any:
        return self.actor(self.leader_id)

    @property
    def worker(self) -> Any:
        return self.actor(self.worker_id)

    @property
    def admin(self) -> Any:
        return self.actor(self.admin_id)

    def resident(self, index: int = 0) -> Any:
        return self.actor(self.resident_ids[index])

    def work(self) -> None:
        """Let the worker do all that is due."""
        db.session.commit()
        run_due(self.app)
        db.session.expire_all()

    def configure(self, **settings: Any) -> None:
        lifecycle.configure(current_community(), "activities", settings, SYSTEM)
        db.session.commit()


def day_at(hour: int, days: int = 3) -> datetime:
    """An hour of a day to come, where the community lives."""
    return (now().astimezone(ZONE) + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


@pytest.fixture
def clock_at(later: Any) -> Any:
    """`clock_at(moment)` moves the process's clock there, where it stands still."""
    began = now()
    return lambda moment: later(seconds=(moment - began).total_seconds())


def volunteer(person: Person, skill_ids: tuple[int, ...] = ()) -> int:
    row = apply_as_volunteer(person, SYSTEM, skill_ids=skill_ids, windows=[(day, 0, 1440) for day in range(7)])
    volunteer_workflow.fire(row, "approve", SYSTEM)
    return person.id


@pytest.fixture
def scene(app: Any, community: Any, inside: Any) -> Scene:
    """Everything committed, so that threads and other processes see it."""
    lifecycle.enable(current_community(), "activities", SYSTEM)
    home = make_building(1)
    skill = Skill(key="first_aid", title="急救")
    place = Place(name="多功能厅", kind="hall", capacity=50)
    leader, worker, admin = (make_person(name, home) for name in ("唐组长", "吴安平", "关主任"))
    helpers = [make_person(f"志愿者{name}", home) for name in "甲乙丙"]
    own_phones = [next_phone() for _resident in range(5)]
    residents = [make_person(f"居民{name}", home, phone=p) for name, p in zip("一二三四五", own_phones, strict=True)]
    db.session.add_all([skill, place])
    db.session.flush()
    for person in (leader, *helpers):
        volunteer(person)
    teams = [Team(name="爱心助老队", kind="love", items=[], leader_id=leader.id), Team(name="合唱队", kind="love", items=[])]
    db.session.add_all(teams)
    db.session.flush()
    db.session.add_all(TeamMember(team_id=teams[0].id, person_id=p.id) for p in (leader, *helpers))
    phones = {admin.id: make_account(admin, "community_admin")}
    phones |= {worker.id: make_account(worker, ("grid_worker", "grids", [home.grid_id]))}
    phones |= {leader.id: make_account(leader)}
    phones |= {p.id: make_account(p) for p in (*helpers[:1], *residents[:2])}
    db.session.commit()
    return Scene(
        app, community, teams[0].id, teams[1].id, leader.id, [p.id for p in helpers], [p.id for p in residents],
        worker.id, admin.id, home.grid_id, skill.id, place.id, phones, own_phones,
    )


def values(scene: Scene, start: datetime | None = None, **more: Any) -> dict[str, Any]:
    """The columns of an activity of the team, two hours long."""
    start = start or day_at(9)
    return {
        "title": "陪长者过周末", "kind": "相伴", "for_whom": "all", "text": "", "place_text": "花园", "quota": 2,
        "team_id": scene.team_id, "leader_id": scene.leader_id, "starts_at": start,
        "ends_at": start + timedelta(hours=2), **more,
    }


@pytest.fixture
def announced(scene: Scene) -> Callable[..., int]:
    """`announced(quota=2)`: an open activity of the team with one post for two helpers; returns its id."""
    from plugins.activities.services import making

    def make(start: datetime | None = None, *, post: int = 2, **more: Any) -> int:
        activity = making.make(scene.leader, values(scene, start, **more))
        if post:
            making.add_post(activity, "引导员", post)
        making.publish(activity, scene.leader)
        db.session.commit()
        return activity.id

    return make


@pytest.fixture
def browser_of(scene: Scene, browser_with: Any) -> Any:
    """`browser_of(person_id)`: signed in."""
    return lambda person_id: browser_with(scene.phones[person_id])
