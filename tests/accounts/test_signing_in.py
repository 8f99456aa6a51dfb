"""Signing in: who gets in, who waits, and what the answer gives away."""
from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from core.accounts.models import Account, AccountSession
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, next_phone, sign_in


@pytest.fixture
def phone(app, community):
    with app.app_context(), use(community.id):
        return make_account(make_person("林小满", make_building()))


def sessions(app, community):
    with app.app_context(), use(community.id):
        return list(db.session.scalars(select(AccountSession).order_by(AccountSession.created_at, AccountSession.id)))


def test_the_right_phone_and_password_lead_to_the_start_page(client, phone):
    answer = sign_in(client, phone)
    assert (answer.status_code, answer.location) == (302, "/xinzhu-test/start")
    assert client.get("/start").location == "/xinzhu-test/me/"


@pytest.mark.parametrize("spelling", ["+86 {}", "0086{}", " {} ", "{}-"])
@pytest.mark.peer("CTFd-2.2.3")
def test_a_phone_may_be_spelled_in_other_ways(client, phone, spelling):
    assert sign_in(client, spelling.format(phone)).status_code == 302


@pytest.mark.peer("CVE-2025-53640")
def test_wrong_phone_and_wrong_password_get_the_same_answer(client, phone):
    wrong_password, wrong_phone = sign_in(client, phone, "not the password"), sign_in(client, next_phone())
    assert wrong_password.status_code == wrong_phone.status_code == 401
    said = "手机号或密码不对，请检查后再试；忘了密码可以点“忘记密码”。"
    assert said in wrong_password.text
    assert said in wrong_phone.text


@pytest.mark.peer("CVE-2021-29621", "CVE-2022-21659")
def test_an_unknown_phone_costs_the_same_hashing_as_a_wrong_password(client, phone, monkeypatch):
    verified, verify = [], PasswordHasher.verify

    def note(hasher, stored, password):
        verified.append(stored.rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, stored, password)

    sign_in(client, next_phone())
    monkeypatch.setattr(PasswordHasher, "verify", note)
    sign_in(client, phone, "not the password")
    sign_in(client, next_phone(), "not the password")
    assert verified == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2


def test_the_phone_is_kept_and_the_password_is_not_when_sign_in_fails(client, phone):
    page = sign_in(client, phone, "not the password").text
    assert f'value="{phone}"' in page
    assert "not the password" not in page


def test_a_number_that_is_no_mobile_number_is_told_next_to_the_field(client):
    answer = sign_in(client, "12345")
    assert answer.status_code == 422
    assert "请填 11 位的大陆手机号，例如 13812345678。" in answer.text


def test_an_account_of_another_community_does_not_open_this_one(client_in, other_community, phone):
    assert sign_in(client_in(other_community), phone).status_code == 401


@pytest.mark.peer("CVE-2026-45414")
def test_a_sign_in_opens_one_community_only(client, client_in, other_community, phone):
    sign_in(client, phone)
    cookie = client.get_cookie("linli")
    other = client_in(other_community)
    other.set_cookie("linli", cookie.value)
    assert client.get("/start").location == "/xinzhu-test/me/"
    assert other.get("/start").location == "/other-test/login?next=/other-test/start"


def test_two_communities_can_be_signed_in_side_by_side(app, client, other_community, phone):
    with app.app_context(), use(other_community.id):
        second = make_account(make_person("林小满", make_building()), phone=phone)
    sign_in(client, phone)
    client.slug = other_community.slug
    sign_in(client, second)
    assert client.get("/start").location == "/other-test/me/"
    client.slug = "xinzhu-test"
    assert client.get("/start").location == "/xinzhu-test/me/"


@pytest.mark.peer("CVE-2025-64100")
def test_signing_in_again_changes_the_sid_and_ends_the_old_one(app, community, client, phone):
    sign_in(client, phone)
    old = client.get_cookie("linli").value
    client.get("/login")
    data = {"phone": phone, "password": PASSWORD, "csrf_token": csrf_of(client, "/password")}
    assert client.post("/login", data=data).status_code == 302
    client.set_cookie("linli", old)
    assert client.get("/start").location.startswith("/xinzhu-test/login")
    assert [row.revoked_at is None for row in sessions(app, community)] == [False, True]


def test_the_sid_is_stored_as_a_hash_only(app, community, client, phone):
    sign_in(client, phone)
    with client.session_transaction() as cookie:
        (sid,) = cookie["sids"].values()
    assert len(sid) == 43
    assert [row.sid_hash == sid for row in sessions(app, community)] == [False]


def test_signing_out_ends_the_sign_in_for_good(client, phone):
    sign_in(client, phone)
    old = client.get_cookie("linli").value
    assert client.post("/logout", data={"csrf_token": csrf_of(client, "/password")}).status_code == 302
    client.set_cookie("linli", old)
    assert client.get("/start").location == "/xinzhu-test/login?next=/xinzhu-test/start"


def test_five_tries_are_free_and_the_next_ones_wait_ever_longer(client, phone, later):
    for _ in range(5):
        assert sign_in(client, phone, "wrong guess").status_code == 401
    answer = sign_in(client, phone)
    assert answer.status_code == 429
    assert "试错的次数多了，请等 1 秒后再试。" in answer.text
    later(seconds=1)
    assert sign_in(client, phone, "wrong guess").status_code == 401
    assert "请等 2 秒后再试" in sign_in(client, phone).text
    later(seconds=4)
    assert sign_in(client, phone).status_code == 302


