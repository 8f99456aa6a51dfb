"""The demo's published year comes out by query, and its present has something for everybody who signs in."""
from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.api import this_month
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import ServiceRecord, Team, TeamMember
from plugins.activities import demo
from plugins.activities.demo import past
from plugins.activities.demo.lists import PUBLISHED
from plugins.activities.models import Activity, Plan, Signup
from plugins.activities.services import figures, lists, standing

from .conftest import Scene, volunteer

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def loaded(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> dict[str, Person]:
    """Two teams of twelve, a hundred and fifty neighbours, and the demo on top; the year under the test's own slug."""
    home = make_building(8)
    grown = [make_person(f"队员{n}", home) for n in range(24)]
    neighbours = [make_person(f"邻居{n}", home) for n in range(150)]
    for at, person in enumerate(grown):
        volunteer(person)
        db.session.add(TeamMember(team_id=(scene.team_id, scene.other_team_id)[at % 2], person_id=person.id))
    db.session.get_one(Team, scene.other_team_id).leader_id = grown[1].id
    signins = {
        "admin": scene.person(scene.admin_id), "grid": scene.person(scene.worker_id), "volunteer": grown[0],
        "resident": neighbours[0],
    }
    monkeypatch.setitem(PUBLISHED, "xinzhu-test", PUBLISHED["xinzhu"])
    demo.load(Random(7), signins)
    db.session.commit()
    return signins


def test_the_published_year_comes_out_by_query(scene: Scene, loaded: Any) -> None:
    counted = {fact.name: fact.count(2015) for fact in figures.FACTS}
    assert counted["activities.sessions"] == 182
    assert abs(counted["activities.participations"] - 11_000) < 100
    assert abs(counted["activities.beneficiaries"] - 10_000) < 100
    assert 100 < counted["activities.people"] < counted["activities.participations"]
    assert counted["activities.minutes"] > 0
    year = Activity.month.between(201501, 201512)
    assert db.session.scalar(select(func.count()).select_from(Activity).where(year)) == 182
    old = db.session.scalars(select(ServiceRecord.source_key).where(ServiceRecord.source == "activities"))
    assert all(key.startswith("activities:signup:") for key in old)
    assert not db.session.scalar(
        select(func.count()).select_from(Signup).join(Activity, Activity.id == Signup.activity_id)
        .where(year, Signup.service_record_id.is_not(None))
    )


def test_the_shares_of_a_total_add_up(site: Any) -> None:
    assert sum(past._shares(Random(1), 10_986, 182)) == 10_986
    assert min(past._shares(Random(1), 10_986, 182)) > 20


def test_everybody_who_signs_in_finds_something(scene: Scene, loaded: dict[str, Person]) -> None:
    leader = scene.actor(loaded["volunteer"].id)
    states = Counter(row.state for row in lists.run_by(leader))
    assert states["held"] == 1
    assert states["open"] + states["full"] + states["published"] >= 3
    assert {plan.state for plan in db.session.scalars(select(Plan)).unique()} == {"approved", "draft", "submitted"}
    mine = Counter(signup.state for signup, *_rest in lists.mine(loaded["resident"].id))
    assert mine["signed_up"] + mine["waiting"] >= 1
    grid = lists.run_by(scene.worker)
    assert {row.title for row in grid} == {"网格议事会", "消防小演练"}
    assert len(standing.objections(scene.admin)) == 1
    assert figures.counts(figures.in_month(this_month())).sessions + figures.counts().sessions > 40


def test_a_community_without_teams_loads_nothing(scene: Scene) -> None:
    db.session.execute(update(Team).values(kind="building"))
    db.session.commit()
    demo.load(Random(7), {})
    assert db.session.scalars(select(Activity.id)).all() == []


def test_other_communities_have_no_published_year(site: Any) -> None:
    assert set(PUBLISHED) == {"xinzhu"}
