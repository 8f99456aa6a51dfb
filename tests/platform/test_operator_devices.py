"""Operators see where they are signed in and end what they do not know: theirs alone."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from core.accounts.models import AccountSession
from core.platform.models import OperatorSession
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, sign_in_as

from .conftest import enter

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36 Edg/124.0"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def browser(client_in, operator):
    """`browser(MAC)`: a device that the operator is signed in with."""

    def browser(user_agent, login=operator):
        made = client_in(None)
        made.environ_base = {**made.environ_base, "HTTP_USER_AGENT": user_agent, "REMOTE_ADDR": "203.0.113.7"}
        assert enter(made, login).status_code == 302
        return made

    return browser


def session_of(app, user_agent):
    with app.app_context():
        return db.session.scalars(select(OperatorSession.id).where(OperatorSession.user_agent == user_agent)).one()


def is_in(device):
    return device.get("/platform/plugins").status_code == 200


def sent(device, address):
    """What the list says after a step."""
    answer = device.post(address, data={"csrf_token": csrf_of(device, "/platform/totp")})
    assert (answer.status_code, answer.location) == (303, "/platform/devices")
    return device.get("/platform/devices").text


def test_the_list_names_each_device_this_one_first_and_no_address_in_full(browser, later):
    browser(EDGE)
    later(minutes=5)
    here = browser(MAC)
    assert 'href="/platform/devices"' in here.get("/").text
    page = here.get("/platform/devices").text
    assert page.index("Safari · Mac") < page.index("这一台") < page.index("Edge · Windows")
    assert "flask operator password" in page
    assert ("203.0.*.*" in page, "203.0.113" in page) == (True, False)


def test_a_device_that_was_ended_is_out_at_its_next_request(app, browser):
    lost, other, here = browser(EDGE), browser(LINUX), browser(MAC)
    page = sent(here, f"/platform/devices/{session_of(app, EDGE)}/end")
    assert ("这台设备已退出登录。" in page, "Edge" in page, "Firefox" in page) == (True, False, True)
    assert lost.get("/platform/plugins").location == "/platform/login?next=/platform/plugins"
    assert (is_in(other), is_in(here)) == (True, True)


def test_all_others_are_signed_out_at_once(browser):
    others, here = [browser(EDGE), browser(LINUX)], browser(MAC)
    page = sent(here, "/platform/devices/end-others")
    assert ("其他设备都已退出登录。" in page, "Edge" in page, "Firefox" in page) == (True, False, False)
    assert [is_in(other) for other in others] == [False, False]
    assert is_in(here)


def test_another_operators_device_is_neither_shown_nor_signed_out(app, browser, make_operator):
    colleague, here = browser(EDGE, make_operator("colleague", "另一位")), browser(MAC)
    assert "Edge" not in here.get("/platform/devices").text
    assert "没有找到这台设备，可能已经退出了。" in sent(here, f"/platform/devices/{session_of(app, EDGE)}/end")
    sent(here, "/platform/devices/end-others")
    assert is_in(colleague)


def test_an_operator_and_a_person_do_not_end_each_others_devices(app, browser, client, community):
    here = browser(MAC)
    sign_in_as(app, client, community, "community_admin")
    with app.app_context(), use(community.id) as session:
        persons = session.scalars(select(AccountSession.id)).one()
    assert "没有找到这台设备" in sent(here, f"/platform/devices/{persons}/end")
    sent(here, "/platform/devices/end-others")
    assert client.get("/me/").status_code == 200
    client.post(f"/devices/{session_of(app, MAC)}/end", data={"csrf_token": csrf_of(client, "/password")})
    client.post("/devices/end-others", data={"csrf_token": csrf_of(client, "/password")})
    assert is_in(here)


def test_a_sign_in_that_lacks_its_code_is_no_device_and_sees_none(client_in, secret):
    half = client_in(None)
    assert enter(half).location == "/platform/login/code"
    assert half.get("/platform/devices").location.startswith("/platform/login")
