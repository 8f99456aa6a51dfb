"""Staff whose sign-in ends are warned in time, and come back without losing what they typed."""
from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core.accounts.models import AccountSession
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, sign_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def phone(app, community):
    with app.app_context(), use(community.id):
        return make_account(make_person("张晓梅", make_building()), "community_admin")


@pytest.fixture
def worker(client, phone):
    sign_in(client, phone)
    return client


def times(page):
    return {name: int(value) for name, value in re.findall(r'data-(idle|left|warn)="(\d+)"', page)}


def again(client, **typed):
    token = client.get("/sign-in-again", headers=JSON).json["csrf_token"]
    return client.post("/sign-in-again", headers=JSON, data={"csrf_token": token, **typed})


def test_a_page_of_staff_knows_when_the_sign_in_ends(worker, later):
    later(minutes=30)
    assert times(worker.get("/desk/").text) == {"idle": 119 * 60, "left": pytest.approx(690 * 60, abs=60), "warn": 300}


def test_a_short_limit_is_warned_of_at_half_time(make_app, client, community, phone):
    client.application = make_app(staff_idle_minutes=1)
    sign_in(client, phone)
    assert times(client.get("/desk/").text) == {"idle": 30, "left": pytest.approx(12 * 3600, abs=60), "warn": 15}


def test_pages_without_a_sign_in_carry_no_dialog(client):
    assert 'id="idle"' not in client.get("/login").text


def test_going_on_counts_as_activity(app, community, worker, later):
    later(minutes=110)
    answer = worker.get("/still-here", headers=JSON)
    assert (answer.status_code, answer.data) == (204, b"")
    later(minutes=200)
    assert worker.get("/still-here", headers=JSON).status_code == 204
    with app.app_context(), use(community.id):
        seen = db.session.query(AccountSession).one()
        assert seen.last_seen_at - seen.created_at >= timedelta(minutes=200)


def test_going_on_is_too_late_after_the_limit(worker, later):
    later(minutes=121)
    assert worker.get("/still-here", headers=JSON).status_code == 401
    assert worker.get("/sign-in-again", headers=JSON).json["person"] is None


def test_signing_in_again_gives_a_token_that_the_open_form_can_use(worker, phone, later):
    old = csrf_of(worker, "/password")
    later(minutes=121)
    answer = again(worker, phone=phone, password=PASSWORD)
    assert answer.status_code == 200
    assert answer.json["left"] == pytest.approx(12 * 3600, abs=60)
    assert answer.json["person"] == worker.get("/sign-in-again", headers=JSON).json["person"]
    assert answer.headers["Cache-Control"] == "no-store"
    typed = {"old": PASSWORD, "password": "short", "again": "short"}
    assert worker.post("/password", data={"csrf_token": answer.json["csrf_token"], **typed}).status_code == 422
    assert worker.post("/password", data={"csrf_token": old, **typed}).status_code == 400


def test_the_former_sign_in_of_the_browser_ends(app, community, worker, phone):
    assert again(worker, phone=phone, password=PASSWORD).status_code == 200
    with app.app_context(), use(community.id):
        assert [row.revoked_at is None for row in db.session.query(AccountSession).order_by(AccountSession.id)] == [False, True]


def test_a_wrong_password_is_told_and_signs_nobody_in(worker, phone, later):
    later(minutes=121)
    answer = again(worker, phone=phone, password="not the password")
    assert (answer.status_code, list(answer.json)) == (401, ["error"])
    assert answer.json["error"] == "手机号或密码不对，请检查后再试；忘了密码可以点“忘记密码”。"
    assert worker.get("/still-here", headers=JSON).status_code == 401


def test_an_unreadable_phone_is_told(worker):
    answer = again(worker, phone="12", password=PASSWORD)
    assert (answer.status_code, answer.json) == (422, {"error": "请填 11 位的大陆手机号，例如 13812345678。"})


def test_tries_are_counted_as_on_the_sign_in_page(client, phone, later):
    found = [again(client, phone=phone, password="not the password").status_code for _ in range(6)]
    assert found == [401] * 5 + [429]


def test_nobody_signs_in_without_the_token(client, phone):
    assert client.post("/sign-in-again", headers=JSON, data={"phone": phone, "password": PASSWORD}).status_code == 400
