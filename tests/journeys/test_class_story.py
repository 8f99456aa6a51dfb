"""From the wish for a course to the child handed over by a one-time code: a guardian, a teacher and a worker."""
from __future__ import annotations

import re
from typing import Any

from tests.journeys.cast import RESIDENT, VOLUNTEER, WORKER, follow, press, says

COURSE, FETCHER = "硬笔书法", "隔壁的林阿姨"


def test_a_guardian_enrols_two_children_on_a_phone_and_one_is_handed_over(sign_in, clock_at, facts) -> None:
    clock_at(9, 40)
    before = facts()["plugins"]["after_school"]
    guardian = sign_in(RESIDENT)
    children = _enrol_both(guardian)

    teacher = sign_in(VOLUNTEER)
    start, end = _time_of_class(teacher)
    clock_at(start[0], start[1])
    _both_adults_check_in(teacher, sign_in(WORKER))
    press(teacher, "开门迎接孩子")
    for name in children:
        press(teacher, f"到了：{name}")
    press(teacher, "开始上课")

    code = _todays_code(guardian, children[0])
    clock_at(end[0], end[1])
    follow(teacher, children[0])
    teacher.get_by_label("对方说的一次性的码").fill("0" * len(code) if code != "0" * len(code) else "1" * len(code))
    press(teacher, "核对码并交接")
    assert says(teacher, "还可以试 4 次"), "a wrong code is not refused in words"
    teacher.get_by_label("对方说的一次性的码").fill(code)
    press(teacher, "核对码并交接")
    assert says(teacher, "已接走")

    guardian.goto(_site(guardian) + "/after-school/mine")
    assert says(guardian, f"由{FETCHER}接走（凭一次性的码）"), "the guardian does not see who took the child"
    after = facts()["plugins"]["after_school"]
    assert (after["handovers"] - before["handovers"], after["class_days"] - before["class_days"]) == (1, 1)
    assert [page.complaints for page in (guardian, teacher)] == [[], []]


def _site(page: Any) -> str:
    return page.url.split("/xinzhu/")[0] + "/xinzhu"


def _enrol_both(page: Any) -> list[str]:
    follow(page, "孩子的课堂")
    follow(page, "给孩子报名")
    children = page.locator("fieldset legend").all_inner_texts()
    assert len(children) == 2, "the demo's resident answers for two children"
    for name in children:
        choice = page.get_by_label(f"{name}的第 2 志愿")
        choice.select_option(value=choice.locator("option", has_text=COURSE).get_attribute("value"))
    press(page, "提交报名")
    assert page.locator(".lrow", has_text=COURSE).get_by_text("已录取").count() == 2
    return children


def _time_of_class(page: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """When today's class begins and ends, as the teacher's page says."""
    page.goto(_site(page) + "/after-school/teaching")
    row = page.locator(".lrow", has_text=COURSE).filter(has_text="今天").first
    said = re.search(r"(\d\d):(\d\d)–(\d\d):(\d\d)", row.inner_text())
    assert said is not None, row.inner_text()
    numbers = [int(number) for number in said.groups()]
    with page.expect_navigation():
        row.get_by_role("link", name="点名表").click()
    return (numbers[0], numbers[1]), (numbers[2], numbers[3])


def _both_adults_check_in(teacher: Any, worker: Any) -> None:
    """The teacher checks in alone; the worker notes it for the second one, who has no phone."""
    teacher.reload()
    press(teacher, teacher.get_by_role("button", name="签到：").first.get_attribute("aria-label"))
    press(teacher, "开门迎接孩子")
    assert says(teacher, "现在只有 1 位"), "one adult alone opens the door"
    worker.goto(_site(worker) + "/after-school/desk")
    follow(worker, f"点名表：{COURSE}")
    press(worker, worker.get_by_role("button", name="签到：").first.get_attribute("aria-label"))
    teacher.reload()


def _todays_code(page: Any, child: str) -> str:
    page.goto(_site(page) + "/after-school/mine")
    follow(page, f"谁来接{child}")
    page.get_by_label("谁来接（姓名）").fill(FETCHER)
    press(page, "取今天的码")
    code: str = page.locator("[data-code]").inner_text()
    return code
