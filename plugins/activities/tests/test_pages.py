"""The pages as people use them: the public, a resident, the leader on the phone, staff at the desk; and bad input."""
from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from core.kernel import audit
from core.tenancy.session import db
from core.testing_accounts import csrf_of
from plugins.activities.models import Activity, Signup
from plugins.activities.services import closing, joining, making, presence
from tests.pressing import ONCE, pressed_twice

from .conftest import Scene, day_at, values

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def post(browser: Any, path: str, **typed: Any) -> Any:
    token = csrf_of(browser, "/password")
    return browser.post(path, data={"csrf_token": token, **typed}, follow_redirects=True)


def only(model: Any) -> Any:
    db.session.expire_all()
    return db.session.scalars(select(model)).unique().one()


def picture() -> tuple[BytesIO, str]:
    out = BytesIO()
    Image.new("RGB", (80, 60), (200, 80, 60)).save(out, "JPEG")
    out.seek(0)
    return out, "photo.jpg"


def test_the_month_shows_what_is_announced_and_no_draft(scene: Scene, announced: Any, client: Any) -> None:
    activity_id = announced()
    making.make(scene.leader, values(scene, title="秘密草稿"))
    db.session.commit()
    month = db.session.get_one(Activity, activity_id).month
    page = client.get(f"/activities/?month={month}").text
    assert "陪长者过周末" in page
    assert "还有 2 个名额" in page
    assert "秘密草稿" not in page
    assert "2 / 2" not in client.get(f"/activities/a/{activity_id}").text
    for odd in ("0", "999999", "x", "202613"):
        assert client.get(f"/activities/?month={odd}").status_code == 200
    assert "陪长者过周末" in client.get("/").text


def test_this_month_begins_with_what_is_still_to_come(scene: Scene, announced: Any, clock_at: Any, client: Any) -> None:
    fifth = (day_at(9).replace(day=1) + timedelta(days=32)).replace(day=5)
    announced(fifth, title="月初的事")
    announced(fifth.replace(day=20), title="月底的事")
    clock_at(fifth.replace(day=10))
    listed = client.get("/activities/").text.split('id="act-list"', 1)[1]
    assert listed.index("月底的事") < listed.index("本月已经过去的 1 场") < listed.index("月初的事")


def test_the_public_never_reads_a_draft_or_a_name(scene: Scene, announced: Any, client: Any) -> None:
    activity_id = announced()
    joining.join(activity_id, scene.person(scene.resident_ids[0]), scene.resident())
    draft, dropped = (making.make(scene.leader, values(scene)) for _draft in range(2))
    making.cancel(dropped, scene.leader, "不办了")
    db.session.commit()
    assert client.get(f"/activities/a/{dropped.id}").status_code == 404
    page = client.get(f"/activities/a/{activity_id}").text
    assert "1 / 2 人" in page
    assert "居民一" not in page
    assert client.get(f"/activities/a/{draft.id}").data == client.get("/activities/a/77").data


def test_the_lobby_and_the_feed_tell_what_is_on(scene: Scene, announced: Any, clock_at: Any, client: Any) -> None:
    start = day_at(15)
    activity_id = announced(start)
    clock_at(start - timedelta(hours=6))
    page = client.get("/activities/week").text
    assert "陪长者过周末" in page
    assert "居民" not in page.replace("居民委员会", "")
    feed = client.get("/activities/feed.ics")
    assert feed.mimetype == "text/calendar"
    assert f"activities.activity:{activity_id}@" in feed.text
    making.cancel(db.session.get_one(Activity, activity_id), scene.leader, "下大雨")
    db.session.commit()
    assert "STATUS:CANCELLED" in client.get("/activities/feed.ics").text


def test_the_lobby_fills_up_with_the_next_week(scene: Scene, announced: Any, clock_at: Any, client: Any) -> None:
    start = day_at(15)
    announced(start)
    clock_at(start - timedelta(hours=6))
    assert "下周" not in client.get("/activities/week").text
    later = [announced(start + timedelta(days=7, hours=number * 3)) for number in range(2)]
    page = client.get("/activities/week").text
    assert page.count("act-week-when") == 1 + len(later)
    assert page.index("下周") < page.rindex("陪长者过周末")


def test_who_presses_twice_is_told_twice_that_they_take_part(scene: Scene, announced: Any, browser_of: Any) -> None:
    page = f"/activities/a/{announced()}"
    first, second, shown = pressed_twice(browser_of(scene.resident_ids[0]), page, f"{page}/join")
    assert first.location == second.location and first.location.endswith(f"/activities/mine/{only(Signup).id}")
    assert ONCE in shown and "已经报过这个活动了" not in shown


