"""A team's leader plans a month, holds an activity and reports it: on the phone, with the admin's word in between."""
from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from core import clock
from tests.journeys.cast import ADMIN, RESIDENT, VOLUNTEER, ZONE, follow, press, says

TITLE = "秋游前的长者体检"


def test_a_team_leader_plans_a_month_holds_an_activity_and_reports_it(clock_at, sign_in, facts) -> None:
    clock_at(9, 0)
    before = facts()["plugins"]["activities"]
    day = _plans(sign_in(VOLUNTEER))
    _approves(sign_in(ADMIN))
    leader, resident = sign_in(VOLUNTEER), sign_in(RESIDENT)
    _publishes(leader)
    _signs_up(resident, day)

    _at(day, 9, 10)
    leader, resident = sign_in(VOLUNTEER), sign_in(RESIDENT)
    _checks_in(leader, resident)
    _at(day, 12, 0)
    leader = sign_in(VOLUNTEER)
    _sums_up(leader)

    admin = sign_in(ADMIN)
    admin.goto(_site(admin) + f"/activities/report?month={day.year * 100 + day.month}")
    assert says(admin, TITLE)
    after = facts()["plugins"]["activities"]
    assert {name: after[name] - before[name] for name in ("sessions", "participations", "beneficiaries")} == {
        "sessions": 1, "participations": 16, "beneficiaries": 24,
    }
    assert [page.complaints for page in (leader, resident, admin)] == [[], [], []]


def _site(page: Any) -> str:
    return str(page.url.split("/xinzhu/")[0]) + "/xinzhu"


def _at(day: date, hour: int, minute: int) -> None:
    clock.shift(timedelta(0))
    clock.shift(datetime.combine(day, time(hour, minute), ZONE) - clock.now())


def _plans(page: Any) -> date:
    """The leader finds next month's draft and adds a line; returns its day."""
    page.goto(_site(page) + "/activities/plans")
    today = clock.now().astimezone(ZONE).date()
    month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    day = month + timedelta(days=2)
    follow(page, f"{month.year} 年 {month.month} 月")
    page.get_by_label("活动名称").fill(TITLE)
    page.get_by_label("日期").fill(day.isoformat())
    page.get_by_label("别的地点").fill("服务中心")
    page.get_by_label("参加名额").fill("20")
    page.get_by_label("需要几位志愿者").fill("2")
    press(page, "加进计划")
    assert says(page, TITLE)
    press(page, "提交审批")
    assert says(page, "待审批")
    return day


def _approves(page: Any) -> None:
    page.goto(_site(page) + "/activities/plans")
    page.get_by_role("link", name="爱心助老队").filter(has_text="待审批").click()
    page.wait_for_load_state()
    press(page, "批准")
    assert says(page, "已批准")


def _publishes(page: Any) -> None:
    page.goto(_site(page) + "/activities/lead")
    press(page, f"发布：{TITLE}")
    assert says(page, "发布了，大家都能看到。")
    if says(page, "开始报名"):
        buttons = page.locator("main").get_by_role("button", name="开始报名", exact=True)
        if buttons.count():
            press(page, "开始报名")
    assert says(page, "报名中")


def _signs_up(page: Any, day: date) -> None:
    page.goto(_site(page) + f"/activities/?month={day.year * 100 + day.month}")
    page.locator(".act-list").get_by_role("link", name=TITLE).click()
    page.wait_for_load_state()
    press(page, "我要参加")
    assert says(page, "已报名")


def _checks_in(leader: Any, resident: Any) -> None:
    leader.goto(_site(leader) + "/activities/lead")
    leader.get_by_role("link", name=f"现场签到：{TITLE}").click()
    leader.wait_for_load_state()
    digits = leader.locator(".act-sixdigits").inner_text().replace(" ", "")
    resident.goto(_site(resident) + "/activities/mine")
    follow(resident, TITLE)
    resident.get_by_label("六位签到码").fill(digits)
    press(resident, "签到")
    assert says(resident, "已签到，谢谢您来。")


def _sums_up(page: Any) -> None:
    page.goto(_site(page) + "/activities/lead")
    page.get_by_role("link", name=TITLE).first.click()
    page.wait_for_load_state()
    if page.locator("main").get_by_role("button", name="活动办完了", exact=True).count():
        press(page, "活动办完了")
    follow(page, "写总结")
    page.get_by_label("没留姓名的参加者").fill("15")
    page.get_by_label("受益人次").fill("24")
    page.get_by_label("小结").fill("老人家都来了。")
    press(page, "提交总结")
    assert says(page, "已总结")
    press(page, "公开照片和小结")
    assert says(page, "照片和小结公开了。")
