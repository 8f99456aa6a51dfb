"""Grave steps ask operators for the password or a code again, as they do people, and lose nothing of what was sent."""
from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from core.accounts.decorators import access_of
from core.platform.models import Operator, OperatorSession
from core.tenancy.session import db
from core.testing_accounts import csrf_of

from .conftest import PASSWORD, digits, enter, type_code

QUESTION = "请再确认一次是您本人"
# What an operator may change on pages, and whether it asks for a fresh proof: a new step is decided here.
STEPS = {
    "platform.begin_totp": True,
    "platform.renew_recovery_codes": True,
    "platform.stop_totp": True,
    "platform.totp": False,  # a code of the app that is being set up is its own proof
    "platform.sign_out_device": False,  # as for people: who is in doubt shall be quick
    "platform.sign_out_others": False,
}

# Nothing here depends on the database.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def stale(desk, secret, later, strict):
    """Signed in with password and code, ten minutes ago."""
    enter(desk)
    assert type_code(desk, digits(secret)).location == "/platform/"
    later(minutes=10)
    return desk


def sent(desk, address="/platform/totp/recovery-codes", **typed):
    return desk.post(address, data={"csrf_token": csrf_of(desk, "/platform/login"), **typed})


def hidden(page):
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in inputs}


def spares(page):
    return len(re.findall(r"<li><code>", page.text))


def codes_are_on(app):
    with app.app_context():
        return db.session.scalars(select(Operator.totp_since)).one() is not None


def test_each_step_of_operators_is_decided(app):
    steps = {}
    for rule in app.url_map.iter_rules():
        access = access_of(rule.endpoint, app.view_functions[rule.endpoint])
        # A page that only reads could not ask: the operator's address has no `prove_it`.
        if access.realm == "platform" and access.signed_in and ("POST" in rule.methods or access.step_up):
            steps[rule.endpoint] = access.step_up
    assert steps == STEPS


def test_a_code_is_asked_for_and_what_was_sent_goes_on_with_it(app, stale, secret):
    asked = sent(stale, note="甲&<b>")
    assert (asked.status_code, QUESTION in asked.text, spares(asked)) == (403, True, 0)
    assert 'autocomplete="one-time-code"' in asked.text
    kept = hidden(asked.text)
    assert kept["note"] == "甲&<b>"
    assert spares(stale.post("/platform/totp/recovery-codes", data={**kept, "proof": digits(secret)})) == 10


def test_the_proof_holds_for_five_minutes_in_this_browser_only(app, stale, secret, later, client_in):
    other = client_in(None)
    enter(other)
    type_code(other, digits(secret))
    later(minutes=16)
    assert spares(sent(stale, proof=digits(secret))) == 10
    assert (spares(sent(stale)), sent(other).status_code) == (10, 403)
    later(minutes=20, seconds=50)
    assert spares(sent(stale)) == 10
    later(minutes=21, seconds=10)
    assert sent(stale).status_code == 403
    with app.app_context():
        assert len(set(db.session.scalars(select(OperatorSession.proved_at).where(~OperatorSession.awaits_code)))) == 3


def test_codes_are_given_up_with_a_code_not_with_the_password(app, stale, secret):
    assert sent(stale, "/platform/totp/stop", proof=PASSWORD).status_code == 403
    assert codes_are_on(app)
    assert sent(stale, "/platform/totp/stop", proof=digits(secret)).location == "/platform/totp"
    assert not codes_are_on(app)
    assert stale.get("/platform/plugins").location == "/platform/totp"  # outside the demo nothing opens without them


def test_without_an_app_for_codes_the_password_is_the_proof(app, desk, operator, strict, later):
    enter(desk)
    later(minutes=6)
    asked = sent(desk, "/platform/totp/begin")
    assert (asked.status_code, 'autocomplete="current-password"' in asked.text) == (403, True)
    kept = hidden(asked.text)
    wrong = desk.post("/platform/totp/begin", data={**kept, "proof": "not the password"})
    assert "密码不对，请再输一次。" in wrong.text
    assert desk.post("/platform/totp/begin", data={**kept, "proof": PASSWORD}).location == "/platform/totp"
    assert 'class="secret"' in desk.get("/platform/totp").text


def test_who_signed_in_a_moment_ago_is_not_asked(desk, operator, strict):
    enter(desk)
    assert sent(desk, "/platform/totp/begin").location == "/platform/totp"


@pytest.mark.parametrize("right", ["code", "password"])
def test_guessing_a_proof_slows_down_and_is_logged_like_guessing_at_the_door(request, right, strict, later, caplog):
    if right == "code":
        desk, address, said = request.getfixturevalue("stale"), "/platform/totp/stop", "验证码不对"
    else:
        desk, address, said = request.getfixturevalue("desk"), "/platform/totp/begin", "密码不对"
        request.getfixturevalue("operator")
        enter(desk)
        later(minutes=6)
    texts = [sent(desk, address, proof="000000").text for _number in range(6)]
    assert [said in text for text in texts] == [True] * 5 + [False]
    assert "试错的次数多了" in texts[5]
    lines = [record.getMessage() for record in caplog.records if record.name == "linli.operators"]
    assert lines[-5:] == ["operator proof refused for 'ops' from 127.0.0.1"] * 5
    assert sum("refused" in line for line in lines) == 5


def test_a_step_without_its_token_is_refused_before_the_proof_is_looked_at(app, stale, secret):
    assert stale.post("/platform/totp/stop", data={"proof": digits(secret)}).status_code == 400
    assert codes_are_on(app)