def test_a_resident_signs_up_and_gives_up_on_the_phone(scene: Scene, announced: Any, browser_of: Any) -> None:
    activity_id = announced()
    phone = browser_of(scene.resident_ids[0])
    assert "我要参加" in phone.get(f"/activities/a/{activity_id}").text
    assert "报上了！" in post(phone, f"/activities/a/{activity_id}/join").text
    signup = only(Signup)
    assert (signup.state, signup.person_id, signup.recorded_by_id) == ("signed_up", scene.resident_ids[0], None)
    assert "陪长者过周末" in phone.get("/activities/mine").text
    assert "陪长者过周末" in phone.get("/me/").text
    assert "已经报过这个活动了" in post(phone, f"/activities/a/{activity_id}/join").text
    assert "已取消" in post(phone, f"/activities/mine/{signup.id}/cancel").text
    assert only(Signup).state == "cancelled"


def test_a_person_has_a_calendar_of_their_own(scene: Scene, announced: Any, browser_of: Any, client: Any) -> None:
    activity_id = announced()
    phone = browser_of(scene.resident_ids[0])
    post(phone, f"/activities/a/{activity_id}/join")
    page = post(phone, "/activities/mine/feed").text
    found = re.search(r"/activities/feed/([\w-]+)\.ics", page)
    assert found is not None
    assert f"activities.activity:{activity_id}@" in client.get(f"/activities/feed/{found[1]}.ics").text
    post(phone, "/activities/mine/feed")
    assert client.get(f"/activities/feed/{found[1]}.ics").status_code == 404


def test_other_peoples_sign_ups_are_as_if_missing(scene: Scene, announced: Any, browser_of: Any) -> None:
    activity_id = announced()
    signup = joining.join(activity_id, scene.person(scene.resident_ids[0]), scene.resident())
    db.session.commit()
    other = browser_of(scene.resident_ids[1])
    assert other.get(f"/activities/mine/{signup.id}").data == other.get("/activities/mine/77").data
    assert post(other, f"/activities/mine/{signup.id}/cancel").status_code == 404
    assert post(other, f"/activities/lead/people/{signup.id}/excuse", reason="x").status_code == 404
    for path in ("", "/edit", "/people", "/paper", "/result", "/door"):
        assert other.get(f"/activities/lead/{activity_id}{path}").status_code == 404
    assert post(other, f"/activities/lead/{activity_id}/do/cancel", reason="x").status_code == 404
    assert only(Activity).state == "open"


def test_the_worker_of_a_grid_has_no_hand_in_a_teams_activity(scene: Scene, announced: Any, browser_of: Any) -> None:
    activity_id = announced()
    desk = browser_of(scene.worker_id)
    assert "陪长者过周末" not in desk.get("/activities/desk?show=all").text
    assert desk.get(f"/activities/lead/{activity_id}").status_code == 404
    making.make(scene.worker, values(scene, title="网格议事会", team_id=None, grid_id=scene.grid_id, leader_id=None))
    db.session.commit()
    assert "网格议事会" in desk.get("/activities/desk").text
    assert "网格议事会" in desk.get("/desk/tasks").text


def test_a_leader_runs_an_activity_on_the_phone(scene: Scene, browser_of: Any) -> None:
    phone = browser_of(scene.leader_id)
    day = day_at(9, 5)
    typed = {
        "title": "花园清洁日", "kind": "相助", "for_whom": "all", "host": f"team:{scene.team_id}", "place_id": scene.place_id,
        "day": day.date().isoformat(), "start": "09:00", "end": "11:00", "quota": "10",
    }
    assert "花园清洁日" in post(phone, "/activities/lead/new", **typed).text
    row = only(Activity)
    assert (row.state, row.starts_at, row.leader_id, row.place_id) == ("draft", day, scene.leader_id, scene.place_id)
    assert "岗位写好了" in post(phone, f"/activities/lead/{row.id}/posts", title="引导员", quota="2").text
    assert "发布了" in post(phone, f"/activities/lead/{row.id}/do/publish").text
    page = post(phone, f"/activities/lead/{row.id}/people", name="居民四", phone=scene.own_phones[3]).text
    assert "居民四" in page
    noted = audit.entries(action="activities.join_for").items[0]
    assert (noted.actor_person_id, noted.acting_for_id) == (scene.leader_id, only(Signup).person_id)
    assert "没有找到这位邻居" in post(phone, f"/activities/lead/{row.id}/people", name="居民四", phone="13911112222").text
    assert "发布以后" not in post(phone, f"/activities/lead/{row.id}/edit", **{**typed, "title": "大清洁"}).text
    assert only(Activity).title == "大清洁"
    assert "我主持的活动" in phone.get("/activities/mine").text


