"""A worker's form outlives the sign-in: warned, signed out, signed in again in place, and the resident is saved."""
from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, make_account, make_building, make_person
from core.testing_browser import axe_findings, overflow, watched

TITLE = "登录已到时间，请重新登录"

# What the browser does is independent of the database.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def phones(app, community):
    with app.app_context(), use(community.id):
        building = make_building(3)
        return [make_account(make_person(name, building), "community_admin") for name in ("张晓梅", "魏岚")]


@pytest.fixture
def at(live_server, community):
    return lambda path: f"{live_server}/{community.slug}{path}"


@pytest.fixture
def page(at, new_page, phones):
    """The worker's browser, whose clock the test moves."""
    page = new_page(at("/login"), bypass_csp=True)
    enter(page.locator("main"), phones[0])
    page.wait_for_url("**/console/")
    page.context.clock.install()
    yield page
    clock.shift(timedelta(0))


def enter(form, phone):
    form.get_by_label("手机号").fill(phone)
    form.get_by_label("密码").fill(PASSWORD)
    form.get_by_label("密码").press("Enter")


def wait(page, minutes):
    """Time goes by for the server and for the browser."""
    clock.shift(clock._shift + timedelta(minutes=minutes))
    page.context.clock.fast_forward(minutes * 60_000)


def test_a_half_filled_form_is_kept_and_saved(app, community, at, page, phones):
    page.goto(at("/desk/people/new"))
    page.get_by_label("姓名").fill("陈玉芬")
    wait(page, 110)
    assert not page.get_by_role("alertdialog").is_visible()
    wait(page, 5)
    dialog = page.get_by_role("alertdialog", name="您快要被自动退出了")
    dialog.wait_for()
    assert page.evaluate("document.activeElement.textContent.trim()") == "继续工作"
    wait(page, 10)
    over = page.get_by_role("alertdialog", name=TITLE)
    over.wait_for()
    for key in ("Escape", "Escape"):
        page.keyboard.press(key)
    assert over.is_visible()
    assert axe_findings(page) == []
    over.get_by_label("手机号").fill(phones[0])
    over.get_by_label("密码").fill("not the password")
    over.get_by_label("密码").press("Enter")
    over.get_by_role("alert").wait_for()
    page.complaints.clear()  # Chromium writes every 401 into its console
    enter(over, phones[0])
    over.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.name") == "name"
    page.locator("main form [type=submit]").click()
    page.wait_for_url(lambda url: "/people/new" not in url)
    with app.app_context(), use(community.id):
        assert db.session.query(Person).filter_by(name="陈玉芬").count() == 1
    assert page.complaints == []


@pytest.mark.parametrize("way", ["button", "Esc"])
def test_going_on_keeps_the_sign_in(at, page, way):
    page.goto(at("/desk/people/new"))
    page.get_by_label("姓名").focus()
    for _ in range(3):
        wait(page, 115)
        dialog = page.get_by_role("alertdialog")
        dialog.wait_for()
        page.keyboard.press("Escape") if way == "Esc" else dialog.get_by_role("button", name="继续工作").click()
        dialog.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.name") == "name"
    page.reload()
    assert page.url.endswith("/desk/people/new")


def test_work_in_one_tab_keeps_the_others_quiet_and_signs_them_in(at, page, phones):
    page.goto(at("/desk/people/new"))
    other = watched(page.context.new_page())
    other.goto(at("/desk/"))
    wait(page, 115)
    page.get_by_role("alertdialog").wait_for()
    other.reload()
    page.get_by_role("alertdialog").wait_for(state="hidden")
    wait(page, 130)
    page.get_by_role("alertdialog", name=TITLE).wait_for()
    enter(other.get_by_role("alertdialog", name=TITLE), phones[0])
    page.get_by_role("alertdialog").wait_for(state="hidden")
    token = "document.querySelector('main [name=csrf_token]').value"
    assert page.evaluate(token) in page.evaluate("document.body.getAttribute('hx-headers')")


def test_somebody_else_gets_a_fresh_page(at, page, phones):
    page.goto(at("/desk/people/new"))
    page.get_by_label("姓名").fill("陈玉芬")
    wait(page, 125)
    with page.expect_navigation():
        enter(page.get_by_role("alertdialog", name=TITLE), phones[1])
    assert page.get_by_label("姓名").input_value() == ""


def test_the_dialog_fits_the_small_phone_in_elder_mode(at, new_page, phones):
    page = new_page(at("/login"), {"width": 320, "height": 700}, elder=True)
    enter(page.locator("main"), phones[0])
    page.wait_for_url("**/console/")
    page.context.clock.install()
    page.context.clock.fast_forward(121 * 60_000)
    over = page.get_by_role("alertdialog", name=TITLE)
    over.wait_for()
    assert overflow(page) == 0
    assert all(b.bounding_box()["height"] >= 60 for b in over.locator(".btn:visible, input:visible").all())
