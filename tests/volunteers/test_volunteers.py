"""What volunteers are and do: pausing, skills, times, teams, and the two sides of a service."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.actor import actor_for
from core.api import AlreadyRecorded
from core.clock import now
from core.communities.services import community_today
from core.errors import BadEntry, Forbidden
from core.kernel.actor import SYSTEM
from core.kernel.appendonly import WrittenOnce
from core.kernel.jobs import Job
from core.people.models import Person
from core.people.services import register_person
from core.volunteers.errors import NoSuchVolunteer
from core.volunteers.models import ServiceRecord, Team, TeamMember, Volunteer
from core.volunteers.services import (
    Totals,
    apply_as_volunteer,
    availability_of,
    block,
    building_group,
    get_volunteer,
    given,
    join_team,
    leave_team,
    received,
    record_service,
    set_availability,
    team_members,
    teams,
    totals,
    volunteer_workflow,
)
from core.volunteers.teams import LARGEST_TEAM
from tests.people.households import add_building, add_grid, worker
from tests.volunteers.helpers import served, volunteer

fire = volunteer_workflow.fire


def test_volunteers_pause_and_resume_themselves_but_nobody_else(person: Person) -> None:
    row = volunteer("", person=person)
    other = volunteer("陆小河")
    self = actor_for(person)
    assert fire(row, "pause", self).state == "paused"
    assert fire(row, "resume", self).state == "active"
    with pytest.raises(Forbidden):
        fire(other, "pause", self)


def test_volunteers_out_of_scope_are_missing(person: Person) -> None:
    building = add_building(3, add_grid("001"))
    row = volunteer("", building, person=person)
    assert get_volunteer(row.id, worker("volunteers.view", buildings={building.id})) is row
    with pytest.raises(NoSuchVolunteer):
        get_volunteer(row.id, worker("volunteers.view", buildings={1}))


def test_touching_windows_become_one(person: Person) -> None:
    row = apply_as_volunteer(person, SYSTEM)
    set_availability(row, [(0, 720, 1080), (0, 480, 720), (1, 480, 600), (1, 540, 660), (1, 700, 720)])
    assert availability_of(row) == [(0, 480, 1080), (1, 480, 660), (1, 700, 720)]


@pytest.mark.parametrize("window", [(7, 0, 60), (0, 60, 60), (0, 0, 1441), (0, -1, 60)])
def test_impossible_windows_are_refused(person: Person, window: Any) -> None:
    row = apply_as_volunteer(person, SYSTEM)
    with pytest.raises(BadEntry, match="可服务时间"):
        set_availability(row, [window])


def test_unknown_skills_are_refused(person: Person) -> None:
    with pytest.raises(BadEntry, match="技能"):
        apply_as_volunteer(person, SYSTEM, skill_ids=[12345])


@pytest.fixture
def team(inside: Any) -> Team:
    row = Team(name="爱心助老", kind="love", items=["陪聊", "代购"])
    inside.add(row)
    inside.flush()
    return row


def test_members_have_posts_and_the_leader_comes_first(inside: Any, team: Team, person: Person) -> None:
    other = register_person(name="安小宁", actor=SYSTEM)
    join_team(team, person, SYSTEM, "联络员")
    join_team(team, other, SYSTEM)
    join_team(team, other, SYSTEM, "队员")
    team.leader_id = person.id
    inside.flush()
    assert [(p.name, post) for p, post in team_members(team)] == [("覃大山", "联络员"), ("安小宁", "队员")]
    assert teams() == [(team, 2)]


def test_who_left_a_team_may_join_again(inside: Any, team: Team, person: Person) -> None:
    join_team(team, person, SYSTEM)
    leave_team(team, person, SYSTEM)
    assert (team_members(team), teams()) == ([], [(team, 0)])
    with pytest.raises(BadEntry, match="不在这支队伍里"):
        leave_team(team, person, SYSTEM)
    join_team(team, person, SYSTEM)
    assert len(inside.scalars(select(TeamMember)).all()) == len(team_members(team)) == 1


def test_a_full_team_takes_nobody(inside: Any, team: Team, person: Person) -> None:
    for number in range(LARGEST_TEAM):
        member = register_person(name=f"队员{number}", actor=SYSTEM)
        inside.add(TeamMember(team_id=team.id, person_id=member.id, joined_on=community_today()))
    inside.flush()
    with pytest.raises(BadEntry, match="已满 50 人"):
        join_team(team, person, SYSTEM)


def test_a_building_has_one_mutual_help_group(inside: Any) -> None:
    building = add_building(3, add_grid("001"))
    group = building_group(building)
    assert building_group(building) is group
    assert (group.kind, group.building_id, teams("building")) == ("building", building.id, [(group, 0)])


def test_a_block_needs_two_people_and_a_reason(person: Person) -> None:
    other = register_person(name="陆小河", actor=SYSTEM)
    for one, reason in ((person, "纠纷"), (other, " ")):
        with pytest.raises(BadEntry):
            block(person, one, SYSTEM, reason)


def test_roles_swap_the_same_rows_are_given_and_received(inside: Any) -> None:
    first, second = volunteer("覃大山"), volunteer("韦秀兰")
    one = served(first, 3, second.person, minutes=90)
    two = served(second, 1, first.person, minutes=30)
    assert (given(first.person_id), received(first.person_id)) == ([one], [two])
    assert (given(second.person_id), received(second.person_id)) == ([two], [one])
    assert totals(first.person_id) == Totals(90, 1, 30, 1)
    assert totals(first.person_id, now() - timedelta(days=2)) == Totals(0, 0, 30, 1)
    assert totals(12345) == Totals(0, 0, 0, 0)


def test_a_record_tells_the_volunteers_last_service(inside: Any) -> None:
    row = volunteer("覃大山")
    late = served(row, 1)
    served(row, 5)
    inside.expire(row)
    assert row.last_served_at == late.ended_at


def test_a_record_is_announced_once(inside: Any) -> None:
    row = volunteer("覃大山")
    record = served(row, 1)
    assert served(row, 1) is record
    jobs = inside.scalars(select(Job.payload).where(Job.kind == "event")).all()
    assert [p["record_id"] for p in jobs if p["event"].endswith("ServiceRecorded")] == [record.id]


def test_recording_the_same_work_with_other_minutes_is_refused(inside: Any) -> None:
    row = volunteer("覃大山")
    record = served(row, 1)
    with pytest.raises(AlreadyRecorded, match="已经登记过"):
        record_service(
            helper_id=row.person_id,
            source="tests",
            source_key=record.source_key,
            started_at=record.started_at,
            ended_at=record.ended_at,
            minutes=30,
            actor=SYSTEM,
        )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"minutes": 0}, "服务时长"),
        ({"minutes": 61}, "服务时长"),
        ({"started": 17 * 60, "minutes": 17 * 60}, "服务时长"),
        ({"started": -1}, "结束时间要晚于开始时间"),
        ({"ended": 30}, "不能在将来"),
        ({"to_self": True}, "不能是同一个人"),
    ],
)
def test_impossible_services_are_refused(person: Person, change: dict[str, Any], sentence: str) -> None:
    end = now() + timedelta(minutes=change.get("ended", 0))
    with pytest.raises(BadEntry, match=sentence):
        record_service(
            helper_id=person.id,
            helped_id=person.id if change.get("to_self") else None,
            source="tests",
            source_key="tests:1",
            started_at=end - timedelta(minutes=change.get("started", 60)),
            ended_at=end,
            minutes=change.get("minutes"),
            actor=SYSTEM,
        )


def test_actual_minutes_may_be_fewer_than_the_span(person: Person) -> None:
    end = now()
    record = record_service(
        helper_id=person.id,
        source="tests",
        source_key="tests:1",
        started_at=end - timedelta(minutes=60),
        ended_at=end,
        minutes=45,
        proof="both",
        actor=SYSTEM,
    )
    assert (record.minutes, record.proof) == (45, "both")


def test_a_record_is_never_changed(inside: Any) -> None:
    record = served(volunteer("覃大山"), 1)
    inside.commit()
    record.minutes = 600
    with pytest.raises(WrittenOnce):
        inside.flush()
    inside.rollback()
    assert inside.scalars(select(ServiceRecord.minutes)).all() == [60]


def test_a_volunteers_state_is_written_by_the_workflow_only(person: Person) -> None:
    row: Volunteer = apply_as_volunteer(person, SYSTEM)
    with pytest.raises(Exception, match="written by its workflow only"):
        row.state = "active"
