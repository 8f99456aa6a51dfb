"""A community where hours are noted and places booked, and a hangar of servers and workers to kill."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.communities.services import community_today, current_community
from core.kernel.actor import SYSTEM
from core.places.models import Place
from core.pluginsystem import lifecycle
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.joining import apply_as_volunteer
from core.volunteers.workflow import volunteer_workflow
from plugins.venues.services import opening, upkeep
from tests.faults.callers import Caller, Poster
from tests.faults.load import TAKEN, booked, served

ROOT = Path(__file__).parents[2]


@dataclass
class Stage:
    """Ids of the rows that the callers write to, and the phone of the worker who does."""

    volunteer_id: int
    place_ids: list[int]
    phone: str


@pytest.fixture
def stage(app: Any, community: Any) -> Stage:
    """Everything committed, and no connection left open."""
    with app.app_context(), use(community.id):
        for name in ("love_savings", "venues"):
            lifecycle.enable(current_community(), name, SYSTEM)
        home = make_building(1)
        places = [Place(name=f"{number}号活动室", kind="room", capacity=30) for number in range(1, 5)]
        db.session.add_all(places)
        db.session.flush()
        for place in places:
            upkeep.save_rules(SYSTEM, opening.venue(place.id), [[480, 1320]] * 7, None)
        volunteer = apply_as_volunteer(make_person("志愿者", home), SYSTEM, building=home)
        volunteer_workflow.fire(volunteer, "approve", SYSTEM)
        phone = make_account(make_person("网格员", home), ("grid_worker", "grids", [home.grid_id]))
        db.session.commit()
        return Stage(volunteer.id, [place.id for place in places], phone)


class Hangar:
    """The process of tests/faults/hangar.py, seen from the test."""

    def __init__(self, settings: dict[str, Any]) -> None:
        environment = {**os.environ, "SITE": json.dumps(settings, default=str)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.hangar"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.port = int(self._line())

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def order(self, line: str) -> None:
        """Give an order without waiting for its end."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def done(self) -> None:
        """Wait until the order is carried out."""
        assert self._line() == "ok"

    def close(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture
def hangar(site: Any, stage: Stage) -> Iterator[Hangar]:
    made = Hangar(site.settings)
    yield made
    made.close()


@pytest.fixture
def posters(app: Any, community: Any, stage: Stage, hangar: Hangar) -> list[Poster]:
    """Two signed-in callers; each has posted once, to the parent itself."""
    with app.app_context(), use(community.id):
        today = community_today()
    hangar.order("serve 8")
    callers = [Caller(hangar.port, community.slug) for _poster in range(2)]
    for caller in callers:
        caller.enter(stage.phone)
    made = [Poster(callers[0], served(stage, today)), Poster(callers[1], booked(stage, today), TAKEN)]
    for poster in made:
        poster.post()
    hangar.done()
    return made