def test_the_wait_never_exceeds_a_quarter_of_an_hour():
    from core.accounts.delays import wait_after

    assert [wait_after(n) for n in (0, 4, 5, 6, 7, 14, 15, 1000)] == [0, 0, 1, 2, 4, 512, 900, 900]


def test_phones_without_account_wait_as_well(client, later):
    unknown = next_phone()
    for _ in range(5):
        sign_in(client, unknown, "wrong guess")
    assert sign_in(client, unknown, "wrong guess").status_code == 429


def test_a_success_starts_the_count_anew(client, phone):
    for _ in range(4):
        sign_in(client, phone, "wrong guess")
    sign_in(client, phone)
    client.delete_cookie("linli")
    for _ in range(4):
        assert sign_in(client, phone, "wrong guess").status_code == 401
    assert sign_in(client, phone).status_code == 302


def test_tries_from_another_address_do_not_lock_the_owner_out(client, client_in, community, phone):
    stranger = client_in(community)
    for _ in range(6):
        token = csrf_of(stranger)
        stranger.post(
            "/login",
            data={"phone": phone, "password": "wrong guess", "csrf_token": token},
            environ_base={"REMOTE_ADDR": "203.0.113.9"},
        )
    assert sign_in(client, phone).status_code == 302


def test_a_closed_account_is_told_so_only_with_the_right_password(app, community, client, phone):
    with app.app_context(), use(community.id):
        db.session.scalars(select(Account)).one().active = False
        db.session.commit()
    assert "手机号或密码不对" in sign_in(client, phone, "wrong guess").text
    assert "这个账号已经停用，请联系社区工作人员。" in sign_in(client, phone).text


@pytest.mark.parametrize(
    ("roles", "idle", "absolute"),
    [((), timedelta(hours=12), timedelta(days=30)), (("grid_worker",), timedelta(hours=2), timedelta(hours=12))],
)
def test_a_sign_in_ends_by_itself(app, community, client, later, roles, idle, absolute):
    with app.app_context(), use(community.id):
        phone = make_account(make_person("苏晓", make_building()), *roles)
    sign_in(client, phone)
    later(seconds=idle.total_seconds() - 5)
    assert "/login" not in client.get("/start").location
    later(seconds=2 * idle.total_seconds() + 5)
    assert "/login" in client.get("/start").location
    later(seconds=0)
    client.delete_cookie("linli")
    sign_in(client, phone)
    step = idle.total_seconds() - 60
    moments = [step * n for n in range(1, int(absolute.total_seconds() / step) + 1)]
    for seconds in moments:
        later(seconds=seconds)
        assert "/login" not in client.get("/start").location
    later(seconds=absolute.total_seconds() + 5)
    assert "/login" in client.get("/start").location


def test_being_seen_is_written_once_a_minute_at_most(app, community, client, phone, later, query_counter):
    sign_in(client, phone)
    later(seconds=61)
    with query_counter() as statements:
        client.get("/start")
    assert sum("UPDATE" in s for s in statements) == 1
    with query_counter() as statements:
        client.get("/start")
    assert sum("UPDATE" in s for s in statements) == 0


def test_a_page_costs_one_statement_for_the_community_and_one_for_the_person(client, phone, query_counter):
    sign_in(client, phone)
    client.get("/start")
    with query_counter() as statements:
        client.get("/start")
    assert [s for s in statements if "BEGIN" not in s and "COMMIT" not in s and "ROLLBACK" not in s][2:] == []
    assert len(statements) == 2


def test_the_cookie_is_kept_from_scripts_and_other_sites(client, phone):
    cookie = next(h for h in sign_in(client, phone).headers.getlist("Set-Cookie") if h.startswith("linli="))
    attributes = {part.strip() for part in cookie.split(";")[1:]}
    assert attributes == {"HttpOnly", "Path=/", "SameSite=Lax"}


@pytest.mark.parametrize(
    ("url", "secure"), [("http://127.0.0.1/", False), ("http://192.168.1.5/", True), ("https://localhost/", True)]
)
def test_the_cookie_is_secure_except_over_plain_http_on_this_machine(make_app, community, tmp_path, url, secure):
    app = make_app(secure_cookies=True)
    answer = app.test_client().get("/xinzhu-test/login", base_url=url)
    cookies = answer.headers.getlist("Set-Cookie")
    assert [("Secure" in c) for c in cookies if c.startswith("linli=")] == [secure]


def test_each_host_has_a_cookie_of_its_own_in_host_mode(make_app, community):
    app = make_app(base_host="example.cn", secure_cookies=True)
    answer = app.test_client().get("/login", base_url="https://xinzhu-test.example.cn/")
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if "linli" in c]
    assert cookie.startswith("__Host-linli=")
    assert "Domain" not in cookie
    assert "Path=/" in cookie
    assert "Secure" in cookie


@pytest.mark.peer("CVE-2024-23637")
def test_guessing_the_present_password_to_change_it_waits_like_a_sign_in(client, phone, later):
    sign_in(client, phone)
    fresh = {"password": "另一句好记的话2024", "again": "另一句好记的话2024"}
    guess = {**fresh, "old": "wrong guess", "csrf_token": csrf_of(client, "/password")}
    for _ in range(5):
        assert "现在的密码不对，请再输一次。" in client.post("/password", data=guess).text
    assert "试错的次数多了，请等 1 秒后再试。" in client.post("/password", data={**guess, "old": PASSWORD}).text
