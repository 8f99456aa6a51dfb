"""The waiting list, late cancels, excuses, replacements and objections."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import now
from core.kernel.occupancy import OccupiedQuarter
from core.kernel.workflow import WorkflowRefused
from core.notices.models import Notice
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.activities.errors import CannotJoin, NoSuchSignup
from plugins.activities.models import Activity, Signup
from plugins.activities.services import closing, figures, joining, leaving, making, presence, privacy, reminders

from .conftest import Scene, day_at
from .test_refusals import join

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def state(row: Any) -> str:
    db.session.refresh(row)
    return str(row.state)


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Notice.text).where(Notice.person_id == person_id).order_by(Notice.id)))


def test_the_first_who_waits_gets_the_place_that_becomes_free(scene: Scene, announced: Any) -> None:
    activity = db.session.get_one(Activity, announced(quota=1, post=0))
    one, two, three = (join(scene, activity.id, person_id) for person_id in scene.resident_ids[:3])
    assert [state(row) for row in (one, two, three, activity)] == ["signed_up", "waiting", "waiting", "full"]
    leaving.cancel(one.id, scene.resident())
    assert [state(row) for row in (one, two, three, activity)] == ["cancelled", "signed_up", "waiting", "full"]
    assert told(scene.resident_ids[1]) == ["候补轮到您了，您已报上名。去不了请早点取消。"]
    leaving.cancel(three.id, scene.resident(2))
    leaving.cancel(two.id, scene.resident(1))
    assert state(activity) == "open"
    assert joining.join(activity.id, scene.person(scene.resident_ids[0]), scene.resident()).id == one.id
    assert [line.state.key for line in _history(one)] == ["signed_up", "cancelled", "signed_up"]


def _history(row: Signup) -> Any:
    from plugins.activities.workflow import signup_flow

    return signup_flow.history(row)


def test_a_post_has_a_waiting_list_of_its_own(scene: Scene, announced: Any) -> None:
    activity_id = announced(quota=None, post=1)
    post_id = making.posts_of(activity_id)[0].id
    first, second = (join(scene, activity_id, person_id, post_id) for person_id in scene.helper_ids[:2])
    assert (first.state, second.state) == ("signed_up", "waiting")
    assert join(scene, activity_id, scene.resident_ids[0]).state == "signed_up"
    leaving.cancel(first.id, scene.actor(scene.helper_ids[0]))
    assert state(second) == "signed_up"
    owners = set(db.session.scalars(select(OccupiedQuarter.owner_id).where(OccupiedQuarter.owner_kind == "activities.signup")))
    assert owners == {second.id}


def test_who_waits_and_is_busy_by_now_is_passed_over(scene: Scene, announced: Any) -> None:
    from core.kernel.occupancy import occupy

    activity_id = announced(quota=None, post=1)
    post_id = making.posts_of(activity_id)[0].id
    first, second, third = (join(scene, activity_id, person_id, post_id) for person_id in scene.helper_ids)
    activity = db.session.get_one(Activity, activity_id)
    occupy("person", scene.helper_ids[1], activity.starts_at, activity.ends_at, "elsewhere", 1)
    leaving.cancel(first.id, scene.actor(scene.helper_ids[0]))
    assert (state(second), state(third)) == ("waiting", "signed_up")


def test_late_cancel_excused_and_no_show_are_three_things(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced(quota=5)
    late, excused, missing, came = (join(scene, activity_id, person_id) for person_id in scene.resident_ids[:4])
    clock_at(day_at(9, 3) - timedelta(hours=5))
    leaving.cancel(late.id, scene.resident())
    leaving.excuse(excused.id, scene.leader, "家里来了人")
    clock_at(day_at(12, 3))
    with pytest.raises(CannotJoin, match="已经开始"):
        leaving.cancel(missing.id, scene.resident(2))
    closing.hold(activity_id, scene.leader)
    presence.mark_here(came.id, scene.leader)
    closing.sum_up(activity_id, scene.leader, guests=0, beneficiaries=1, summary="")
    assert [state(row) for row in (late, excused, missing, came)] == ["late_cancelled", "excused", "no_show", "attended"]
    assert figures.counts().participations == 1


def test_a_replacement_makes_a_late_cancel_none(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced(quota=1)
    mine = join(scene, activity_id, scene.resident_ids[0])
    waits = join(scene, activity_id, scene.resident_ids[1])
    clock_at(day_at(9, 3) - timedelta(hours=2))
    leaving.hand_over(mine.id, scene.resident(), "居民四", scene.own_phones[3])
    theirs = joining.signup_of(activity_id, scene.resident_ids[3])
    assert theirs is not None
    assert [state(row) for row in (mine, theirs, waits)] == ["cancelled", "offered", "waiting"]
    assert told(scene.resident_ids[3]) == ["居民一想请您代替参加“陪长者过周末”，请点开答应或谢绝。"]


def test_whoever_takes_over_says_yes_first_and_a_no_costs_nothing(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced(quota=1)
    mine = join(scene, activity_id, scene.resident_ids[0])
    waits = join(scene, activity_id, scene.resident_ids[1])
    other = scene.actor(scene.resident_ids[3])
    clock_at(day_at(9, 3) - timedelta(hours=2))
    leaving.hand_over(mine.id, scene.resident(), "居民四", scene.own_phones[3])
    theirs = joining.signup_of(activity_id, other.person_id)
    assert theirs is not None
    with pytest.raises(NoSuchSignup):
        leaving.accept(theirs.id, scene.resident())
    leaving.cancel(theirs.id, other)
    assert [state(row) for row in (theirs, waits)] == ["cancelled", "signed_up"]
    leaving.hand_over(waits.id, scene.resident(1), "居民四", scene.own_phones[3])
    leaving.accept(theirs.id, other)
    assert state(leaving.cancel(theirs.id, other)) == "late_cancelled"


def test_silence_about_a_place_that_was_handed_over_is_no_absence(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced()
    leaving.hand_over(join(scene, activity_id, scene.resident_ids[0]).id, scene.resident(), "居民四", scene.own_phones[3])
    theirs = joining.signup_of(activity_id, scene.resident_ids[3])
    summed(scene, activity_id, clock_at)
    assert state(theirs) == "cancelled"


def test_more_places_go_to_those_who_wait_before_anybody_new(scene: Scene, announced: Any) -> None:
    activity_id = announced(quota=1, post=1)
    post = making.posts_of(activity_id)[0]
    activity = db.session.get_one(Activity, activity_id)
    rows = [join(scene, activity_id, person_id) for person_id in scene.resident_ids[:3]]
    helpers = [join(scene, activity_id, person_id, post.id) for person_id in scene.helper_ids[:2]]
    making.change(activity, scene.leader, {"quota": 2})
    assert [state(row) for row in rows] == ["signed_up", "signed_up", "waiting"]
    making.add_post(activity, post.title, 2)
    assert [state(row) for row in (*helpers, activity)] == ["signed_up", "signed_up", "full"]
    assert join(scene, activity_id, scene.resident_ids[3]).state == "waiting"


def test_who_waits_and_went_elsewhere_is_not_moved_up_to_two_places(scene: Scene, announced: Any) -> None:
    activity_id, elsewhere = announced(quota=1, post=0), announced(quota=5, post=0)
    first, second, third = (join(scene, activity_id, person_id) for person_id in scene.resident_ids[:3])
    join(scene, elsewhere, scene.resident_ids[1])
    leaving.cancel(first.id, scene.resident())
    assert (state(second), state(third)) == ("waiting", "signed_up")


def test_another_time_is_another_reminder_for_everybody(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity = db.session.get_one(Activity, announced(day_at(9, 1)))
    row = join(scene, activity.id, scene.resident_ids[0])
    clock_at(day_at(10, 0))
    assert reminders.remind() == 1
    start = day_at(9, 5)
    making.reschedule(activity, scene.leader, "下大雨", {"starts_at": start, "ends_at": start + timedelta(hours=2)})
    assert row.reminded_at is None
    clock_at(day_at(10, 4))
    assert reminders.remind() == 1


def test_whoever_leaves_the_register_gives_up_what_is_to_come(scene: Scene, announced: Any) -> None:
    activity_id = announced(quota=1)
    gone, waits = (join(scene, activity_id, person_id) for person_id in scene.resident_ids[:2])
    privacy.erase(gone.person_id)
    assert (state(gone), state(waits)) == ("cancelled", "signed_up")


def summed(scene: Scene, activity_id: int, clock_at: Any) -> None:
    clock_at(day_at(12, 3))
    closing.hold(activity_id, scene.leader)
    closing.sum_up(activity_id, scene.leader, guests=1, beneficiaries=0, summary="")


def test_an_objection_ends_as_here_as_excused_or_as_it_was(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced(quota=5)
    rows = [join(scene, activity_id, person_id) for person_id in scene.resident_ids[:3]]
    helper = join(scene, activity_id, scene.helper_ids[0], making.posts_of(activity_id)[0].id)
    summed(scene, activity_id, clock_at)
    for row in (*rows, helper):
        leaving.object_to(row.id, scene.actor(row.person_id), "我去了")
    with pytest.raises(WorkflowRefused, match="不归您主持"):
        from plugins.activities.workflow import signup_flow

        signup_flow.fire(rows[0], "mark_here", scene.resident())
    presence.mark_here(rows[0].id, scene.leader)
    leaving.excuse(rows[1].id, scene.leader, "孩子发烧")
    leaving.keep(rows[2].id, scene.leader, "照片里没有您")
    presence.mark_here(helper.id, scene.leader)
    assert [state(row) for row in (*rows, helper)] == ["attended", "excused", "no_show", "attended"]
    assert (rows[2].disputed, rows[2].words) == ("no_show", "照片里没有您")
    record = db.session.scalars(select(ServiceRecord)).one()
    assert (record.helper_id, record.minutes) == (scene.helper_ids[0], 120)
    assert figures.counts().participations == 3


def test_calling_off_tells_everybody_and_frees_their_time(scene: Scene, announced: Any) -> None:
    activity_id = announced(quota=1)
    comes, waits = (join(scene, activity_id, person_id) for person_id in scene.resident_ids[:2])
    helper = join(scene, activity_id, scene.helper_ids[0], making.posts_of(activity_id)[0].id)
    making.cancel(db.session.get_one(Activity, activity_id), scene.leader, "下大雨")
    assert [state(row) for row in (comes, waits, helper)] == ["cancelled"] * 3
    for row in (comes, waits, helper):
        assert told(row.person_id) == ["“陪长者过周末”取消了：下大雨"]
    assert db.session.scalars(select(OccupiedQuarter)).all() == []


def test_another_time_moves_the_helpers_along(scene: Scene, announced: Any) -> None:
    activity_id = announced()
    helper = join(scene, activity_id, scene.helper_ids[0], making.posts_of(activity_id)[0].id)
    activity = db.session.get_one(Activity, activity_id)
    before = set(db.session.scalars(select(OccupiedQuarter.quarter)))
    new = {"starts_at": day_at(9, 5), "ends_at": day_at(11, 5), "place_id": None, "place_text": "图书室"}
    making.reschedule(activity, scene.leader, "场地检修", new)
    db.session.expire_all()
    assert (activity.state, activity.place_text, activity.signup_until) == ("open", "图书室", day_at(9, 5))
    assert not before & set(db.session.scalars(select(OccupiedQuarter.quarter)))
    assert told(helper.person_id) == ["“陪长者过周末”改期了，请看新的时间；去不了请取消报名。"]


def test_people_are_reminded_once(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced(quota=1)
    join(scene, activity_id, scene.resident_ids[0])
    join(scene, activity_id, scene.resident_ids[1])
    assert reminders.remind() == 0
    clock_at(day_at(9, 3) - timedelta(hours=20))
    assert (reminders.remind(), reminders.remind()) == (1, 0)
    assert "快开始了" in told(scene.resident_ids[0])[0]
    scene.configure(reminder_hours=0)
    assert reminders.remind() == 0
    assert now() < day_at(9, 3)


def test_a_sign_up_is_its_owners_and_the_leaders(scene: Scene, announced: Any) -> None:
    signup = join(scene, announced(), scene.resident_ids[0])
    with pytest.raises(NoSuchSignup):
        leaving.own(signup.id, scene.resident(1))
    with pytest.raises(NoSuchSignup):
        leaving.for_runner(signup.id, scene.worker)
    assert leaving.for_runner(signup.id, scene.leader)[0].id == signup.id
