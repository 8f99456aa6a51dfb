"""Who died or moved away gives the seat to the next in line, and nobody writes to the dead."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import PersonLeft, local_day, publish
from core.clock import now
from core.kernel.actor import SYSTEM
from core.kernel.occupancy import OccupiedQuarter
from core.notices.models import Notice
from core.people.models import Household
from core.people.services import correct_death, mark_deceased, move_in, move_out, register_child
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import Team
from plugins.activities.models import Activity, GroupMember
from plugins.activities.services import making

from .conftest import Scene, day_at
from .test_refusals import join
from .test_waiting import state, told

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def today() -> date:
    return local_day(now())


def bury(scene: Scene, person_id: int) -> None:
    mark_deceased(scene.person(person_id), SYSTEM, on=today())
    scene.work()


def test_the_seat_of_the_dead_goes_to_the_next_in_line(scene: Scene, announced: Any) -> None:
    activity = db.session.get_one(Activity, announced(quota=1, post=0))
    one, two = (join(scene, activity.id, person_id) for person_id in scene.resident_ids[:2])
    assert [state(row) for row in (one, two, activity)] == ["signed_up", "waiting", "full"]
    bury(scene, scene.resident_ids[0])
    assert [state(row) for row in (one, two, activity)] == ["cancelled", "signed_up", "full"]
    assert (told(one.person_id), told(two.person_id)) == ([], ["候补轮到您了，您已报上名。去不了请早点取消。"])
    publish(PersonLeft(one.person_id, "deceased"))
    scene.work()
    assert [state(row) for row in (one, two, activity)] == ["cancelled", "signed_up", "full"]
    assert len(told(two.person_id)) == 1


def test_a_dead_helpers_post_and_time_are_free(scene: Scene, announced: Any) -> None:
    activity_id = announced(quota=None, post=1)
    post_id = making.posts_of(activity_id)[0].id
    one, two = (join(scene, activity_id, person_id, post_id) for person_id in scene.helper_ids[:2])
    bury(scene, scene.helper_ids[0])
    assert (state(one), state(two)) == ("cancelled", "signed_up")
    busy = select(func.count()).where(OccupiedQuarter.resource_kind == "person", OccupiedQuarter.resource_id == one.person_id)
    assert db.session.scalar(busy) == 0


def test_who_moves_away_keeps_a_post_and_loses_a_seat_and_who_moves_inside_neither(scene: Scene, announced: Any) -> None:
    first, second = announced(post=1), announced(day_at(9, 5), post=0)
    post_id = making.posts_of(first)[0].id
    helps, comes = join(scene, first, scene.helper_ids[0], post_id), join(scene, second, scene.helper_ids[0])
    person = scene.person(scene.helper_ids[0])
    there = make_person("远处居民", make_building(9))
    move_in(person, db.session.get_one(Household, there.household_id), SYSTEM, on=today())
    scene.work()
    assert (state(helps), state(comes)) == ("signed_up", "signed_up")
    move_out(person, SYSTEM, on=today())
    scene.work()
    assert (state(helps), state(comes)) == ("signed_up", "cancelled")
    assert told(person.id) == ["因为迁出社区，“陪长者过周末”的报名取消了；还想来请重新报名。"]


def test_what_the_dead_ran_goes_to_the_teams_leader_or_to_nobody(scene: Scene, announced: Any) -> None:
    activity_id, helper_id = announced(), scene.helper_ids[0]
    db.session.get_one(Team, scene.team_id).leader_id = helper_id
    db.session.add(GroupMember(person_id=scene.leader_id, post="组员", since=today()))
    bury(scene, scene.leader_id)
    assert db.session.get_one(Activity, activity_id).leader_id == helper_id
    assert told(helper_id) == ["“陪长者过周末”改由您负责，请看一看还要准备什么。"]
    assert db.session.scalars(select(GroupMember.until)).all() == [today()]
    bury(scene, helper_id)
    activity = db.session.get_one(Activity, activity_id)
    assert (activity.leader_id, activity.state) == (None, "open")


def test_nobody_reads_about_a_child_that_died(scene: Scene, announced: Any) -> None:
    parent = scene.person(scene.resident_ids[0])
    parent.birth_date = date(1985, 3, 8)
    child = register_child(
        parent, "小宝", "m", date(today().year - 8, 1, 1), "mother", scene.resident(), consented=True, same_household=True
    )
    activity = db.session.get_one(Activity, announced(quota=1, post=0))
    signup = join(scene, activity.id, child.id)
    before = db.session.scalar(select(func.count(Notice.id)))
    bury(scene, child.id)
    making.cancel(activity, scene.leader, "下大雨")
    db.session.commit()
    assert (state(signup), db.session.scalar(select(func.count(Notice.id)))) == ("cancelled", before)


def test_a_death_that_was_taken_back_changes_nothing(scene: Scene, announced: Any) -> None:
    signup = join(scene, announced(), scene.resident_ids[0])
    person = scene.person(scene.resident_ids[0])
    mark_deceased(person, SYSTEM, on=today())
    correct_death(person, SYSTEM, reason="登记错人")
    scene.work()
    assert state(signup) == "signed_up"


def test_a_death_noted_while_the_service_was_off_frees_the_seat(scene: Scene, announced: Any, off_for_a_while: Any) -> None:
    signup = join(scene, announced(), scene.resident_ids[0])
    db.session.commit()
    with off_for_a_while("activities"):
        mark_deceased(scene.person(scene.resident_ids[0]), SYSTEM, on=today())
    assert state(signup) == "cancelled"


def test_what_is_told_in_another_community_changes_nothing_here(scene: Scene, announced: Any, heard_elsewhere: Any) -> None:
    signup = join(scene, announced(), scene.resident_ids[0])
    db.session.commit()
    heard_elsewhere("activities", PersonLeft(scene.resident_ids[0], "deceased"))
    assert state(signup) == "signed_up"
