"""What somebody could try who is curious, unkind or clever: each is refused, or finds nothing."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from core.accounts.errors import TooSoon
from core.communities.services import community_today
from core.kernel.workflow import WorkflowRefused
from core.people.children_models import Guardianship
from core.tenancy.session import db
from core.testing_accounts import make_person
from plugins.activities.errors import CannotCheckIn, CannotJoin, CannotPlan, NoSuchActivity, NoSuchSignup
from plugins.activities.models import Activity, Signup
from plugins.activities.services import closing, joining, leaving, lists, making, presence, series

from .conftest import Scene, day_at, values
from .test_pages import post
from .test_refusals import join
from .test_series import begun

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def activity_of(activity_id: int) -> Activity:
    return db.session.get_one(Activity, activity_id)


def test_a_guardian_of_long_ago_has_no_hand_in_a_grown_persons_sign_ups(scene: Scene, announced: Any) -> None:
    grown = make_person("长大了的孩子", birth_date=date(community_today().year - 25, 1, 1))
    db.session.add(
        Guardianship(
            child_id=grown.id, guardian_id=scene.resident_ids[0], relation="mother", priority=1, may_decide=True,
            since=community_today(),
        )
    )
    db.session.flush()
    activity_id = announced()
    signup = joining.join(activity_id, grown, scene.leader)
    with pytest.raises(NoSuchSignup):
        leaving.cancel(signup.id, scene.resident())
    assert lists.mine(scene.resident_ids[0]) == []
    with pytest.raises(NoSuchActivity):
        joining.join(announced(day_at(15)), grown, scene.resident())


def test_handing_over_tells_nothing_about_the_other_person(scene: Scene, announced: Any) -> None:
    activity_id = announced()
    mine = join(scene, activity_id, scene.resident_ids[0])
    join(scene, announced(title="戒酒互助会"), scene.resident_ids[3])
    with pytest.raises(CannotJoin) as no:
        leaving.hand_over(mine.id, scene.resident(), "居民四", scene.own_phones[3])
    assert str(no.value) == "居民四现在接不了这个名额，请换一位，或请他自己报名看看原因。"


MASKED = [f"138{middle:04}5678" for middle in range(10_000)]  # all that a mask such as 138****5678 leaves open


def test_nobody_finds_a_masked_phone_by_handing_a_place_over_to_each_number_that_it_could_be(scene: Scene, announced: Any) -> None:
    signup_id, person_id = join(scene, announced(), scene.resident_ids[0]).id, scene.resident_ids[0]
    db.session.commit()
    tried = 0
    with pytest.raises(TooSoon):
        for phone in MASKED:
            with pytest.raises(CannotJoin, match="没有找到"):
                leaving.hand_over(signup_id, scene.actor(person_id), "居民四", phone)
            tried += 1
    assert tried == 60


def test_nor_by_signing_up_each_number_or_by_a_sheet_that_lists_them(
    scene: Scene, announced: Any, browser_of: Any, clock_at: Any
) -> None:
    activity_id = announced(day_at(9))
    at, leader = f"/activities/lead/{activity_id}", browser_of(scene.leader_id)
    for phone in MASKED[:60]:
        assert "没有找到" in post(leader, f"{at}/people", name="居民四", phone=phone).text
    assert "请等" in post(leader, f"{at}/people", name="居民四", phone=scene.own_phones[3]).text
    clock_at(day_at(10))
    sheet = "\n".join(f"居民四 {phone}" for phone in (*MASKED[:9], scene.own_phones[3]))
    noted = presence.paper(activity_id, scene.leader, sheet)
    assert (noted.noted, len(noted.unknown)) == (0, 10)


def test_wide_digits_are_digits_and_odd_ones_are_wrong(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity = activity_of(announced(post=0))
    first, second = (join(scene, activity.id, person_id) for person_id in scene.resident_ids[:2])
    clock_at(day_at(9))
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in activity.code)
    assert presence.by_code(second.id, scene.resident(1), "٣٤٥٦٧٨") is None
    found = presence.by_code(first.id, scene.resident(), wide)
    assert found is not None
    assert found.state == "attended"


def test_minutes_that_are_no_numbers_are_refused(scene: Scene, announced: Any, browser_of: Any, clock_at: Any) -> None:
    activity_id = announced()
    signup = join(scene, activity_id, scene.helper_ids[0], making.posts_of(activity_id)[0].id)
    clock_at(day_at(12))
    closing.hold(activity_id, scene.leader)
    presence.mark_here(signup.id, scene.leader)
    db.session.commit()
    browser = browser_of(scene.leader_id)
    typed = {"minutes-²": "1", f"minutes-{signup.id}": "²", "guests": "0", "beneficiaries": "0"}
    assert "服务分钟数请填" in post(browser, f"/activities/lead/{activity_id}/result", **typed).text


def test_tries_at_the_code_do_not_come_back_with_a_new_sign_up(scene: Scene, announced: Any, clock_at: Any) -> None:
    scene.configure(early_minutes=600)
    activity_id = announced()
    signup = join(scene, activity_id, scene.resident_ids[0])
    code = activity_of(activity_id).code
    clock_at(day_at(7))
    for _try in range(presence.WRONG_CODES):
        assert presence.by_code(signup.id, scene.resident(), f"{(int(code) + 1) % 10**6:06d}") is None
    leaving.cancel(signup.id, scene.resident())
    join(scene, activity_id, scene.resident_ids[0])
    with pytest.raises(CannotCheckIn, match="输错太多次"):
        presence.by_code(signup.id, scene.resident(), code)


def test_a_code_that_went_round_is_changed_by_the_leader_only(
    scene: Scene, announced: Any, browser_of: Any, clock_at: Any
) -> None:
    activity_id = announced()
    join(scene, activity_id, scene.resident_ids[0])
    old = presence.door_token(activity_of(activity_id))
    db.session.commit()
    path = f"/activities/lead/{activity_id}/door/renew"
    assert post(browser_of(scene.resident_ids[0]), path).status_code == 404
    db.session.expire_all()
    assert presence.activity_of_door(old).id == activity_id
    assert "换好了" in post(browser_of(scene.leader_id), path).text
    db.session.expire_all()
    with pytest.raises(CannotCheckIn, match="已经失效"):
        presence.activity_of_door(old)


def test_a_forged_door_code_does_not_tell_which_drafts_there_are(scene: Scene) -> None:
    draft = making.make(scene.leader, values(scene))
    said = set()
    for number in (draft.id, draft.id + 1):
        with pytest.raises(NoSuchActivity) as no:
            presence.activity_of_door(f"{number}.forged")
        said.add(str(no.value))
    assert len(said) == 1


def test_no_hours_for_a_post_by_coming_without_its_skill_or_past_its_quota(
    scene: Scene, announced: Any, clock_at: Any
) -> None:
    activity_id = announced(post=1)
    crew = making.posts_of(activity_id)[0]
    aid = making.add_post(activity_of(activity_id), "急救员", 1, skill_id=scene.skill_id)
    one, two = (scene.person(person_id) for person_id in scene.helper_ids[:2])
    clock_at(day_at(9))
    with pytest.raises(CannotJoin, match="注册志愿者"):
        presence.walk_in(activity_id, scene.person(scene.resident_ids[0]), scene.leader, post_id=crew.id)
    with pytest.raises(CannotJoin, match="急救"):
        presence.walk_in(activity_id, one, scene.leader, post_id=aid.id)
    assert presence.walk_in(activity_id, one, scene.leader, post_id=crew.id).state == "attended"
    with pytest.raises(CannotJoin, match="岗位已满"):
        presence.walk_in(activity_id, two, scene.leader, post_id=crew.id)
    assert presence.walk_in(activity_id, two, scene.leader).state == "attended"


def test_what_took_place_is_not_called_off_to_hide_it(scene: Scene, announced: Any, clock_at: Any, client: Any) -> None:
    activity_id, empty = announced(), announced(day_at(9), title="没人来的")
    signup = join(scene, activity_id, scene.resident_ids[0])
    clock_at(day_at(12))
    for number in (activity_id, empty):
        closing.hold(number, scene.leader)
    presence.mark_here(signup.id, scene.leader)
    with pytest.raises(WorkflowRefused, match="已经有人签到"):
        making.cancel(activity_of(activity_id), scene.leader, "不算")
    closing.sum_up(empty, scene.leader, guests=3, beneficiaries=0, summary="来了三位邻居")
    closing.release_result(empty, scene.leader, shown=True)
    closing.reopen(empty, scene.leader, "数错了")
    db.session.commit()
    assert "来了三位邻居" not in client.get(f"/activities/a/{empty}").text
    making.cancel(activity_of(empty), scene.leader, "其实没办")
    assert activity_of(empty).released is False


def test_an_address_of_the_calendar_is_closed_by_its_owner(scene: Scene, browser_of: Any, client: Any) -> None:
    browser = browser_of(scene.resident_ids[0])
    page = post(browser, "/activities/mine/feed").text
    address = page[page.index("/feed/") - 11 :].split("<")[0]
    path = address[address.index("/activities/feed/") :]
    assert client.get(path).status_code == 200
    assert "作废了" in post(browser, "/activities/mine/feed/close").text
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("year", [1, 9999])
def test_a_series_of_another_age_is_refused(scene: Scene, year: int) -> None:
    with pytest.raises(CannotPlan):
        begun(scene, from_day=date(year, 12, 31))
    made = begun(scene)
    with pytest.raises(CannotPlan, match="本来就没有"):
        series.skip(made.id, scene.leader, date(year, 12, 31))


def test_signing_up_opens_at_its_minute_though_the_worker_is_late(scene: Scene, announced: Any, clock_at: Any) -> None:
    activity_id = announced(day_at(9, 20), signup_from=day_at(9, 6))
    clock_at(day_at(9, 6) + timedelta(seconds=5))
    assert join(scene, activity_id, scene.resident_ids[0]).state == "signed_up"
    assert db.session.query(Signup).count() == 1
