"""From an elder whom somebody noticed to the day when no help is needed: three people, three browsers, on all of Xinzhu."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from core import clock
from tests.journeys.cast import RESIDENT, VOLUNTEER, WORKER, follow, press, run, says


def test_a_helpers_visit_to_graduation(app, sign_in, clock_at, facts) -> None:
    clock_at(9, 30)
    before = facts()["plugins"]["paired_help"]
    assert before["graduated"] > 10 and before["unit_pairs"] > 30
    elder, helper, worker = sign_in(RESIDENT), sign_in(VOLUNTEER), sign_in(WORKER)
    name = elder.get_by_role("heading", level=1).inner_text().split("，")[0]

    _helper_visits(helper, name)
    _worker_looks_back(worker, name)
    _days_pass(93)
    run(app, "worker", "--once")
    elder, worker = sign_in(RESIDENT), sign_in(WORKER)
    _both_sign(elder, worker, name)
    assert says(elder, "爱心接力：我也来做志愿者"), "nobody invites the elder to help others"

    after = facts()["plugins"]["paired_help"]
    grown = {key: after[key] - before[key] for key in ("cases", "graduated", "visits", "active")}
    assert grown == {"cases": 0, "graduated": 1, "visits": 1, "active": -1}
    assert [page.complaints for page in (elder, helper, worker)] == [[], [], []]


def _days_pass(days: int) -> None:
    moment = clock.now() + timedelta(days=days)
    clock.shift(timedelta(0))
    clock.shift(moment - clock.now())


def _open(page: Any, path: str) -> None:
    page.goto(page.url.split("/xinzhu/")[0] + f"/xinzhu{path}")


def _helper_visits(page: Any, name: str) -> None:
    _open(page, "/paired-help/mine")
    follow(page, name)
    press(page, "看帮扶目标")
    assert says(page, "打开目标、电话和记录都会留下记录")
    page.get_by_label("几点结束").fill("09:10")
    page.get_by_label("看病吃药").check()
    page.get_by_label("说几句").fill("血压正常，愿意自己去活动室了")
    press(page, "记下来")
    assert says(page, "记好了，辛苦您了"), page.locator("main").inner_text()


def _worker_looks_back(page: Any, name: str) -> None:
    _find(page, name)
    press(page, "提前回顾")
    _fill_in_sheet(page, "填评估表")
    assert says(page, "自立评分 100 分")
    press(page, "进入退出试行")
    assert says(page, "退出试行")


def _find(page: Any, name: str) -> None:
    _open(page, "/paired-help/?show=mine")
    while not page.get_by_role("link", name=name, exact=True).count():
        follow(page, "下一页")
    follow(page, name)


def _fill_in_sheet(page: Any, link: str) -> None:
    follow(page, link)
    for line in page.locator(".paired-lines fieldset").all():
        line.get_by_role("radio").last.check()
    press(page, "保存")


def _both_sign(elder: Any, worker: Any, name: str) -> None:
    _find(worker, name)
    _fill_in_sheet(worker, "填退出评估表")
    _open(elder, "/paired-help/me")
    follow(elder, "我能行了，去签字")
    elder.get_by_label("本人自己的看法").fill("自己能行了，谢谢大家")
    _draw(elder)
    press(elder, "签好了")
    worker.reload()
    follow(worker, "经办人签字")
    _draw(worker)
    press(worker, "签好了")
    press(worker, "退出帮扶")
    assert says(worker, "已退出帮扶")
    _open(elder, "/paired-help/me")


def _draw(page: Any) -> None:
    """A stroke on the signature pad."""
    page.locator("[data-signature]").scroll_into_view_if_needed()
    box = page.locator("[data-signature] canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 80, steps=8)
    page.mouse.move(box["x"] + 200, box["y"] + 40, steps=8)
    page.mouse.up()
