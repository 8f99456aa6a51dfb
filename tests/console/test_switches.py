"""Switching in the console: on with what is required, off after seeing what disappears, and back from the message."""
from __future__ import annotations

import io
import re
import zipfile

import pytest

from core.communities.state import current_community
from core.kernel import audit
from core.pluginsystem.belongings import counted
from core.tenancy.session import use
from core.testing_accounts import csrf_of, sign_in_as

HTMX = {"HX-Request": "true"}
PLUGINS = "/console/plugins"


@pytest.fixture
def admin(samples, browser, community):
    """The admin's browser, with a token for its forms."""
    sign_in_as(samples, browser, community, "community_admin")
    browser.token = csrf_of(browser, f"{PLUGINS}/leaning")
    return browser


@pytest.fixture
def is_on(samples, community):
    """`is_on("hello", "leaning")`: which of them are on."""

    def ask(*names):
        with samples.app_context(), use(community.id):
            return [current_community().enabled(name) for name in names]

    return ask


def press(browser, path, **sent):
    return browser.post(f"{PLUGINS}/{path}", data={"csrf_token": browser.token, **sent})


def press_undo(browser, page):
    """Post the form of the one message on the page that can be undone."""
    form = re.search(r'data-toast>.*?<form method="post" action="([^"]+)">(.*?)</form>', page, re.S)
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form[2]):
        sent.setdefault(name, []).append(value)
    return browser.post(form[1].removeprefix(f"/{browser.slug}"), data=sent)


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_service_is_switched_on_together_with_what_it_requires(admin, is_on):
    assert "连同你好一起开启" in admin.get(PLUGINS).text

    answer = press(admin, "leaning/on", with_required="1")

    assert (answer.status_code, is_on("hello", "leaning")) == (303, [True, True])
    assert "已开启你好、靠着你好。" in admin.get(PLUGINS).text


def test_both_go_off_again_from_the_message_and_on_again_from_the_next(admin, is_on):
    press(admin, "leaning/on", with_required="1")
    assert press_undo(admin, admin.get(PLUGINS).text).status_code == 303
    assert is_on("hello", "leaning") == [False, False]

    assert press_undo(admin, admin.get(PLUGINS).text).status_code == 303
    assert is_on("hello", "leaning") == [True, True]


def test_with_htmx_the_cards_of_those_that_came_along_change_too(admin):
    answer = admin.post(f"{PLUGINS}/leaning/on", data={"csrf_token": admin.token, "with_required": "1"}, headers=HTMX)

    assert 'id="plugin-hello"' in answer.text
    assert "{&#34;also&#34;: [&#34;hello&#34;]}" in answer.text


def test_a_service_that_is_on_offers_nothing_to_come_along(admin):
    press(admin, "leaning/on", with_required="1")
    assert "一起开启" not in admin.get(PLUGINS).text


def test_before_it_is_off_the_admin_sees_what_disappears(admin, is_on):
    press(admin, "shows_up/on")

    page = admin.get(f"{PLUGINS}/shows_up/off")

    said = words(page.text)
    for line in ("看得见的菜单 · 工作台的菜单", "看得见的首页 · 首页的菜单", "居民的首页 · 大按钮", "它自己的网址都打不开"):
        assert line in said
    assert is_on("shows_up") == [True]
    assert (page.status_code, "确定关闭" in said) == (200, True)


def test_with_htmx_the_question_stands_in_the_card(admin):
    press(admin, "shows_up/on")
    page = admin.get(f"{PLUGINS}/shows_up/off", headers=HTMX).text
    assert (page.strip().startswith("<article"), "看得见的菜单" in page, "<html" in page) == (True, True, False)


def test_what_is_off_already_has_no_question(admin):
    assert admin.get(f"{PLUGINS}/shows_up/off").headers["Location"].endswith(PLUGINS)
    assert admin.get(f"{PLUGINS}/nobody_has_it/off").status_code == 404


