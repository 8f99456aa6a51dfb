"""People see where they are signed in, in words, and end what they do not know."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from core.accounts.devices import device_name, rough_address
from core.accounts.models import AccountSession
from core.kernel.jobs import run_due
from core.notices import inbox
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15"
WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 "
    "MicroMessenger/8.0.47"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36 Edg/124.0"
HOME, AWAY = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def site(sites):
    """Nothing here depends on the database."""
    chosen = sites("sqlite")
    chosen.reset()
    return chosen


@pytest.fixture
def phone(app, community):
    with app.app_context(), use(community.id):
        return make_account(make_person("张晓梅", make_building()), "community_admin")


@pytest.fixture
def browser(community, client_in, phone):
    """`browser(MAC, HOME)`: a device that is signed in."""

    def browser(user_agent, address, phone=phone):
        client = client_in(community)
        client.environ_base = {**client.environ_base, "HTTP_USER_AGENT": user_agent, "REMOTE_ADDR": address}
        form = {"phone": phone, "password": PASSWORD, "csrf_token": csrf_of(client)}
        assert client.post("/login", data=form).status_code == 302
        return client

    return browser


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [(MAC, "Safari · Mac"), (WECHAT, "微信 · iPhone"), (EDGE, "Edge · Windows"), ("curl/8", "浏览器"), ("", "浏览器")],
)
def test_a_device_is_named_in_words(inside, user_agent, name):
    assert device_name(user_agent) == name


@pytest.mark.parametrize(
    ("address", "rough"),
    [(HOME, "203.0.*.*"), ("2001:db8:1:2::7", "2001:0db8:*"), ("::ffff:203.0.113.7", "203.0.*.*"), ("nonsense", ""), (None, "")],
)
def test_an_address_is_kept_too_rough_to_find_a_home_by(address, rough):
    assert rough_address(address) == rough


def test_the_list_names_each_device_and_this_one_first(app, community, browser, later):
    browser(WECHAT, HOME)
    later(minutes=5)
    page = browser(MAC, AWAY).get("/devices").text
    assert page.index("Safari · Mac") < page.index("这一台") < page.index("微信 · iPhone")
    assert "203.0.*.*" in page
    assert "203.0.113" not in page
    with app.app_context(), use(community.id):
        assert set(db.session.scalars(select(AccountSession.address))) == {"203.0.*.*", "198.51.*.*"}


def test_a_device_is_signed_out_from_another_one(app, community, browser):
    lost, here = browser(WECHAT, HOME), browser(MAC, HOME)
    with app.app_context(), use(community.id):
        session_id = db.session.scalars(select(AccountSession.id).where(AccountSession.user_agent == WECHAT)).one()
    here.post(f"/devices/{session_id}/end", data={"csrf_token": csrf_of(here, "/devices")})
    assert "/login" in lost.get("/me/").location
    assert here.get("/me/").status_code == 200
    assert "微信" not in here.get("/devices").text


def test_all_others_are_signed_out_at_once(browser):
    others, here = [browser(WECHAT, HOME), browser(EDGE, AWAY)], browser(MAC, HOME)
    here.post("/devices/end-others", data={"csrf_token": csrf_of(here, "/devices")})
    assert [other.get("/me/").status_code for other in others] == [302, 302]
    assert here.get("/me/").status_code == 200


def test_somebody_elses_device_is_neither_shown_nor_signed_out(app, community, browser):
    with app.app_context(), use(community.id):
        neighbour = make_account(make_person("陈玉芬"))
    other, here = browser(WECHAT, HOME, neighbour), browser(MAC, HOME)
    with app.app_context(), use(community.id):
        session_id = db.session.scalars(select(AccountSession.id).where(AccountSession.user_agent == WECHAT)).one()
    assert "微信" not in here.get("/devices").text
    token = csrf_of(here, "/password")
    here.post(f"/devices/{session_id}/end", data={"csrf_token": token})
    here.post("/devices/end-others", data={"csrf_token": token})
    assert other.get("/me/").status_code == 200


def test_a_sign_in_that_ended_by_time_is_no_device_any_more(browser, later):
    browser(WECHAT, HOME)
    later(hours=3)
    assert "微信" not in browser(MAC, HOME).get("/devices").text


def told(app, community):
    run_due(app)
    with app.app_context(), use(community.id):
        person_id = db.session.scalars(select(Person.id).where(Person.name == "张晓梅")).one()
        return [notice.text for notice in inbox(person_id)]


def test_staff_are_told_of_a_new_browser_and_of_a_known_one_in_another_network_once(app, community, browser):
    browser(MAC, HOME)
    browser(MAC, "203.0.7.7")
    assert told(app, community) == []
    browser(WECHAT, HOME)
    browser(WECHAT, HOME)
    assert len(told(app, community)) == 1
    browser(WECHAT, AWAY)
    first, second = told(app, community)
    assert first == second == "您的账号在一台新设备上登录了：微信 · iPhone。不是您本人，请马上让它退出并修改密码。"


def test_residents_are_not_told(app, community, browser):
    with app.app_context(), use(community.id):
        person = make_person("陈玉芬")
        phone, person_id = make_account(person), person.id
    browser(MAC, HOME, phone)
    browser(WECHAT, AWAY, phone)
    run_due(app)
    with app.app_context(), use(community.id):
        assert inbox(person_id) == []
