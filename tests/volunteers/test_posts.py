"""Posts by need of a team: a quota and a skill that joining keeps to."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.communities.services import community_today
from core.errors import BadEntry, Missing
from core.kernel.actor import SYSTEM
from core.tenancy.session import db
from core.testing_accounts import make_person
from core.volunteers.joining import apply_as_volunteer, holding
from core.volunteers.models import Skill, Team
from core.volunteers.posts import drop_team_post, posts_of_team, save_team_post, set_team_items
from core.volunteers.services import join_team, leave_team
from tests.racing import RACERS, at_once


@pytest.fixture
def team(inside: Any) -> Team:
    row = Team(name="医疗义诊队", items=["量血压"])
    db.session.add(row)
    db.session.flush()
    return row


def test_a_post_takes_as_many_as_it_needs(team: Team) -> None:
    save_team_post(team, " 导诊员 ", 1, SYSTEM, need="门口引导")
    first, second = make_person("甲"), make_person("乙")
    join_team(team, first, SYSTEM, "导诊员")
    assert [(v.post.title, v.filled, v.missing) for v in posts_of_team(team)] == [("导诊员", 1, 0)]
    with pytest.raises(BadEntry, match="“导诊员”岗位已满 1 人"):
        join_team(team, second, SYSTEM, "导诊员")
    join_team(team, first, SYSTEM, "导诊员")
    join_team(team, second, SYSTEM, "帮手")
    leave_team(team, first, SYSTEM)
    join_team(team, second, SYSTEM, "导诊员")
    assert [v.filled for v in posts_of_team(team)] == [1]


def test_a_post_asks_for_a_skill_that_is_valid_today(team: Team) -> None:
    skill = Skill(key="doctor", title="医师", needs_certificate=True)
    db.session.add(skill)
    db.session.flush()
    save_team_post(team, "医生", 2, SYSTEM, skill_id=skill.id)
    person = make_person("丙")
    with pytest.raises(BadEntry, match="丙没有登记"):
        join_team(team, person, SYSTEM, "医生")
    volunteer = apply_as_volunteer(person, SYSTEM)
    held = holding(volunteer, skill.id, community_today() - timedelta(days=1))
    db.session.add(held)
    db.session.flush()
    with pytest.raises(BadEntry, match="证书已过期"):
        join_team(team, person, SYSTEM, "医生")
    held.valid_until = community_today()
    assert join_team(team, person, SYSTEM, "医生").post == "医生"


def test_a_post_is_changed_by_its_title_and_dropped_when_nobody_holds_it(team: Team) -> None:
    post = save_team_post(team, "护士", 2, SYSTEM)
    assert save_team_post(team, "护士", 5, SYSTEM, need="测血糖").id == post.id
    member = make_person("丁")
    join_team(team, member, SYSTEM, "护士")
    with pytest.raises(BadEntry, match="还有 1 位"):
        drop_team_post(team, post.id, SYSTEM)
    leave_team(team, member, SYSTEM)
    drop_team_post(team, post.id, SYSTEM)
    assert posts_of_team(team) == []
    with pytest.raises(Missing):
        drop_team_post(team, post.id, SYSTEM)


@pytest.mark.parametrize(("title", "quota"), [("", 2), ("岗", 0), ("岗", 51)])
def test_a_post_without_a_name_or_a_sensible_quota_is_refused(team: Team, title: str, quota: int) -> None:
    with pytest.raises(BadEntry, match="名额填 1 到 50"):
        save_team_post(team, title, quota, SYSTEM)


def test_a_teams_fixed_items_are_kept_once_each(team: Team) -> None:
    set_team_items(team, ["量血压", " 健康讲座 ", "量血压", ""], SYSTEM)
    assert team.items == ["量血压", "健康讲座"]
    with pytest.raises(BadEntry, match="最多 12 项"):
        set_team_items(team, [f"项目{n}" for n in range(13)], SYSTEM)


def test_the_last_place_of_a_post_goes_to_one(app: Any, community: Any, inside: Any, team: Team) -> None:
    save_team_post(team, "护士", 1, SYSTEM)
    people, team_id = [make_person(f"人{n}").id for n in range(RACERS)], team.id
    db.session.commit()

    def work(number: int) -> str:
        from core.people.models import Person

        row, person = db.session.get_one(Team, team_id), db.session.get_one(Person, people[number])
        return join_team(row, person, SYSTEM, "护士").post

    found = at_once(app, community, work, "INSERT INTO team_member")
    assert sorted(map(str, found)) == sorted([str(BadEntry)] * (RACERS - 1) + ["护士"])