def test_a_switch_is_undone_from_the_message_without_a_script(admin, is_on):
    press(admin, "hello/on")
    admin.get(PLUGINS)
    press(admin, "hello/off")
    page = admin.get(PLUGINS).text
    assert "已关闭你好，数据都还保留。" in page

    press_undo(admin, page)

    assert is_on("hello") == [True]
    assert "已开启你好。" in admin.get(PLUGINS).text


def test_a_refused_switch_has_nothing_to_undo(admin):
    press(admin, "leaning/on", with_required="1")
    admin.get(PLUGINS)
    press(admin, "hello/off")

    page = admin.get(PLUGINS).text

    toast = page[page.index("data-toast") :]
    assert ("靠着你好正在使用它" in toast, "<form" in toast) == (True, False)


def test_an_operators_service_says_who_switches_it(admin, is_on):
    assert "这项服务由平台运维人员开关，请联系平台。" in words(admin.get(PLUGINS).text)

    press(admin, "for_operators/on")
    assert is_on("for_operators") == [False]


def test_the_switch_stands_in_the_history_with_before_and_after(admin):
    press(admin, "leaning/on", with_required="1")
    press(admin, "leaning/off")
    said = words(admin.get(f"{PLUGINS}/leaning").text)
    assert said.index("开关 从 已开启 改为 未开启") < said.index("开关 从 未开启 改为 已开启")


class TestForgetting:
    """On the app as it is, with the savings station."""

    @pytest.fixture
    def admin(self, app, client, community):
        sign_in_as(app, client, community, "community_admin", name="李主任")
        client.token = csrf_of(client, f"{PLUGINS}/love_savings")
        press(client, "love_savings/on")
        with app.app_context(), use(community.id) as session:
            from core.pluginsystem import dispatch

            dispatch.tell_one("examples", current_community(), "love_savings")
            session.commit()
        return client

    def test_the_way_to_it_opens_when_the_service_is_off(self, admin):
        link = f"{PLUGINS}/love_savings/forget"
        assert link not in admin.get(f"{PLUGINS}/love_savings").text
        assert "爱心储蓄所还开着，请先关闭它。" in admin.get(link).text
        press(admin, "love_savings/off")
        assert link in admin.get(f"{PLUGINS}/love_savings").text

    def test_a_copy_is_downloaded_then_the_name_typed_then_nothing_is_left(self, app, admin, community):
        press(admin, "love_savings/off")
        assert "请先导出一份数据，再抹掉。" in press(admin, "love_savings/forget", typed="爱心储蓄所").text

        answer = press(admin, "love_savings/copy")
        archive = zipfile.ZipFile(io.BytesIO(answer.data))
        assert (answer.mimetype, "love_savings_request.jsonl" in archive.namelist()) == ("application/zip", True)
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=xinzhu-test-love_savings-")
        assert "关闭以后已经导出过一份。" in admin.get(f"{PLUGINS}/love_savings/forget").text

        answer = press(admin, "love_savings/forget", typed="爱心储蓄")
        assert (answer.status_code, "名称不对，请原样输入：爱心储蓄所" in answer.text) == (422, True)
        assert 'value="爱心储蓄"' in answer.text
        assert press(admin, "love_savings/forget", typed="爱心储蓄所").status_code == 303

        with app.app_context(), use(community.id):
            assert counted("love_savings", with_staying=False) == {}
            assert [e.actor_name for e in audit.entries(action="plugin.forget").items] == ["李主任"]
        assert "已抹掉爱心储蓄所在本社区的" in admin.get(PLUGINS).text

    def test_a_copy_of_a_service_that_is_on_is_refused(self, admin):
        answer = press(admin, "love_savings/copy")
        assert answer.headers["Location"].endswith("/love_savings/forget")
        assert "爱心储蓄所还开着，请先关闭它。" in admin.get(f"{PLUGINS}/love_savings/forget").text

    def test_a_service_that_was_never_used_has_no_such_page(self, admin):
        assert admin.get(f"{PLUGINS}/venues/forget").status_code == 404

    def test_what_is_under_way_is_counted_before_the_switch(self, admin):
        assert "件事还没办完，会停在原处" in admin.get(f"{PLUGINS}/love_savings/off").text
