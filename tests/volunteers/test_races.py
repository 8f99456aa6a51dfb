"""When several sign up, apply or record the same at once, it happens once, and no team grows past its size."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.communities.services import community_today
from core.errors import BadEntry
from core.kernel.actor import SYSTEM
from core.kernel.jobs.models import Job
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import make_person
from core.volunteers.errors import AlreadyRecorded
from core.volunteers.models import PersonBlock, ServiceRecord, Team, TeamMember, Volunteer
from core.volunteers.services import apply_as_volunteer, block, join_team, record_service
from core.volunteers.teams import LARGEST_TEAM
from tests.racing import RACERS, at_once


@pytest.fixture
def people(app: Any, community: Any) -> list[int]:
    with app.app_context(), use(community.id):
        made = [make_person(f"邻居{number}").id for number in range(RACERS)]
        db.session.commit()
        return made


def test_the_last_place_in_a_team_goes_to_one(app: Any, community: Any, people: list[int]) -> None:
    with app.app_context(), use(community.id):
        team = Team(name="爱心助老")
        db.session.add(team)
        db.session.flush()
        there = [make_person(f"队员{number}").id for number in range(LARGEST_TEAM - 1)]
        db.session.add_all([TeamMember(team_id=team.id, person_id=id, joined_on=community_today()) for id in there])
        db.session.commit()
        team_id = team.id

    def join(number: int) -> str:
        join_team(db.session.get_one(Team, team_id), db.session.get_one(Person, people[number]), SYSTEM)
        return "joined"

    results = at_once(app, community, join, "SELECT count")
    assert sorted(map(str, results)) == sorted([str(BadEntry)] * (RACERS - 1) + ["joined"])
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).select_from(TeamMember)) == LARGEST_TEAM


def test_applications_sent_twice_are_one(app: Any, community: Any, people: list[int]) -> None:
    def apply(number: int) -> int:
        return apply_as_volunteer(db.session.get_one(Person, people[0]), SYSTEM).id

    results = at_once(app, community, apply, "INSERT INTO volunteer")
    with app.app_context(), use(community.id):
        assert set(results) == {db.session.scalars(select(Volunteer.id)).one()}


def record(people: list[int], minutes: int) -> int:
    began = now() - timedelta(hours=3)
    return record_service(
        helper_id=people[0], helped_id=people[1], source="tests", source_key="tests:1", minutes=minutes,
        started_at=began, ended_at=began + timedelta(hours=2), actor=SYSTEM,
    ).id  # fmt: skip


def test_a_service_recorded_by_all_at_once_is_one_record_and_one_event(
    app: Any, community: Any, people: list[int]
) -> None:
    results = at_once(app, community, lambda n: record(people, 60), "INSERT INTO service_record")
    with app.app_context(), use(community.id):
        assert set(results) == {db.session.scalars(select(ServiceRecord.id)).one()}
        assert db.session.scalar(select(func.count()).select_from(Job).where(Job.kind.startswith("event"))) == 1


def test_of_different_figures_for_one_service_the_first_stands(app: Any, community: Any, people: list[int]) -> None:
    results = at_once(app, community, lambda n: record(people, 60 + n), "INSERT INTO service_record")
    assert results.count(AlreadyRecorded) == RACERS - 1
    with app.app_context(), use(community.id):
        assert db.session.scalars(select(ServiceRecord.id)).one() in results


def test_a_pair_kept_apart_by_all_at_once_is_noted_once(app: Any, community: Any, people: list[int]) -> None:
    def note(number: int) -> str:
        pair = people[:2] if number % 2 else people[1::-1]  # whoever is named first
        block(*(db.session.get_one(Person, one) for one in pair), SYSTEM, "两家有纠纷")
        return "noted"

    assert at_once(app, community, note, "SELECT person_block") == ["noted"] * RACERS
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).select_from(PersonBlock)) == 1