def test_bad_input_keeps_what_was_typed(scene: Scene, browser_of: Any) -> None:
    phone = browser_of(scene.leader_id)
    typed = {
        "title": "花园清洁日", "for_whom": "all", "host": f"team:{scene.other_team_id}", "place_id": "", "day": "2030-02-30",
        "start": "9", "end": "", "quota": "-4",
    }
    page = post(phone, "/activities/lead/new", **typed).text
    assert 'value="花园清洁日"' in page
    assert "处需要修改" in page
    assert db.session.scalars(select(Activity)).all() == []
    for path in ("/activities/plans/new", "/activities/series/new"):
        assert "处需要修改" in post(phone, path, title="x").text


def test_check_in_by_the_code_at_the_door_and_by_the_persons_own(scene: Scene, announced: Any, browser_of: Any) -> None:
    # Three quarters of an hour before the start, with the real clock: sign-ins would end under another one.
    from core.clock import now

    activity_id = announced(now() + timedelta(minutes=45))
    activity = db.session.get_one(Activity, activity_id)
    one, two = (joining.join(activity_id, scene.person(p), scene.actor(p)) for p in scene.resident_ids[:2])
    door, own = presence.door_token(activity), presence.pass_token(two)
    db.session.commit()
    first, leader = browser_of(scene.resident_ids[0]), browser_of(scene.leader_id)
    assert activity.code[:3] in leader.get(f"/activities/lead/{activity_id}/door").text
    assert "我到了" in first.get(f"/activities/in/{door}").text
    assert "签到成功" in post(first, f"/activities/in/{door}").text
    assert "居民二" in leader.get(f"/activities/lead/pass/{own}").text
    assert first.get(f"/activities/lead/pass/{own}").status_code == 404
    post(leader, f"/activities/lead/pass/{own}")
    db.session.expire_all()
    assert {row.id: (row.state, row.seen_by) for row in db.session.scalars(select(Signup))} == {
        one.id: ("attended", "qr"), two.id: ("attended", "qr"),
    }


def test_a_wrong_code_is_said_and_counted(scene: Scene, announced: Any, browser_of: Any) -> None:
    from core.clock import now

    activity_id = announced(now() + timedelta(minutes=45))
    signup = joining.join(activity_id, scene.person(scene.resident_ids[0]), scene.resident())
    code = db.session.get_one(Activity, activity_id).code
    db.session.commit()
    phone = browser_of(scene.resident_ids[0])
    wrong = "123456" if code != "123456" else "654321"
    assert "签到码不对" in post(phone, f"/activities/mine/{signup.id}/code", code=wrong).text
    assert only(Signup).wrong_codes == 1
    assert "签到成功" in post(phone, f"/activities/mine/{signup.id}/code", code=code).text


def held(scene: Scene) -> int:
    """An activity of this morning that was not announced, as it waits to be summed up."""
    from core.clock import now

    start = now() - timedelta(hours=3)
    activity = making.make(scene.leader, values(scene, start))
    closing.record(activity.id, scene.leader)
    db.session.commit()
    return activity.id


def test_a_result_is_shown_when_it_is_released(scene: Scene, browser_of: Any, client: Any) -> None:
    activity_id = held(scene)
    leader = browser_of(scene.leader_id)
    typed = {"text": "志愿者甲\n没有这个人", "guests": "8"}
    page = post(leader, f"/activities/lead/{activity_id}/paper", **typed).text
    assert "没有这个人" in page
    assert "1 行没有对上" in page
    page = post(leader, f"/activities/lead/{activity_id}/result", guests="8", beneficiaries="30", summary="办得热闹").text
    assert "已总结" in page
    token = csrf_of(leader, "/password")
    leader.post(f"/activities/lead/{activity_id}/photos", data={"csrf_token": token, "photos": [picture()]})
    photo = re.search(r"/activities/a/\d+/photos/\d+", leader.get(f"/activities/lead/{activity_id}").text)
    assert photo is not None
    assert client.get(photo[0]).status_code == 404
    assert "办得热闹" not in client.get(f"/activities/a/{activity_id}").text
    post(leader, f"/activities/lead/{activity_id}/show")
    assert client.get(photo[0]).mimetype == "image/jpeg"
    assert "办得热闹" in client.get(f"/activities/a/{activity_id}").text
    post(leader, f"/activities/lead/{activity_id}/photos/drop")
    assert client.get(photo[0]).status_code == 404


def test_a_sum_with_odd_figures_is_refused_and_kept(scene: Scene, browser_of: Any) -> None:
    activity_id = held(scene)
    leader = browser_of(scene.leader_id)
    page = post(leader, f"/activities/lead/{activity_id}/result", guests="-1", beneficiaries="many", summary="好").text
    assert "之间的整数" in page
    page = post(leader, f"/activities/lead/{activity_id}/result", guests="0", beneficiaries="3", summary="没人").text
    assert "真的没有人来" in page
    assert "没人" in page
    assert "请先选照片" in post(leader, f"/activities/lead/{activity_id}/photos").text
