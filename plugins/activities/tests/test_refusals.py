"""Every no to a sign-up is one sentence, and says its reason."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from core.api import month_after, this_month
from core.communities.services import community_today
from core.errors import Missing
from core.kernel.actor import SYSTEM
from core.tenancy.session import db
from core.volunteers.joining import volunteer_of
from core.volunteers.models import VolunteerSkill
from plugins.activities.errors import CannotCheckIn, CannotJoin, CannotPlan, CannotSumUp, NoSuchActivity
from plugins.activities.models import Activity, Signup
from plugins.activities.services import closing, joining, leaving, making, planning, presence
from plugins.activities.services.calendar import first_day

from .conftest import Scene, day_at, values

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def join(scene: Scene, activity_id: int, person_id: int, post_id: int | None = None) -> Signup:
    return joining.join(activity_id, scene.person(person_id), scene.actor(person_id), post_id=post_id)


def refused(scene: Scene, activity_id: int, person_id: int, post_id: int | None = None) -> str:
    with pytest.raises(CannotJoin) as no:
        join(scene, activity_id, person_id, post_id)
    return str(no.value)


def test_before_sign_up_begins_and_after_it_ends(scene: Scene, announced: Any, clock_at: Any) -> None:
    early = announced(day_at(9, 40), signup_from=day_at(9, 20))
    assert refused(scene, early, scene.resident_ids[0]).startswith("还没有开始报名")
    soon = announced(day_at(9, 3), signup_until=day_at(9, 1))
    clock_at(day_at(10, 1))
    assert refused(scene, soon, scene.resident_ids[0]).startswith("报名已经截止")


def test_what_is_called_off_or_over_takes_nobody(scene: Scene, announced: Any, clock_at: Any) -> None:
    gone, over = announced(), announced(day_at(14))
    making.cancel(db.session.get_one(Activity, gone), scene.leader, "下大雨")
    assert refused(scene, gone, scene.resident_ids[0]) == "这个活动取消了，请看看别的活动。"
    clock_at(day_at(17))
    assert refused(scene, over, scene.resident_ids[0]).startswith("这个活动已经办完了")


def test_a_draft_is_as_if_missing(scene: Scene) -> None:
    draft = making.make(scene.leader, values(scene))
    with pytest.raises(NoSuchActivity):
        join(scene, draft.id, scene.resident_ids[0])
    with pytest.raises(NoSuchActivity):
        joining.join(draft.id, scene.person(scene.resident_ids[1]), scene.resident())


def test_nobody_signs_up_twice(scene: Scene, announced: Any) -> None:
    activity_id = announced()
    join(scene, activity_id, scene.resident_ids[0])
    assert refused(scene, activity_id, scene.resident_ids[0]).startswith("已经报过这个活动了")


def test_who_objects_to_a_late_cancel_does_not_sign_up_anew_meanwhile(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced(day_at(9))
    signup = join(scene, activity_id, scene.resident_ids[0])
    clock_at(day_at(8))
    assert leaving.cancel(signup.id, scene.resident()).state == "late_cancelled"
    assert leaving.object_to(signup.id, scene.resident(), "是请假").state == "objected"

    assert refused(scene, activity_id, scene.resident_ids[0]).startswith("已经报过这个活动了")


BORN: dict[str, tuple[date, str]] = {
    "elders": (date(1990, 1, 1), "60 岁以上的长者"),
    "children": (date(1990, 1, 1), "18 岁以下的孩子"),
    "adults": (date(2015, 1, 1), "年满 18 岁"),
    "members": (date(1990, 1, 1), "只面向本队队员"),
    "helpers": (date(1990, 1, 1), "面向注册志愿者"),
}


@pytest.mark.parametrize("whom", list(BORN))
def test_an_activity_for_some_refuses_the_others(scene: Scene, announced: Any, whom: str) -> None:
    activity_id = announced(for_whom=whom)
    born, said = BORN[whom]
    scene.person(scene.resident_ids[0]).birth_date = born
    assert said in refused(scene, activity_id, scene.resident_ids[0])


def test_those_it_is_for_are_taken(scene: Scene, announced: Any) -> None:
    scene.person(scene.resident_ids[0]).birth_date = date(1940, 1, 1)
    assert join(scene, announced(for_whom="elders"), scene.resident_ids[0]).state == "signed_up"
    assert join(scene, announced(day_at(14), for_whom="members"), scene.helper_ids[0]).state == "signed_up"
    assert join(scene, announced(day_at(19), for_whom="helpers"), scene.helper_ids[0]).state == "signed_up"


def test_a_post_is_for_volunteers_with_its_skill(scene: Scene, announced: Any) -> None:
    activity_id = announced()
    post = making.add_post(db.session.get_one(Activity, activity_id), "急救员", 1, skill_id=scene.skill_id)
    assert refused(scene, activity_id, scene.resident_ids[0], post.id).startswith("担任岗位要先成为注册志愿者")
    helper = scene.helper_ids[0]
    assert "需要“急救”技能" in refused(scene, activity_id, helper, post.id)
    volunteer = volunteer_of(helper)
    assert volunteer is not None
    held = VolunteerSkill(
        volunteer_id=volunteer.id, skill_id=scene.skill_id, valid_until=community_today() - timedelta(days=1),
        base_x=volunteer.base_x, base_y=volunteer.base_y,
    )  # fmt: skip
    db.session.add(held)
    db.session.flush()
    assert "证书已经过期" in refused(scene, activity_id, helper, post.id)
    held.valid_until = None
    assert join(scene, activity_id, helper, post.id).state == "signed_up"


def test_a_helper_is_in_one_place_at_a_time(scene: Scene, announced: Any) -> None:
    one, two = announced(), announced()
    join(scene, one, scene.helper_ids[0], making.posts_of(one)[0].id)
    assert "同一时间已经报了“陪长者过周末”" in refused(scene, two, scene.helper_ids[0], making.posts_of(two)[0].id)


def test_helpers_only_means_a_post(scene: Scene, announced: Any) -> None:
    assert refused(scene, announced(quota=0), scene.resident_ids[0]).startswith("这个活动只招募志愿者")


def test_without_a_waiting_list_full_is_full(scene: Scene, announced: Any) -> None:
    scene.configure(waiting_list=False)
    activity_id = announced(quota=1)
    join(scene, activity_id, scene.resident_ids[0])
    assert refused(scene, activity_id, scene.resident_ids[1]) == "名额已经满了，请看看别的活动。"


def test_who_stayed_away_too_often_has_to_explain_first(scene: Scene, announced: Any, clock_at: Any) -> None:
    scene.configure(no_show_limit=1)
    missed = announced(day_at(9, 1))
    join(scene, missed, scene.resident_ids[0])
    clock_at(day_at(12, 1))
    closing.hold(missed, scene.leader)
    closing.sum_up(missed, scene.leader, guests=3, beneficiaries=0, summary="")
    said = refused(scene, announced(day_at(9, 9)), scene.resident_ids[0])
    assert said == "最近 90 天有 1 次报了名没有来，请先联系志愿服务站说明情况。"


def test_check_in_has_its_hours_and_its_code(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced()
    activity = db.session.get_one(Activity, activity_id)
    signup = join(scene, activity_id, scene.resident_ids[0])
    with pytest.raises(CannotCheckIn, match="60 分钟之内"):
        presence.arrive(activity, scene.resident())
    with pytest.raises(CannotCheckIn, match="还没有开始"):
        presence.mark_here(signup.id, scene.leader)
    clock_at(activity.starts_at)
    wrong = "000000" if activity.code != "000000" else "111111"
    assert [presence.by_code(signup.id, scene.resident(), wrong) for _try in range(5)] == [None] * 5
    with pytest.raises(CannotCheckIn, match="输错太多次"):
        presence.by_code(signup.id, scene.resident(), activity.code)
    with pytest.raises(CannotCheckIn, match="没有报上"):
        presence.arrive(activity, scene.resident(1))
    clock_at(activity.ends_at + timedelta(hours=3))
    with pytest.raises(CannotCheckIn, match="签到已经结束"):
        presence.arrive(activity, scene.resident())


def test_codes_are_worth_nothing_when_changed_or_forged(scene: Scene, announced: Any) -> None:
    activity = db.session.get_one(Activity, announced())
    token = presence.door_token(activity)
    assert presence.activity_of_door(token).id == activity.id
    activity.code = making.new_code()
    with pytest.raises(CannotCheckIn, match="已经失效"):
        presence.activity_of_door(token)
    for forged in ("", "x", f"{activity.id}.", "9" * 40):
        with pytest.raises((Missing, CannotCheckIn)):
            presence.activity_of_door(forged)
        with pytest.raises(Missing):
            presence.signup_of_pass(forged, scene.leader)


def test_a_sum_needs_somebody_who_came_and_sensible_figures(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced()
    clock_at(day_at(12))
    closing.hold(activity_id, scene.leader)
    with pytest.raises(CannotSumUp, match="真的没有人来"):
        closing.sum_up(activity_id, scene.leader, guests=0, beneficiaries=5, summary="")
    with pytest.raises(CannotSumUp, match="0 到 100000"):
        closing.sum_up(activity_id, scene.leader, guests=-1, beneficiaries=5, summary="")


def test_hours_are_no_longer_than_the_activity(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced()
    signup = join(scene, activity_id, scene.helper_ids[0], making.posts_of(activity_id)[0].id)
    clock_at(day_at(12))
    closing.hold(activity_id, scene.leader)
    presence.mark_here(signup.id, scene.leader)
    with pytest.raises(CannotSumUp, match="0 到 120"):
        closing.sum_up(activity_id, scene.leader, guests=0, beneficiaries=0, summary="", minutes={signup.id: 121})


Faulty = dict[str, Callable[[Scene], dict[str, Any]]]
FAULTS: Faulty = {
    "结束要晚于开始": lambda scene: values(scene, ends_at=day_at(8)),
    "最多 16 小时": lambda scene: values(scene, ends_at=day_at(9, 5)),
    "报名截止不能晚于": lambda scene: values(scene, signup_until=day_at(9, 9)),
    "报名开始要早于": lambda scene: values(scene, signup_from=day_at(9, 2), signup_until=day_at(9, 1)),
    "名额不能是负数": lambda scene: values(scene, quota=-1),
    "面向谁": lambda scene: values(scene, for_whom="cats"),
}


@pytest.mark.parametrize("said", list(FAULTS))
def test_an_activity_that_does_not_hold_together_is_refused(scene: Scene, said: str) -> None:
    with pytest.raises(CannotPlan, match=said):
        making.make(scene.leader, FAULTS[said](scene))


def test_nobody_plans_for_a_host_that_is_not_theirs(scene: Scene) -> None:
    for host in ({"team_id": scene.other_team_id}, {"team_id": None}, {"team_id": None, "grid_id": scene.grid_id}):
        for responsible in (None, scene.leader_id):
            with pytest.raises(CannotPlan, match="自己负责的队伍或网格"):
                making.make(scene.leader, values(scene, **{**host, "leader_id": responsible}))
    made = making.make(scene.worker, values(scene, team_id=None, grid_id=scene.grid_id, leader_id=None))
    assert made.grid_id == scene.grid_id
    with pytest.raises(CannotPlan):
        planning.start(scene.worker, this_month(), team_id=scene.team_id)


def test_a_plans_line_stays_in_its_month_and_day(scene: Scene) -> None:
    month = month_after(this_month())
    plan = planning.start(scene.leader, month, team_id=scene.team_id)
    line = {
        "title": "花园清洁日", "kind": "", "for_whom": "all", "text": "", "place_id": None, "place_text": "", "quota": None,
        "day": first_day(month), "start_minute": 540, "minutes": 60, "helpers": 0,
    }
    with pytest.raises(CannotPlan, match="不在计划的月份"):
        planning.add_line(plan.id, scene.leader, {**line, "day": first_day(month_after(month))})
    with pytest.raises(CannotPlan, match="当天结束"):
        planning.add_line(plan.id, scene.leader, {**line, "start_minute": 1430})
    planning.add_line(plan.id, scene.leader, line)
    planning.step(plan.id, "submit", scene.leader)
    with pytest.raises(CannotPlan, match="先撤回"):
        planning.add_line(plan.id, scene.leader, line)


def test_handing_over_needs_name_and_phone_of_a_neighbour(scene: Scene, announced: Any) -> None:
    signup = join(scene, announced(), scene.resident_ids[0])
    for name, phone in (("居民四", "13900000000"), ("陌生人", scene.own_phones[3]), ("居民一", scene.own_phones[0]), ("", "")):
        with pytest.raises(CannotJoin, match="没有找到这位邻居"):
            leaving.hand_over(signup.id, scene.resident(), name, phone)


def test_the_system_may_make_what_no_person_may(scene: Scene) -> None:
    assert making.make(SYSTEM, values(scene, team_id=None, leader_id=None)).state == "draft"
