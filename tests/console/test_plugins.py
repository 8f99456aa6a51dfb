"""The console's plugin pages: a card for each plugin, switches with reasons, settings with their history."""
from __future__ import annotations

import re

import pytest

from core.communities.state import current_community
from core.pluginsystem.settings import settings_for
from core.tenancy.session import use
from core.testing_accounts import csrf_of, sign_in_as

HTMX = {"HX-Request": "true"}


@pytest.fixture
def admin(samples, browser, community):
    """The admin's browser, with a token for its forms."""
    sign_in_as(samples, browser, community, "community_admin")
    browser.token = csrf_of(browser, "/console/plugins/leaning")
    return browser


def card(text: str, name: str) -> str:
    """The text of one card, without tags."""
    found = re.search(rf'id="plugin-{name}".*?</article>', text, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def press(browser, name: str, position: str, **headers: str):
    return browser.post(
        f"/console/plugins/{name}/{position}", data={"csrf_token": browser.token}, headers={**HTMX, **headers}
    )


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("raises_in_import", "RuntimeError: the disk is full of cats"),
        ("undeclared_view", "没有写明谁可以打开"),
        ("misspelt_hook", "nav_itmes"),
        ("half_models", "NoSuchClass"),
        ("app_wide", "它想对整个网站生效"),
        ("from_the_future", "它是为第 99 版接口写的"),
    ],
)
def test_the_console_names_a_plugin_that_does_not_work_and_says_why(admin, name, reason):
    text = admin.get("/console/plugins").text

    assert f'id="switch-{name}"' not in text
    assert reason in re.sub(r"&#39;", "'", text)


def test_the_second_plugin_of_a_name_has_a_card_without_a_switch(admin):
    assert "名字 hello 已经被" in admin.get("/console/plugins").text


def test_a_switch_answers_with_its_card_and_the_cards_that_depend_on_it(admin):
    assert "暂不能开启：请先开启你好。" in card(admin.get("/console/plugins").text, "leaning")

    answer = press(admin, "hello", "on")

    assert answer.status_code == 200
    assert "已开启" in card(answer.text, "hello")
    assert "暂不能开启" not in card(answer.text, "leaning")
    assert 'hx-swap-oob="true"' in answer.text
    assert admin.get("/hello/").status_code == 200


def test_a_switch_that_is_refused_answers_with_the_reason(admin):
    press(admin, "hello", "on")
    press(admin, "leaning", "on")

    answer = press(admin, "hello", "off")

    assert "靠着你好正在使用它" in card(answer.text, "hello")
    assert admin.get("/hello/").status_code == 200


def test_without_htmx_a_switch_returns_to_the_list(admin):
    answer = admin.post("/console/plugins/hello/on", data={"csrf_token": admin.token})

    assert (answer.status_code, answer.headers["Location"].endswith("/console/plugins")) == (303, True)
    assert "已开启你好。" in admin.get("/console/plugins").text


def test_a_plugin_that_nobody_installed_is_a_404(admin):
    assert press(admin, "nobody_has_it", "on").status_code == 404
    assert admin.get("/console/plugins/nobody_has_it").status_code == 404


def test_a_resident_gets_nowhere(samples, browser, community):
    sign_in_as(samples, browser, community, "resident")

    assert browser.get("/console/plugins").status_code == 403
    assert browser.get("/console/plugins/leaning").status_code == 403


def test_another_communitys_admin_switches_only_at_home(samples, admin, community, other_community):
    home, admin.slug = admin.slug, other_community.slug
    assert press(admin, "hello", "on").status_code == 401

    admin.slug = home
    assert admin.get("/hello/").status_code == 404


def test_the_settings_page_is_made_from_the_form_and_stores_what_it_says(samples, admin, community):
    page = admin.get("/console/plugins/leaning").text
    assert ("问候语" in page, 'value="早上好"' in page) == (True, True)

    hidden = dict(re.findall(r'type="hidden"(?: id="\w+")? name="(\w+)"(?: type="hidden")? value="([^"]*)"', page))
    assert {"csrf_token", "form_key"} <= set(hidden)
    sent = {"greeting": "晚上好", "hours": "10", "open": "y", "unit": "h", "token": "", **hidden}
    answer = admin.post("/console/plugins/leaning", data=sent)

    assert answer.status_code == 303
    page = admin.get("/console/plugins/leaning").text
    assert "<b>问候语</b> 从 早上好 改为 晚上好" in page
    assert "<b>每天最多几小时</b> 从 8 改为 10" in page


def test_beside_the_settings_stands_who_may_switch_the_plugin(admin):
    page = admin.get("/console/plugins/hello").text
    assert "社区管理员" in page[page.index("谁可以开关和设置") :]


def test_a_wrong_value_comes_back_with_its_reason_and_what_was_typed(admin):
    sent = {"greeting": "晚上好", "hours": "99", "unit": "h", "csrf_token": admin.token}
    answer = admin.post("/console/plugins/leaning", data=sent)

    assert answer.status_code == 422
    assert ('value="99"' in answer.text, 'aria-invalid="true"' in answer.text) == (True, True)


def test_a_change_can_be_undone_from_the_page(samples, admin, community):
    sent = {"greeting": "晚上好", "hours": "8", "open": "y", "unit": "h", "csrf_token": admin.token}
    admin.post("/console/plugins/leaning", data=sent)
    press(admin, "hello", "on")
    press(admin, "leaning", "on")
    admin.post("/console/plugins/leaning", data={**sent, "hours": "9"})
    assert admin.get("/console/plugins/leaning").text.count("/undo/") == 1
    undo = re.search(r'action="[^"]*?(/console/plugins/leaning/undo/\d+)"', admin.get("/console/plugins/leaning").text)
    assert admin.post(undo[1], data={"csrf_token": admin.token}).status_code == 303

    with samples.app_context(), use(community.id):
        assert settings_for(current_community(), "leaning").hours == 8
