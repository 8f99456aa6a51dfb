"""From the call for help to the hours on the card: three people, three browsers, on all of Xinzhu."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from core.clock import today
from tests.journeys.cast import RESIDENT, VOLUNTEER, WORKER, follow, press, run, says, unfold

NEED, WORDS = "水电维修", "厨房水龙头滴水，家里有工具"


def test_a_resident_asks_a_neighbour_helps_and_the_hours_stand_on_the_card(app, sign_in, clock_at, facts) -> None:
    # On the first of a month nobody has served yet, so the demo's volunteer is among the nearest however much she teaches.
    first = (today("Asia/Shanghai").replace(day=1) + timedelta(days=32)).replace(day=1)
    start = clock_at(9, 40, first)
    before = facts()
    assert (before["residents"], before["volunteers"]) == (12_696, 1_283)
    resident, helper = sign_in(RESIDENT), sign_in(VOLUNTEER)
    name, helper_name = _own_name(resident), _own_name(helper)
    saved = _hours_on_card(helper)

    _ask_for_help(resident, start)
    worker = sign_in(WORKER)
    _station_sends(worker, name, helper_name)
    _helper_accepts(helper, name)
    unfold(resident)
    follow(resident, NEED)
    assert says(resident, helper_name), "the resident does not learn who comes"

    clock_at(10, 0, first)
    press(helper, "到了，签到")
    clock_at(11, 1, first)
    press(helper, "做完了，签退")
    assert says(helper, "1 小时"), "61 minutes are 60 by the community's rounding"
    resident.reload()
    press(resident, "确认服务做完了")
    run(app, "worker", "--once")

    assert _hours_on_card(helper) == saved + 1
    helper.goto(helper.url.replace("/me/", "/love-savings/card"))
    assert helper.locator(".lrow", has_text=WORDS).locator(".love-amount b", has_text="+1 小时").count() >= 1
    _facts_show_it(before, facts())
    assert [page.complaints for page in (resident, worker, helper)] == [[], [], []]


def _own_name(page: Any) -> str:
    return page.get_by_role("heading", level=1).inner_text().split("，")[0]


def _hours_on_card(page: Any) -> float:
    page.goto(page.url.split("/xinzhu/")[0] + "/xinzhu/me/")
    return float(page.locator(".savings .bal").inner_text().split()[0].removesuffix("小时").replace(",", ""))


def _ask_for_help(page: Any, start: datetime) -> None:
    follow(page, "请人帮忙")
    page.get_by_label("需要帮什么忙").select_option(label=NEED)
    page.get_by_label("再说几句").fill(WORDS)
    page.get_by_label("哪一天").fill(start.date().isoformat())
    page.get_by_label("指定时间", exact=True).check()
    page.get_by_label("几点开始").select_option("10:00")
    press(page, "提交")
    assert says(page, "待核实")
    page.goto(page.url.split("/love-savings/")[0] + "/me/")
    unfold(page)
    assert says(page, f"请人帮忙：{NEED}"), "what is arranged does not show the request"


def _station_sends(page: Any, name: str, helper_name: str) -> None:
    assert page.url.endswith("/desk/"), "staff does not start at today's tasks"
    with page.expect_navigation():
        page.locator(".todo").get_by_role("link", name="全部", exact=True).first.click()
    follow(page, f"{NEED} · {name}")
    press(page, "核实通过")
    follow(page, "选志愿者派单")
    suggested = page.locator(".love-picks .lrow")
    assert 1 < suggested.count() <= 8
    reasons = suggested.locator(".t-muted").all_inner_texts()
    assert all("米" in said or "同一栋楼" in said for said in reasons), reasons
    for box in page.locator("input[name=chosen]").all():
        box.uncheck()
    page.get_by_label(helper_name).check()
    page.get_by_label("没有按推荐选人的原因").fill("上次就是这位来的，居民点名要")
    press(page, "发出邀请")
    assert says(page, "正在邀请")
    assert page.locator("[aria-labelledby=offers] .lrow", has_text=helper_name).count() == 1


def _helper_accepts(page: Any, name: str) -> None:
    page.reload()
    follow(page, f"有邻居需要您：{NEED}")
    card = page.get_by_role("region", name=NEED)
    assert name not in card.inner_text()
    assert f"{name[0]}*" in card.inner_text()
    with page.expect_navigation():
        card.get_by_role("button", name="我来帮").click()
    assert says(page, WORDS) and name in page.locator("h1").inner_text()


def _facts_show_it(before: dict[str, Any], after: dict[str, Any]) -> None:
    was, now = before["plugins"]["love_savings"], after["plugins"]["love_savings"]
    grown = {key: now[key] - was[key] for key in ("requests", "confirmed", "minutes_in")}
    assert grown == {"requests": 1, "confirmed": 1, "minutes_in": 60}
    assert {k: v for k, v in after.items() if k != "plugins"} == {k: v for k, v in before.items() if k != "plugins"}
