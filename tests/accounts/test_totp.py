"""One-time codes: each opens once, a stolen password alone opens nothing, and a lost phone is no end."""
from __future__ import annotations

import re

import pyotp
import pytest
from sqlalchemy import select, text

from core.accounts.models import Account, AccountSession, RecoveryCode
from core.clock import now
from core.kernel import audit
from core.tenancy.engines import owner_engine
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, sign_in

SENTENCE = "验证码不对，或者已经用过。"

# Nothing here depends on the database; what does, test_totp_races.py asks of both.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def phone(app, community):
    with app.app_context(), use(community.id):
        return make_account(make_person("张晓梅", make_building()), "community_admin")


@pytest.fixture
def enrol():
    """Set codes up in a browser that is signed in: the app's secret and the recovery codes."""

    def enrol(client):
        client.post("/totp/begin", data={"csrf_token": csrf_of(client, "/totp")})
        page = client.get("/totp").text
        secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
        answer = client.post("/totp", data={"csrf_token": csrf_of(client, "/totp"), "code": digits(secret)})
        return secret, re.findall(r"<li><code>(\d{5}-\d{5})</code>", answer.text)

    return enrol


def digits(secret, steps=0):
    """What the app shows now, or some steps away."""
    app = pyotp.TOTP(secret)
    return app.generate_otp(app.timecode(now()) + steps)


def begin_again(client, phone, **fields):
    """Leave, and sign in with the password."""
    client.post("/logout", data={"csrf_token": csrf_of(client, "/register")})
    return sign_in(client, phone, **fields)


def type_code(client, code, **fields):
    return client.post("/login/code", data={"csrf_token": csrf_of(client, "/login/code"), "code": code, **fields})


@pytest.fixture
def enrolled(client, phone, enrol, later):
    """A secret and recovery codes of the account; the browser is signed out, and the app shows its next code."""
    sign_in(client, phone)
    secret, spares = enrol(client)
    client.post("/logout", data={"csrf_token": csrf_of(client, "/totp")})
    later(seconds=30)
    return secret, spares


def test_the_first_code_switches_codes_on_and_shows_ten_recovery_codes_once(client, phone, enrol, later):
    sign_in(client, phone)
    secret, spares = enrol(client)
    assert (len(secret), len(set(spares))) == (32, 10)
    page = client.get("/totp").text
    assert "正在使用" in page
    assert "10 个" in page
    assert secret[:4] not in page
    assert not any(code in page for code in spares)


def test_a_wrong_first_code_changes_nothing(app, community, client, phone):
    sign_in(client, phone)
    client.post("/totp/begin", data={"csrf_token": csrf_of(client, "/totp")})
    answer = client.post("/totp", data={"csrf_token": csrf_of(client, "/totp"), "code": "000000"})
    assert answer.status_code == 422
    assert SENTENCE in answer.text
    client.post("/logout", data={"csrf_token": csrf_of(client, "/totp")})
    assert sign_in(client, phone).location.endswith("/start")


def test_after_the_password_comes_the_code_and_then_the_page_that_was_wanted(client, phone, enrolled):
    secret, _spares = enrolled
    assert "/login?next=" in client.get("/console/people").location
    half = sign_in(client, phone, next="/xinzhu-test/console/people")
    assert half.location == "/xinzhu-test/login/code?next=/xinzhu-test/console/people"
    page = client.get(half.location)
    assert 'autocomplete="one-time-code"' in page.text
    assert 'inputmode="numeric"' in page.text
    assert type_code(client, digits(secret), next="/xinzhu-test/console/people").location == "/xinzhu-test/console/people"
    assert client.get("/console/people").status_code == 200


def test_with_the_password_alone_every_page_leads_to_the_code_and_nothing_is_written(client, phone, enrolled):
    sign_in(client, phone)
    for page in ("/me/", "/desk/", "/console/people", "/devices", "/totp"):
        assert client.get(page).location.startswith("/xinzhu-test/login/code?next="), page
    token = csrf_of(client, "/login/code")
    for path in ("/totp/stop", "/devices/end-others", "/me/inbox/read", "/prove"):
        assert client.post(path, data={"csrf_token": token}).status_code == 401, path
    assert "张晓梅" not in client.get("/").text


def test_the_sid_of_the_half_sign_in_is_worthless_afterwards(client, phone, enrolled):
    secret, _spares = enrolled
    sign_in(client, phone)
    half = client.get_cookie("linli").value
    type_code(client, digits(secret))
    assert client.get("/me/").status_code == 200
    client.set_cookie("linli", half)
    assert "/login?next=" in client.get("/me/").location


def test_a_half_sign_in_ends_after_ten_minutes(client, phone, enrolled, later):
    secret, _spares = enrolled
    sign_in(client, phone)
    later(minutes=11)
    assert "/login?next=" in client.get("/me/").location
    assert client.get("/login/code").location == "/xinzhu-test/login"


def test_a_code_opens_once_and_those_before_it_never_again(client, phone, enrolled):
    secret, _spares = enrolled
    for code, opens in ((digits(secret, +1), True), (digits(secret, +1), False), (digits(secret), False), (digits(secret, -1), False)):
        begin_again(client, phone)
        assert (type_code(client, code).status_code == 302) == opens


