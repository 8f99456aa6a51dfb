"""An admin's day outside the demo: set up codes, sign in with one, prove it again in the middle of a form, come back in place."""
from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from core import clock
from core.accounts.models import RoleGrant
from core.communities.services import community_today
from core.communities.state import current_community
from core.config import settings_of
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, make_account, make_building, make_person
from core.testing_browser import PHONE, axe_findings, overflow, sheets

QUESTION = "请再确认一次是您本人"

# What the browser does is independent of the database.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def admin(app, community, monkeypatch):
    """The admin's phone; the neighbour who will get a role is there too."""
    monkeypatch.setattr(settings_of(app), "strict_sign_in", True)
    with app.app_context(), use(community.id):
        building = make_building(3)
        make_person("陈玉芬", building)
        yield make_account(make_person("张晓梅", building), "community_admin")
    clock.shift(timedelta(0))


@pytest.fixture
def at(live_server, community):
    return lambda path: f"{live_server}/{community.slug}{path}"


def wait(minutes):
    clock.shift(clock._shift + timedelta(minutes=minutes))


def press(page, name, within="main"):
    with page.expect_navigation():
        page.locator(within).get_by_role("button", name=name, exact=True).click()


def fit(page):
    """No finding of axe, and nothing wider than the page."""
    return axe_findings(page), overflow(page)


def enter(page, phone):
    page.locator("main").get_by_label("手机号").fill(phone)
    page.locator("main").get_by_label("密码").fill(PASSWORD)
    press(page, "登录")


def set_up(page):
    """From the page that an admin without codes is led to, to the recovery codes; the app's secret."""
    assert fit(page) == ([], 0)
    press(page, "开始设置")
    assert page.get_by_role("img", name="给验证器扫的二维码").is_visible()
    assert fit(page) == ([], 0)
    app = pyotp.TOTP(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("应用里现在显示的 6 位数字").fill(app.at(clock.now()))
    press(page, "完成设置")
    assert page.locator(".recovery-codes li").count() == 10
    assert (*fit(page), sheets(page)) == ([], 0, 1)
    return app


def test_codes_are_set_up_typed_and_proved_again_and_no_form_is_lost(app, community, at, admin, new_page):
    page = new_page(at("/login?next=/xinzhu-test/console/people"), PHONE)
    enter(page, admin)
    assert "您的角色必须设置动态验证码" in page.locator("main").inner_text()
    codes = set_up(page)
    page.context.clear_cookies()
    wait(1)
    page.goto(at("/console/people?q=陈玉芬"))
    enter(page, admin)
    assert fit(page) == ([], 0)
    field = page.get_by_label("动态验证码")
    field.focus()
    page.keyboard.insert_text(codes.at(clock.now()))
    press(page, "登录")
    assert page.url.endswith("/console/people?q=%E9%99%88%E7%8E%89%E8%8A%AC")

    page.locator("main").get_by_role("link", name="授予角色").click()
    with app.app_context(), use(community.id):
        last = community_today() + timedelta(days=40)
    page.get_by_label("角色").select_option("building_head")
    page.get_by_label("负责的楼栋号").fill("3")
    page.get_by_label("到哪一天为止").fill(str(last))
    wait(6)
    press(page, "授予")
    page.complaints.clear()  # Chromium writes every 403 into its console
    assert page.get_by_role("heading", name=QUESTION).is_visible()
    assert page.evaluate("document.activeElement.id") == "proof"
    assert fit(page) == ([], 0)
    page.get_by_label("动态验证码").fill(codes.at(clock.now()))
    press(page, "确认并继续")
    assert "已授予陈玉芬角色" in page.locator("body").inner_text()
    with app.app_context(), use(community.id):
        held = db.session.scalars(select(RoleGrant).join(Person).where(Person.name == "陈玉芬")).one()
        assert (held.scope, held.ends_on) == ("buildings", last)


def test_a_switch_asks_in_the_middle_and_the_plugin_is_on_afterwards(app, community, at, admin, new_page):
    page = new_page(at("/login"))
    enter(page, admin)
    codes = set_up(page)
    page.goto(at("/console/plugins"))
    wait(6)
    with page.expect_navigation():
        page.get_by_role("switch", name="你好").click()
    page.complaints.clear()
    page.get_by_label("动态验证码").fill(codes.at(clock.now()))
    press(page, "确认并继续")
    assert page.url.endswith("/console/plugins")
    with app.app_context(), use(community.id):
        assert current_community().enabled("hello")


def test_signing_in_again_in_place_takes_password_and_code(at, admin, new_page):
    page = new_page(at("/login"), bypass_csp=True)
    enter(page, admin)
    codes = set_up(page)
    page.context.clock.install()
    page.goto(at("/desk/people/new"))
    page.get_by_label("姓名").fill("黄秀英")
    wait(121)
    page.context.clock.fast_forward(121 * 60_000)
    over = page.get_by_role("alertdialog", name="登录已到时间，请重新登录")
    over.wait_for()
    over.get_by_label("手机号").fill(admin)
    over.get_by_label("密码").fill(PASSWORD)
    over.get_by_label("密码").press("Enter")
    code = over.get_by_label("动态验证码")
    code.wait_for()
    assert not over.get_by_label("手机号").is_visible()
    code.fill(codes.at(clock.now()))
    code.press("Enter")
    over.wait_for(state="hidden")
    assert page.get_by_label("姓名").input_value() == "黄秀英"
    page.locator("main form [type=submit]").click()
    page.wait_for_url(lambda url: "/people/new" not in url)
    assert "黄秀英" in page.locator("main").inner_text()
