"""Whoever switches services by keyboard keeps their place: HTMX replaces the card under the focus, and the message goes."""
from __future__ import annotations

import pytest

from core.tenancy.session import use
from core.testing_accounts import PASSWORD, make_account, make_person
from core.testing_browser import DESKTOP

# What the browser does is independent of the database.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def page(samples, community, serve, new_page):
    """The admin in front of the plugin cards."""
    with samples.app_context(), use(community.id) as session:
        phone = make_account(make_person("李主任"), "community_admin")
        session.commit()
    page = new_page(f"{serve(samples)}/{community.slug}/login?next=/{community.slug}/console/plugins", DESKTOP)
    page.get_by_label("手机号").fill(phone)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_label("密码").press("Enter")
    page.wait_for_url("**/console/plugins")
    return page


def focused(page):
    """The id of what has the focus."""
    return page.evaluate("document.activeElement.id")


def answered(page, name, state, press):
    """`press` something that replaces the card of `name`, and wait until it says `state`."""
    with page.expect_response(f"**/console/plugins/{name}/*"):
        press()
    page.locator(f"#plugin-{name}", has_text=state).wait_for()
    page.wait_for_selector(".htmx-settling, .htmx-request", state="detached")


def toast(page, name):
    return page.locator("[data-toast]").last.get_by_role("button", name=name)


def test_the_switch_keeps_the_focus_through_question_answer_and_undo(page):
    switch = page.locator("#switch-hello")
    answered(page, "hello", "已开启", lambda: switch.press("Space"))
    assert focused(page) == "switch-hello"
    answered(page, "hello", "关闭以后，这些会受影响", lambda: switch.press("Space"))
    assert focused(page) == "switch-hello"
    answered(page, "hello", "未开启", lambda: page.get_by_role("button", name="确定关闭").press("Enter"))
    assert focused(page) == "switch-hello"
    answered(page, "hello", "已开启", lambda: toast(page, "撤销").press("Enter"))
    assert focused(page) == "switch-hello"
    assert page.complaints == []


def test_a_button_that_is_gone_afterwards_leaves_the_focus_on_the_switch(page):
    together = page.locator("#plugin-leaning").get_by_role("button", name="连同你好一起开启")
    answered(page, "leaning", "已开启", lambda: together.press("Enter"))
    assert focused(page) == "switch-leaning"


def test_a_message_that_is_closed_gives_the_focus_back(page):
    answered(page, "hello", "已开启", lambda: page.locator("#switch-hello").press("Space"))
    toast(page, "关闭提示").press("Enter")
    assert (page.locator("[data-toast]").count(), focused(page)) == (0, "switch-hello")
