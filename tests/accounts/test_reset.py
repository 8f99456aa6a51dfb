"""A new password by a code: strangers learn nothing about who has an account, and guesses are counted."""
from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from core.accounts import reset
from core.accounts.errors import CodeInvalid, TooSoon
from core.accounts.models import ResetCode
from core.notices.channels import channels
from core.notices.setup import deliver_code
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, next_phone, sign_in


@pytest.fixture
def sent(monkeypatch):
    codes = []
    monkeypatch.setattr(reset, "_send", lambda phone, text: codes.append((phone, re.search(r"\d{6}", text)[0])))
    return codes


@pytest.fixture
def phone(app, community):
    with app.app_context(), use(community.id):
        return make_account(make_person("许青", make_building()))


def ask(client, phone):
    return client.post("/reset", data={"phone": phone, "csrf_token": csrf_of(client, "/reset")})


def redeem(client, phone, code, password="一个新的密码八位"):
    token = csrf_of(client, "/reset/new")
    data = {"phone": phone, "code": code, "password": password, "again": password, "csrf_token": token}
    return client.post("/reset/new", data=data)


def test_a_code_by_phone_sets_a_new_password_and_signs_out_everywhere(client, client_in, community, phone, sent):
    elsewhere = client_in(community)
    sign_in(elsewhere, phone)
    assert "如果这个手机号有账号，验证码已经发出，10 分钟内有效。" in ask(client, phone).text
    ((number, code),) = sent
    assert number == phone
    assert redeem(client, phone, code).location == "/xinzhu-test/login"
    assert "/login" in elsewhere.get("/start").location
    assert sign_in(client, phone).status_code == 401
    assert sign_in(client, phone, "一个新的密码八位").status_code == 302
    assert redeem(elsewhere, phone, code).status_code == 422


def test_asking_for_a_code_never_tells_whether_there_is_an_account(app, community, client, phone, sent, query_counter):
    stranger, seen = next_phone(), {}
    for number in (phone, stranger):
        token = csrf_of(client, "/reset")
        with query_counter() as statements:
            page = client.post("/reset", data={"phone": number, "csrf_token": token}).text
        page = re.sub(r'name="(?:csrf_token|form_key)"[^>]*>|"X-CSRFToken": "[^"]*"', "", page)  # it tells the second
        seen[number] = (page.replace(number, ""), [s.split()[0] for s in statements])
    assert seen[phone] == seen[stranger]
    assert [number for number, code in sent] == [phone]
    with app.app_context(), use(community.id):
        assert len(list(db.session.scalars(select(ResetCode)))) == 2


@pytest.mark.peer("CVE-2025-53640")
def test_wrong_codes_get_one_answer_for_known_and_unknown_phones(client, phone, sent):
    stranger = next_phone()
    for number in (phone, stranger):
        ask(client, number)
    answers = [redeem(client, number, "000000") for number in (phone, stranger)]
    assert [a.status_code for a in answers] == [422, 422]
    assert all("这个码不对或已经失效" in a.text for a in answers)


def test_a_code_ends_after_ten_minutes(client, phone, sent, later):
    ask(client, phone)
    later(minutes=10, seconds=1)
    assert redeem(client, phone, sent[0][1]).status_code == 422


def test_after_five_wrong_codes_the_right_one_is_worthless(client, phone, sent, later):
    ask(client, phone)
    code = sent[0][1]
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        redeem(client, phone, wrong)
    later(seconds=5)
    assert redeem(client, phone, code).status_code == 422


def answers_from_everywhere(app, community, work, times):
    """What `work(address)` is answered from so many addresses: None, or the class of the refusal."""
    answers = []
    for number in range(times):
        with app.app_context(), use(community.id):
            try:
                answers.append(work(f"198.51.100.{number}"))
            except (CodeInvalid, TooSoon) as error:
                db.session.rollback()
                answers.append(type(error))
    return answers


def test_a_phone_is_not_flooded_with_codes_from_many_addresses(app, community, phone, sent, later):
    answers = [
        answers_from_everywhere(app, community, lambda address, to=to: reset.request_reset(to, address), 8)
        for to in (phone, next_phone())
    ]
    assert answers == [[None] * 5 + [TooSoon] * 3] * 2
    assert [number for number, code in sent] == [phone] * 5
    for hour in range(1, 30):
        later(hours=hour)
        answers_from_everywhere(app, community, lambda address: reset.request_reset(phone, address), 2)
    assert len(sent) == 5 + 29


def test_wrong_codes_from_many_addresses_use_up_the_code(app, community, client, phone, sent):
    ask(client, phone)
    code = sent[0][1]
    wrong = "000000" if code != "000000" else "111111"

    def guess(address):
        return reset.reset_password(phone, wrong, "一个新的密码八位", address)

    assert answers_from_everywhere(app, community, guess, 6) == [CodeInvalid] * 6
    assert redeem(client, phone, code).status_code == 422


@pytest.mark.peer("CVE-2026-45414")
def test_a_reset_code_is_worthless_in_another_community(app, client, client_in, other_community, phone, sent):
    with app.app_context(), use(other_community.id):
        make_account(make_person("同号的人"), phone=phone)
    ask(client, phone)
    assert redeem(client_in(other_community), phone, sent[0][1]).status_code == 422


def test_the_own_password_can_be_changed(client, client_in, community, phone):
    elsewhere = client_in(community)
    sign_in(elsewhere, phone)
    sign_in(client, phone)
    token = csrf_of(client, "/password")
    data = {"old": "wrong", "password": "一个新的密码八位", "again": "一个新的密码八位", "csrf_token": token}
    assert "现在的密码不对，请再输一次。" in client.post("/password", data=data).text
    assert client.post("/password", data={**data, "old": PASSWORD}).status_code == 302
    assert client.get("/start").location == "/xinzhu-test/me/"
    assert "/login" in elsewhere.get("/start").location
    assert sign_in(elsewhere, phone, "一个新的密码八位").status_code == 302


def test_codes_go_by_sms_where_there_is_a_channel_and_else_masked_to_the_console_of_the_demo(app, monkeypatch, capsys):
    with app.app_context():
        deliver_code("13812345678", "您的验证码是123456")
        assert capsys.readouterr().err == "[linli console] 138****5678: 您的验证码是123456\n"
        sent = []
        monkeypatch.setitem(channels, "sms", lambda to, text: sent.append((to, text)))
        deliver_code("13812345678", "您的验证码是123456")
    assert sent == [("13812345678", "您的验证码是123456")]
