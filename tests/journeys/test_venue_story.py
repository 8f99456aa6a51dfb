"""From a free hour on the phone to the check-in by the code on the door, on all of Xinzhu."""
from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.cast import ADMIN, RESIDENT, follow, press, says

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
PLACE = "乒乓球室"


def test_a_resident_books_a_court_and_checks_in_by_the_code_on_its_door(app, sign_in, clock_at, facts) -> None:
    clock_at(7, 0)
    before = facts()["plugins"]["venues"]
    resident = sign_in(RESIDENT)
    name = resident.get_by_role("heading", level=1).inner_text().split("，")[0]
    start, page_of_booking = _book(resident)
    admin = sign_in(ADMIN)
    code = _code_on_the_door(admin, resident.url)

    clock_at(*start)
    resident.goto(page_of_booking)
    resident.get_by_label("门上的六位数字").fill("000000")
    press(resident, "签到")
    assert says(resident, f"签到码不对。请看{PLACE}门上的六位数字，再输一次。")
    resident.get_by_label("门上的六位数字").fill(code)
    press(resident, "签到")
    assert says(resident, "签到成功")
    assert says(resident, "使用中")

    resident.goto(resident.url.split("/venues/")[0] + "/venues/lobby")
    court = resident.get_by_role("region", name=PLACE)
    assert "正在使用" in court.inner_text()
    assert "球类运动" in court.inner_text()
    assert not says(resident, name), "the lobby names a person"
    assert facts()["plugins"]["venues"]["bookings"] == before["bookings"] + 1
    assert [page.complaints for page in (resident, admin)] == [[], []]


def _book(page: Any) -> tuple[tuple[int, int], str]:
    page.goto(page.url.replace("/me/", "/venues/"))
    follow(page, f"约{PLACE}")
    page.get_by_label("做什么").select_option(label="球类运动")
    hour, minute = map(int, page.get_by_label("从几点").locator("option:checked").inner_text().split(":"))
    press(page, "提交预约")
    assert says(page, "约好了！"), page.locator("main").inner_text()
    return (hour, minute), page.url


def _code_on_the_door(page: Any, url: str) -> str:
    page.goto(url.split("/venues/")[0] + "/venues/desk/places")
    follow(page, PLACE)
    follow(page, "门上的签到码")
    code = page.locator(".venue-code").inner_text()
    assert re.fullmatch(r"\d{6}", code)
    return str(code)
