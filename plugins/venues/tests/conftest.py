"""A small community with a hall, a room and a stage, venues switched on, and people who want them."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.actor import actor_for
from core.api import local_day, moment_at
from core.clock import now
from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.kernel.jobs.worker import run_due
from core.kernel.workflow import run_clocks
from core.people.models import Person
from core.places.models import Place
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.models import Team
from plugins.venues.models import Booking, Equipment, VenueRules
from plugins.venues.services import asking, opening, upkeep

WEEK = [[480, 1320]] * 7


@dataclass
class Centre:
    """Ids and actors of a test, in the community in force: room and hall open to all, hall with approval, stage scarce."""

    app: Any
    community_id: int
    room_id: int
    hall_id: int
    stage_id: int
    resident_id: int
    neighbour_id: int
    leader_id: int
    worker_id: int
    admin_id: int
    team_id: int
    projector_id: int
    phones: dict[int, str]

    def actor(self, person_id: int) -> Any:
        return actor_for(db.session.get(Person, person_id))

    @property
    def resident(self) -> Any:
        return self.actor(self.resident_id)

    @property
    def neighbour(self) -> Any:
        return self.actor(self.neighbour_id)

    @property
    def leader(self) -> Any:
        return self.actor(self.leader_id)

    @property
    def worker(self) -> Any:
        return self.actor(self.worker_id)

    @property
    def admin(self) -> Any:
        return self.actor(self.admin_id)

    def work(self) -> None:
        """Let the worker do all that is due."""
        db.session.commit()
        run_clocks(self.community_id)
        db.session.commit()
        run_due(self.app)
        db.session.expire_all()

    def configure(self, **settings: Any) -> None:
        lifecycle.configure(current_community(), "venues", settings, SYSTEM)
        db.session.commit()

    def code(self, place_id: int) -> str:
        return str(db.session.scalar(select(VenueRules.door_code).where(VenueRules.place_id == place_id)))


def at(hour: int, days: int = 1, minute: int = 0) -> datetime:
    """An hour of a day to come, where the community lives."""
    return moment_at(local_day(now()) + timedelta(days=days), hour * 60 + minute)


def state(booking_id: int) -> str:
    """A booking's state, read anew."""
    db.session.expire_all()
    return str(db.session.get(Booking, booking_id).state)


@pytest.fixture
def clock_at(later: Any) -> Any:
    """`clock_at(moment)` moves the process's clock there, where it stands still."""
    began = now()
    return lambda moment: later(seconds=(moment - began).total_seconds())


def _place(name: str, kind: str, **values: Any) -> int:
    place = Place(name=name, kind=kind, capacity=30, **values)
    db.session.add(place)
    db.session.flush()
    return int(place.id)


@pytest.fixture
def centre(app: Any, community: Any, inside: Any) -> Centre:
    """Everything committed, so that threads see it."""
    lifecycle.enable(current_community(), "venues", SYSTEM)
    home = make_building(1)
    people = {name: make_person(name, home) for name in ("张小梅", "李阿姨", "周组长", "吴安平", "钱主任")}
    resident, neighbour, leader, worker, admin = people.values()
    team = Team(name="夕阳红歌队", kind="love", items=[], leader_id=leader.id)
    db.session.add(team)
    db.session.flush()
    room, hall = _place("图书室", "room"), _place("多功能厅", "hall", setup_minutes=30, cleanup_minutes=30)
    stage = _place("大舞台", "stage")
    upkeep.save_rules(SYSTEM, opening.venue(room), WEEK, None)
    upkeep.save_rules(SYSTEM, opening.venue(hall), WEEK, worker.id, needs_approval=True)
    upkeep.save_rules(SYSTEM, opening.venue(stage), WEEK, None, who="teams", scarce=True)
    projector = Equipment(place_id=None, name="投影仪", count=1)
    db.session.add(projector)
    db.session.flush()
    phones = {p.id: make_account(p) for p in (resident, neighbour, leader)}
    phones[worker.id] = make_account(worker, ("grid_worker", "grids", [home.grid_id]))
    phones[admin.id] = make_account(admin, "community_admin")
    db.session.commit()
    return Centre(
        app, community.id, room, hall, stage, resident.id, neighbour.id, leader.id, worker.id, admin.id, team.id,
        projector.id, phones,
    )


@pytest.fixture
def book(centre: Centre) -> Callable[..., int]:
    """`book(place_id, hour=10)`: the resident books; returns the booking's id."""

    def make(
        place_id: int, hour: int = 10, hours: int = 1, days: int = 1, person_id: int = 0, **values: Any
    ) -> int:
        person = person_id or centre.resident_id
        start = at(hour, days)
        wish = asking.Wish(place_id, person, start, start + timedelta(hours=hours), values.pop("kind", "games"), **values)
        made = asking.ask(centre.actor(person), wish)
        db.session.commit()
        return int(made.id)

    return make


@pytest.fixture
def browser(centre: Centre, browser_with: Any) -> Any:
    """`browser(person_id)`: signed in."""
    return lambda person_id: browser_with(centre.phones[person_id])
