"""What is counted inside the app, each in a process of its own: statements of a page, the time of one search."""
from __future__ import annotations

import statistics
import time
from datetime import timedelta

from flask import Flask
from sqlalchemy import event, func, select

from core.app import create_app
from core.clock import now
from core.communities.models import Community
from core.grids.models import Building
from core.tenancy.engines import app_engine
from core.tenancy.session import db, use
from core.testing import CommunityClient
from core.testing_accounts import csrf_of
from core.volunteers.matching import suggest
from core.volunteers.models import Skill, Volunteer
from core.volunteers.need import Need


def statements(path: str, phone: str, password: str) -> int:
    """How many statements a warm request sends; SET LOCAL does not count."""
    app = create_app()
    app.test_client_class = CommunityClient
    browser = app.test_client()
    if phone:
        token = csrf_of(browser, "/xinzhu/login")
        browser.post("/xinzhu/login", data={"phone": phone, "password": password, "csrf_token": token})
    browser.get(path)
    sent: list[str] = []

    @event.listens_for(app_engine(app), "before_cursor_execute")
    def _note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.startswith("SET LOCAL"):
            sent.append(statement)

    if browser.get(path).status_code != 200:
        raise RuntimeError(f"{path} did not open")
    return len(sent)


def matching() -> tuple[float, float, int]:
    """Median and 95th percentile in milliseconds of 200 searches, reasons included, and the number of volunteers."""
    app = create_app()
    with app.app_context():
        community_id = db.session.scalar(select(Community.id).where(Community.slug == "xinzhu"))
        with use(community_id):
            return search_times(app)


def search_times(app: Flask) -> tuple[float, float, int]:
    """The same for the community in force."""
    buildings = list(db.session.execute(select(Building.id, Building.grid_id, Building.x, Building.y)))
    skills = list(db.session.scalars(select(Skill.id)))
    volunteers = db.session.scalar(select(func.count(Volunteer.id))) or 0
    start = (now() + timedelta(days=2)).replace(hour=2, minute=0, second=0, microsecond=0)
    took = []
    with app.test_request_context():
        for turn in range(220):
            home = buildings[turn * 7 % len(buildings)]
            need = Need(
                skill_id=skills[turn % len(skills)], start=start, end=start + timedelta(hours=1),
                building_id=home.id, grid_id=home.grid_id, x=home.x, y=home.y,
            )  # fmt: skip
            begun = time.perf_counter()
            suggest(need)
            took.append((time.perf_counter() - begun) * 1000)
    warm = sorted(took[20:])
    return statistics.median(warm), warm[int(len(warm) * 0.95)], volunteers
