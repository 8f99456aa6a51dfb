"""An admin switches love savings off, takes that back, and forgets it; the other community's admin gets nowhere."""
from __future__ import annotations

import zipfile
from typing import Any

import pytest

from core.testing_browser import axe_findings
from tests.journeys.cast import ADMIN, RESIDENT, fill_in_sign_in, follow, press, says

TYPED = "厨房灯不亮了，梯子家里有"
SWITCH = "#switch-love_savings"


@pytest.fixture
def admin(sign_in, live_server) -> Any:
    """The admin in front of the plugin cards."""
    page = sign_in(ADMIN)
    page.goto(f"{live_server}/xinzhu/console/plugins")
    return page


def test_a_service_goes_with_the_switch_and_comes_back_with_its_data(admin, sign_in, new_page, live_server) -> None:
    home = f"{live_server}/xinzhu"
    resident, visitor = sign_in(RESIDENT), new_page(f"{home}/")
    assert visitor.get_by_role("heading", name="爱心储蓄所").count() == 1
    card, requests = _card(resident), _requests(resident, home)
    resident.goto(f"{home}/love-savings/ask")
    resident.get_by_label("再说几句").fill(TYPED)

    _ask(admin)
    for place in ("工作台的菜单", "居民的首页 · 大按钮、卡片、最近的安排", "社区首页 · 数字、介绍"):
        assert says(admin, place), f"the question does not name {place}"
    _press_in_card(admin, "确定关闭", "未开启")

    press(resident, "提交")
    assert says(resident, "这项服务已关闭") and says(resident, TYPED), "what was typed is lost"
    assert resident.goto(f"{home}/love-savings/card").status == 404
    resident.goto(f"{home}/me/")
    assert resident.locator(".savings").count() == 0
    assert resident.get_by_role("link", name="请人帮忙").count() == 0
    visitor.reload()
    assert visitor.get_by_role("heading", name="爱心储蓄所").count() == 0
    assert resident.complaints == ["Failed to load resource: the server responded with a status of 404 (NOT FOUND)"] * 2

    admin.locator("[data-toast]").get_by_role("button", name="撤销").click()
    admin.locator("#plugin-love_savings footer", has_text="已开启").wait_for()

    resident.goto(f"{home}/me/")
    assert (_card(resident), _requests(resident, home)) == (card, requests)
    visitor.reload()
    assert visitor.get_by_role("heading", name="爱心储蓄所").count() == 1
    assert (admin.complaints, visitor.complaints) == ([], [])


def test_a_service_is_copied_and_forgotten(sign_in, live_server) -> None:
    admin = sign_in(ADMIN, bypass_csp=True)
    admin.goto(f"{live_server}/xinzhu/console/plugins")
    _ask(admin)
    _press_in_card(admin, "确定关闭", "未开启")
    admin.locator("#plugin-love_savings").get_by_role("link", name="设置").click()
    follow(admin, "导出或抹掉它的数据")
    assert says(admin, "它自己的记录")
    assert axe_findings(admin) == []

    with admin.expect_download() as started:
        admin.get_by_role("button", name="导出全部数据").click()
    copy = zipfile.ZipFile(started.value.path())
    assert len(copy.read("love_savings_request.jsonl").splitlines()) > 50

    admin.get_by_label("服务的名称").fill("爱心储蓄所")
    press(admin, "抹掉全部数据")
    assert says(admin, "功能插件")
    assert "已抹掉爱心储蓄所在本社区的" in admin.locator("[data-toast]").inner_text()
    admin.goto(f"{live_server}/xinzhu/console/plugins/love_savings/forget")
    assert says(admin, "它在本社区没有数据。")
    assert admin.complaints == []


def test_the_admin_of_the_other_community_gets_nowhere(sign_in, admin, live_server) -> None:
    theirs = _addresses(admin, f"{live_server}/xinzhu")
    stranger = sign_in(ADMIN, "yinkai")
    assert stranger.goto(f"{live_server}/yinkai/console/plugins").status == 200
    for address in theirs:
        stranger.goto(f"{live_server}/xinzhu{address}")
        assert "/xinzhu/login?" in stranger.url, f"{address} opens in Xinzhu with a session of Yinkai"
    for address in (each for each in theirs if each != "/console/plugins"):
        assert stranger.goto(f"{live_server}/yinkai{address}").status == 404, f"{address} opens in Yinkai"
    admin.goto(f"{live_server}/yinkai/console/plugins")
    assert "/yinkai/login?" in admin.url, "the console of Yinkai opens with a session of Xinzhu"


def test_signed_in_at_both_a_person_is_somebody_else_in_each(sign_in, live_server) -> None:
    page = sign_in(ADMIN)
    page.goto(f"{live_server}/yinkai/login")
    fill_in_sign_in(page, RESIDENT)
    assert page.goto(f"{live_server}/yinkai/console/").status == 403
    assert page.goto(f"{live_server}/xinzhu/console/").status == 200


def _ask(page: Any) -> None:
    """Press the switch, which asks before the service goes."""
    page.locator(SWITCH).click()
    page.get_by_role("button", name="确定关闭").wait_for()


def _press_in_card(page: Any, name: str, state: str) -> None:
    with page.expect_response("**/console/plugins/love_savings/*") as answer:
        page.locator("#plugin-love_savings").get_by_role("button", name=name).click()
    assert answer.value.ok
    page.locator("#plugin-love_savings footer", has_text=state).wait_for()


def _card(page: Any) -> str:
    return str(page.locator(".savings").inner_text())


def _requests(page: Any, home: str) -> list[str]:
    page.goto(f"{home}/love-savings/asked")
    return list(page.locator("main .rows a").all_inner_texts())


def _addresses(page: Any, home: str) -> list[str]:
    """Xinzhu's console, and pages of one request and its resident, as its own admin opens them."""
    page.goto(f"{home}/love-savings/?show=all")
    follow(page, "·")
    request = page.url.removeprefix(home)
    page.goto(f"{home}/desk/people")
    with page.expect_navigation():
        page.locator("main a[href*='/desk/people/']:not([href$='/new'])").first.click()
    person = page.url.removeprefix(home)
    return ["/console/plugins", request, f"{request}/match", person]
