"""Plans, series, the leading group's papers and the report, as leaders and staff use them."""
from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from core.api import month_after, this_month
from core.tenancy.session import db
from plugins.activities.models import Activity, Meeting, Plan, RuleText, Series
from plugins.activities.services import closing, joining, leaving, making, planning
from plugins.activities.services.calendar import first_day

from .conftest import Scene, day_at, values
from .test_pages import held, only, post

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_a_plan_goes_from_the_leader_to_the_admin_and_back(scene: Scene, browser_of: Any) -> None:
    leader, admin = browser_of(scene.leader_id), browser_of(scene.admin_id)
    month = month_after(this_month())
    post(leader, "/activities/plans/new", host=f"team:{scene.team_id}", month=month, note="重点看独居长者")
    plan = only(Plan)
    line = {"title": "长者生日会", "for_whom": "elders", "place_id": "", "day": first_day(month), "start": "09:00", "end": "10:00"}
    assert "长者生日会" in post(leader, f"/activities/plans/{plan.id}", **line).text
    post(leader, f"/activities/plans/{plan.id}/do/submit")
    assert "待审批" in admin.get("/activities/plans").text
    assert "计划" in admin.get("/desk/tasks").text
    post(admin, f"/activities/plans/{plan.id}/do/send_back", reason="地点没写")
    assert only(Plan).state == "draft"
    post(leader, f"/activities/plans/{plan.id}/do/submit")
    assert "批准了" in post(admin, f"/activities/plans/{plan.id}/do/approve").text
    assert only(Activity).title == "长者生日会"
    assert browser_of(scene.resident_ids[0]).get(f"/activities/plans/{plan.id}").status_code == 404


def test_a_series_is_begun_changed_and_ended(scene: Scene, browser_of: Any) -> None:
    leader = browser_of(scene.leader_id)
    typed = {
        "title": "合唱排练", "for_whom": "all", "host": f"team:{scene.team_id}", "place_id": "", "weekday": "2",
        "every_weeks": "1", "start": "19:00", "minutes": "90", "helpers": "0", "from_day": day_at(9).date().isoformat(),
    }
    post(leader, "/activities/series/new", **typed)
    row = only(Series)
    assert "停一次" in leader.get(f"/activities/series/{row.id}").text
    day = db.session.scalars(select(Activity.series_day).order_by(Activity.series_day)).first()
    assert "这一天停一次" in post(leader, f"/activities/series/{row.id}/skip", day=day.isoformat()).text
    assert "请选要停的那一天" in post(leader, f"/activities/series/{row.id}/skip", day="soon").text
    post(leader, f"/activities/series/{row.id}", **{**typed, "start": "15:00"})
    assert only(Series).start_minute == 15 * 60
    post(leader, f"/activities/series/{row.id}/end")
    assert not only(Series).active
    assert "合唱排练" in leader.get("/activities/series").text


def test_the_leading_groups_papers_are_for_the_group_and_staff(scene: Scene, browser_of: Any, client: Any) -> None:
    admin, other = browser_of(scene.admin_id), browser_of(scene.resident_ids[0])
    assert other.get("/activities/group").status_code == 404
    assert "居民一" in admin.get("/activities/group?q=居民一").text
    post(admin, "/activities/group/members", person_id=scene.resident_ids[0], unit_id="", post="成员")
    assert "居民一" in other.get("/activities/group").text
    rule = {"title": "报名制度", "text": "先报名，后参加。", "valid_from": "2026-01-01"}
    post(admin, "/activities/group/rules/new", **rule)
    assert "先报名" not in client.get("/activities/rules").text
    post(admin, "/activities/group/rules/new", **{**rule, "text": "先报名，再参加。", "public": "y"})
    assert "先报名，再参加。" in client.get("/activities/rules").text
    assert [row.version for row in db.session.scalars(select(RuleText).order_by(RuleText.version))] == [1, 2]
    minutes = {"title": "十一月例会", "held_on": "2026-11-02", "decisions": "每周一场。", "text": "讨论。"}
    assert "请勾选至少一位" in post(admin, "/activities/group/meetings/new", **minutes).text
    post(admin, "/activities/group/meetings/new", **minutes, attendees=scene.resident_ids[0])
    meeting = only(Meeting)
    assert "居民一（" in other.get(f"/activities/group/meetings/{meeting.id}").text
    assert browser_of(scene.resident_ids[1]).get(f"/activities/group/meetings/{meeting.id}").status_code == 404
    assert post(other, "/activities/group/members", person_id=scene.resident_ids[1]).status_code == 403
    member = re.search(r"/activities/group/members/\d+/leave", admin.get("/activities/group").text)
    assert member is not None
    post(admin, member[0])
    assert other.get("/activities/group").status_code == 404


