"""Stories run on Xinzhu as it is: loaded once for each database, and put back so before each story."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from core import clock
from core.communities.state import forget
from core.testing import KINDS
from core.testing_browser import DESKTOP, PHONE
from core.testing_sites import Site
from tests.journeys.cast import ADMIN, WORKER, ZONE, fill_in_sign_in, run


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """`loaded("sqlite")`: a site of its own with all people of Xinzhu and Yinkai, as it was right after loading."""
    made: dict[str, Site] = {}

    def site(kind: str) -> Site:
        if kind not in made:
            made[kind] = KINDS[kind](tmp_path_factory.mktemp("journeys") / kind)
            for slug in ("xinzhu", "yinkai"):
                run(made[kind].app, "community", "apply", slug, "--yes")
                run(made[kind].app, "demo", slug)
            run(made[kind].app, "worker", "--once")
            made[kind].keep()
        made[kind].reset()
        with made[kind].app.app_context():
            forget()
        return made[kind]

    yield site
    for each in made.values():
        each.close()


@pytest.fixture(params=list(KINDS))
def site(request: pytest.FixtureRequest, loaded: Callable[[str], Site]) -> Site:
    """The loaded site of this story."""
    return loaded(request.param)


@pytest.fixture
def facts(app: Flask) -> Callable[[], dict[str, Any]]:
    """`facts()`: what `flask community facts xinzhu --json` prints."""
    return lambda: json.loads(run(app, "community", "facts", "xinzhu", "--json"))


@pytest.fixture
def clock_at() -> Iterator[Callable[[int, int], datetime]]:
    """`clock_at(9, 40)`: from now on it is 9:40 of the day after loading, in the community's zone."""
    today = clock.today(ZONE.key)

    def move(hour: int, minute: int, day: date | None = None) -> datetime:
        moment = datetime.combine(day or today + timedelta(days=1), time(hour, minute), ZONE)
        clock.shift(timedelta(0))
        clock.shift(moment - clock.now())
        return moment

    yield move
    clock.shift(timedelta(0))


@pytest.fixture
def sign_in(new_page: Callable[..., Any], live_server: str) -> Callable[..., Any]:
    """`sign_in(RESIDENT)`: a page of a fresh browser, on the phone except for staff, with that demo person signed in."""

    def go(phone: str, slug: str = "xinzhu", **preferences: Any) -> Any:
        viewport = DESKTOP if phone in (ADMIN, WORKER) else PHONE
        page = new_page(f"{live_server}/{slug}/login", viewport, **preferences)
        fill_in_sign_in(page, phone)
        return page

    return go
