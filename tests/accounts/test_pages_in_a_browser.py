"""The pages for getting in, in a real browser: accessible, within the phone's width, usable with the keyboard."""
from __future__ import annotations

import pytest

from core.tenancy.session import use
from core.testing_accounts import PASSWORD, make_account, make_building, make_person
from core.testing_browser import DESKTOP, PHONE, axe_findings, overflow

PAGES = ("/login", "/activate", "/register", "/reset", "/reset/new")

# Looks do not depend on the database.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def at(live_server, community):
    return lambda path: f"{live_server}/{community.slug}{path}"


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_phone(at, new_page, path):
    phone = new_page(at(path), PHONE, theme="dark", bypass_csp=True)
    assert axe_findings(phone) == []
    desktop = new_page(at(path), DESKTOP, bypass_csp=True)
    desktop.locator("main button[type=submit]").click()
    desktop.wait_for_selector("[data-errors]")
    assert axe_findings(desktop) == []
    elder = new_page(at(path), {"width": 320, "height": 700}, elder=True)
    assert (overflow(elder), elder.complaints) == (0, [])


def test_the_keyboard_alone_signs_in(app, community, at, new_page):
    with app.app_context(), use(community.id):
        phone = make_account(make_person("魏岚", make_building()))
    page = new_page(at("/login"))
    page.get_by_label("手机号").focus()
    page.keyboard.type(phone)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/")