def test_the_report_of_a_month_is_one_click(scene: Scene, browser_of: Any) -> None:
    activity_id = held(scene)
    closing.sum_up(activity_id, scene.leader, guests=7, beneficiaries=21, summary="")
    db.session.commit()
    admin = browser_of(scene.admin_id)
    assert "本月月报" in admin.get("/activities/desk").text
    page = admin.get("/activities/report").text
    assert "五个数，各算各的" in page
    assert "陪长者过周末" in page
    assert admin.get("/activities/report?month=77").status_code == 200
    assert browser_of(scene.resident_ids[0]).get("/activities/report").status_code == 403


def test_a_plan_of_nobody_has_no_lines_to_drop(scene: Scene, browser_of: Any) -> None:
    plan = planning.start(scene.leader, this_month(), team_id=scene.team_id)
    db.session.commit()
    leader = browser_of(scene.leader_id)
    assert post(leader, f"/activities/plans/{plan.id}/lines/77/drop").status_code == 404
    assert post(leader, f"/activities/plans/{plan.id}/do/dance").status_code == 404
    assert "计划里还没有活动" in post(leader, f"/activities/plans/{plan.id}/do/submit").text


def test_what_somebody_objects_to_waits_at_the_desk_and_at_their_door(
    scene: Scene, announced: Any, browser_of: Any, clock_at: Any
) -> None:
    activity_id = announced()
    person = scene.person(scene.resident_ids[0])
    signup = joining.join(activity_id, person, scene.resident())
    clock_at(day_at(12))
    closing.hold(activity_id, scene.leader)
    closing.sum_up(activity_id, scene.leader, guests=1, beneficiaries=0, summary="")
    leaving.object_to(signup.id, scene.resident(), "我去了")
    db.session.commit()
    sheet = f"/desk/households/{person.household_id}/visit"
    admin = browser_of(scene.admin_id)
    page = admin.get("/desk/tasks").text
    assert "居民一说签到记录不对" in page
    assert sheet in page
    assert "居民一说签到记录不对" in admin.get(sheet).text
    worker = browser_of(scene.worker_id)  # the team's activity is not theirs to judge
    assert "居民一说签到记录不对" not in worker.get("/desk/tasks").text + worker.get(sheet).text


def test_the_desk_counts_all_that_waits(scene: Scene, browser_of: Any) -> None:
    for number in range(25):
        making.make(scene.leader, values(scene, title=f"草稿{number}"))
    db.session.commit()
    assert "一共 25 件待办" in browser_of(scene.admin_id).get("/desk/tasks").text


def test_the_sheet_to_sign_on_names_those_who_are_expected(scene: Scene, announced: Any, browser_of: Any) -> None:
    activity_id = announced(quota=1)
    for index in (0, 1):
        joining.join(activity_id, scene.person(scene.resident_ids[index]), scene.resident(index))
    db.session.commit()
    page = browser_of(scene.leader_id).get(f"/activities/lead/{activity_id}/paper").text
    sheet = page[page.index("act-sheet") :]
    assert ("居民一" in sheet, "居民二" in sheet) == (True, False)
    assert "data-print" in page