def test_a_phone_that_is_half_a_minute_off_is_understood_and_two_steps_off_is_not(client, phone, enrolled, later):
    secret, _spares = enrolled
    for minutes, off, opens in ((2, -2, False), (4, +2, False), (6, -1, True), (8, +1, True)):
        later(minutes=minutes)
        begin_again(client, phone)
        assert (type_code(client, digits(secret, off)).status_code == 302) == opens, off


def test_the_code_may_be_typed_with_spaces_and_full_width_digits(client, phone, enrolled):
    secret, _spares = enrolled
    sign_in(client, phone)
    code = digits(secret)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code[3:])
    assert type_code(client, f" {code[:3]} {wide}").status_code == 302


def test_a_recovery_code_opens_once(client, phone, enrolled):
    _secret, spares = enrolled
    sign_in(client, phone)
    assert type_code(client, spares[0]).status_code == 302
    assert "9 个" in client.get("/totp").text
    begin_again(client, phone)
    refused = type_code(client, spares[0])
    assert refused.status_code == 401
    assert SENTENCE in refused.text
    assert type_code(client, spares[1].replace("-", "")).status_code == 302


def test_fresh_recovery_codes_make_the_former_ones_worthless(client, phone, enrolled):
    secret, spares = enrolled
    sign_in(client, phone)
    type_code(client, digits(secret))
    fresh = client.post("/totp/recovery-codes", data={"csrf_token": csrf_of(client, "/totp")})
    assert len(re.findall(r"<li><code>", fresh.text)) == 10
    begin_again(client, phone)
    assert type_code(client, spares[5]).status_code == 401


def test_guessing_slows_down_wherever_it_comes_from_and_survives_signing_in_anew(client, phone, enrolled):
    secret, _spares = enrolled
    answers = []
    for number in range(7):
        if number == 3:
            sign_in(client, phone)
        if number == 0:
            sign_in(client, phone)
        token = csrf_of(client, "/login/code")
        wrong = {"csrf_token": token, "code": "000000"}
        answers.append(
            client.post("/login/code", data=wrong, environ_base={"REMOTE_ADDR": f"198.51.100.{number}"}).status_code
        )
    assert answers == [401] * 5 + [429] * 2
    assert type_code(client, digits(secret)).status_code == 429


def test_the_secret_is_sealed_and_the_recovery_codes_are_hashes(app, community, client, phone, enrolled):
    secret, spares = enrolled
    with owner_engine(app).connect() as connection:
        cipher = bytes(connection.scalar(text("SELECT totp_cipher FROM account")))
        hashes = connection.scalars(text("SELECT code_hash FROM recovery_code")).all()
    assert secret.encode() not in cipher
    assert len(hashes) == 10
    assert all(len(stored) == 64 and spare.replace("-", "") not in stored for stored in hashes for spare in spares)


def test_giving_codes_up_forgets_secret_and_recovery_codes_and_is_recorded(app, community, client, phone, enrolled):
    secret, _spares = enrolled
    sign_in(client, phone)
    type_code(client, digits(secret))
    client.post("/totp/stop", data={"csrf_token": csrf_of(client, "/totp")})
    with app.app_context(), use(community.id):
        account = db.session.scalars(select(Account)).one()
        assert (account.totp_cipher, account.totp_since) == (None, None)
        assert db.session.scalars(select(RecoveryCode)).all() == []
        said = [entry.action for entry in audit.entries().items]
        assert said[0] == "accounts.totp_off"
        assert "accounts.totp_on" in said
    assert begin_again(client, phone).location.endswith("/start")


def test_a_sign_in_counts_in_the_audit_only_with_its_code(app, community, client, phone, enrolled):
    secret, _spares = enrolled

    def count():
        with app.app_context(), use(community.id):
            return len(audit.entries(action="accounts.sign_in").items)

    before = count()
    sign_in(client, phone)
    assert count() == before
    type_code(client, digits(secret))
    assert count() == before + 1


def test_an_activation_code_does_not_stand_in_for_the_one_time_code(app, community, client, phone, enrolled):
    from core.accounts.activation import issue_activation_code
    from core.kernel.actor import SYSTEM

    with app.app_context(), use(community.id):
        code = issue_activation_code(db.session.scalars(select(Account)).one().person, SYSTEM).replace("-", "")
        db.session.commit()
    page = f"/activate/{code}"
    typed = {"csrf_token": csrf_of(client, page), "password": "又一句好记的话呢2026", "again": "又一句好记的话呢2026"}
    assert client.post(page, data=typed).location.endswith("/login/code")
    assert "/login/code" in client.get("/me/").location


def test_signing_in_again_in_place_asks_for_the_code_too(app, community, client, phone, enrolled):
    secret, _spares = enrolled
    said = {"Accept": "application/json"}

    def post(path, **typed):
        token = client.get("/sign-in-again", headers=said).json["csrf_token"]
        return client.post(path, headers=said, data={"csrf_token": token, **typed})

    assert post("/sign-in-again/code", code=digits(secret)).status_code == 401
    half = post("/sign-in-again", phone=phone, password=PASSWORD).json
    assert (half["code"], half["person"]) == (True, None)
    assert post("/sign-in-again/code", code="000000").status_code == 401
    whole = post("/sign-in-again/code", code=digits(secret)).json
    assert whole["code"] is False
    assert whole["person"] == client.get("/sign-in-again", headers=said).json["person"]
    with app.app_context(), use(community.id):
        assert db.session.scalars(select(AccountSession.awaits_code).where(AccountSession.revoked_at.is_(None))).all() == [False]
