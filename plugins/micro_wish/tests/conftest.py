"""A small community with a resident, a worker, helpers, a team's leader and a unit's contact; micro-wish switched on."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from core.accounts.actor import actor_for
from core.communities.services import community_today, current_community
from core.kernel.actor import SYSTEM
from core.kernel.jobs.worker import run_due
from core.kernel.workflow.clocks import run_clocks
from core.people.models import Person
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.models import Team, Unit


@dataclass
class Station:
    """Ids and actors of the people in a test, in the community in force."""

    app: Any
    community_id: int
    ids: dict[str, int] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)

    def actor(self, who: str) -> Any:
        """The actor that somebody is when signed in."""
        return actor_for(db.session.get(Person, self.ids[who]))

    @property
    def resident(self) -> Any:
        return self.actor("resident")

    @property
    def worker(self) -> Any:
        return self.actor("worker")

    @property
    def helper(self) -> Any:
        return self.actor("helper")

    def work(self) -> None:
        """Let the clocks ring, and the worker do all that is due."""
        db.session.commit()
        run_clocks(self.community_id)
        db.session.commit()
        run_due(self.app)
        db.session.expire_all()

    def configure(self, **settings: Any) -> None:
        lifecycle.configure(current_community(), "micro_wish", settings, SYSTEM)
        db.session.commit()


def in_days(days: int) -> date:
    """A day to come, where the community lives."""
    return community_today() + timedelta(days=days)


@pytest.fixture
def station(app: Any, community: Any, inside: Any) -> Station:
    """Everything committed, so that threads and other processes see it."""
    lifecycle.enable(current_community(), "micro_wish", SYSTEM)
    home = make_building(1)
    made = Station(app, community.id)
    people = {
        "resident": "张小梅", "neighbour": "何秀英", "worker": "吴安平", "helper": "志愿甲", "second": "志愿乙", "leader": "队长丙",
        "contact": "联络丁", "member": "党员戊",
    }
    rows = {who: make_person(name, home) for who, name in people.items()}
    unit, team = Unit(name="示范小学"), Team(name="暖心队", kind="love", leader_id=rows["leader"].id)
    db.session.add_all([unit, team])
    db.session.flush()
    made.ids = {who: person.id for who, person in rows.items()} | {"unit": unit.id, "team": team.id}
    roles = {"worker": ("grid_worker", "grids", [home.grid_id]), "contact": ("unit_contact", "unit", [unit.id])}
    for who, person in rows.items():
        made.phones[who] = make_account(person, *([roles[who]] if who in roles else []))
    db.session.commit()
    return made


@pytest.fixture
def wished(station: Station) -> Callable[..., int]:
    """`wished()`: the resident wishes; `to=` takes it further along the straight path. Returns the wish's id."""
    from plugins.micro_wish.services import claiming, collecting, handover, publishing

    def wish(title: str = "一副老花镜", to: str = "collected", who: str = "resident", **terms: Any) -> int:
        made = collecting.collect(station.actor(who), station.ids[who], title=title, kind="goods", story="200 度")
        steps: dict[str, Callable[[], Any]] = {
            "collected": lambda: None,
            "verified": lambda: publishing.verify(made.id, station.worker),
            "published": lambda: publishing.publish(
                made.id, station.worker, publishing.Terms(title, "老人", terms.pop("limit_fen", 8000), **terms)
            ),
            "claimed": lambda: claiming.claim(made.number, station.helper, promised_on=in_days(3)),
            "prepared": lambda: handover.prepare(made.id, station.helper),
            "at_station": lambda: handover.receive(made.id, station.worker),
            "delivered": lambda: handover.deliver(made.id, station.worker),
            "fulfilled": lambda: handover.confirm_oneself(made.id, station.actor(who)),
        }
        for name, step in steps.items():
            step()
            if name == to:
                break
        db.session.commit()
        return int(made.id)

    return wish


@pytest.fixture
def browser(station: Station, browser_with: Any) -> Any:
    """`browser("resident")`: signed in."""
    return lambda who: browser_with(station.phones[who])
