"""An operator, their browser on the operator's address, and their one-time codes."""
from __future__ import annotations

import re

import pyotp
import pytest

from core.clock import now
from core.testing_accounts import csrf_of

PASSWORD = "a long enough sentence"


@pytest.fixture
def make_operator(app):
    """`make_operator("ops", "值班运营")`: by the command; the login."""

    def make(login, name):
        made = app.test_cli_runner().invoke(
            args=["operator", "create", login, "--name", name, "--password", PASSWORD], catch_exceptions=False
        )
        assert made.exit_code == 0
        return login

    return make


@pytest.fixture
def operator(make_operator):
    return make_operator("ops", "值班运营")


@pytest.fixture
def desk(client_in):
    """A browser on the operator's address."""
    return client_in(None)


def enter(desk, login="ops", password=PASSWORD, **fields):
    token = csrf_of(desk, "/platform/login")
    return desk.post("/platform/login", data={"login": login, "password": password, "csrf_token": token, **fields})


def digits(secret, steps=0):
    app = pyotp.TOTP(secret)
    return app.generate_otp(app.timecode(now()) + steps)


@pytest.fixture
def secret(desk, operator, later):
    """The operator's codes, set up in a browser that is signed out again; the app shows its next code."""
    enter(desk)
    desk.post("/platform/totp/begin", data={"csrf_token": csrf_of(desk, "/platform/totp")})
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', desk.get("/platform/totp").text)[1].replace(" ", "")
    form = {"csrf_token": csrf_of(desk, "/platform/totp"), "code": digits(shown)}
    assert len(re.findall(r"<li><code>", desk.post("/platform/totp", data=form).text)) == 10
    desk.post("/platform/logout", data={"csrf_token": csrf_of(desk, "/")})
    later(seconds=30)
    return shown


def type_code(desk, code):
    return desk.post("/platform/login/code", data={"csrf_token": csrf_of(desk, "/platform/login/code"), "code": code})
