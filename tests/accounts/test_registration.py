"""Registration and reset: strangers learn nothing about who has an account."""
from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from core.accounts import registration, reset
from core.accounts.actor import actor_for
from core.accounts.errors import CodeInvalid, PhoneTaken, TooSoon
from core.accounts.models import Registration, ResetCode
from core.accounts.registration import get_registration, register, review_registration, waiting_registrations
from core.accounts.roles import grant_role
from core.errors import Forbidden, Missing, Refused
from core.kernel.actor import SYSTEM
from core.notices.channels import channels
from core.notices.setup import deliver_code
from core.people.models import Person
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


def fill_in(client, phone, **fields):
    data = {
        "name": "新来的人", "phone": phone, "building": "0", "room_text": "2单元502", "password": PASSWORD,
        "again": PASSWORD, "csrf_token": csrf_of(client, "/register"), **fields,
    }  # fmt: skip
    return client.post("/register", data=data)


def waiting(name="新来的人", phone=None, building=None):
    register(
        name=name,
        phone=phone or next_phone(),
        password=PASSWORD,
        address="198.51.100.7",
        building_id=building.id if building else None,
    )
    db.session.commit()
    return db.session.scalars(select(Registration).order_by(Registration.id.desc()).limit(1)).one()


def test_who_registers_can_sign_in_once_staff_have_checked(app, community, client):
    phone = next_phone()
    assert fill_in(client, phone).location == "/xinzhu-test/register/done"
    assert "已收到您的注册" in client.get("/register/done").text
    assert sign_in(client, phone).status_code == 401
    with app.app_context(), use(community.id):
        row = db.session.scalars(select(Registration)).one()
        assert (row.name, row.state, str(row.phone)) == ("新来的人", "waiting", f"{phone[:3]}****{phone[-4:]}")
        review_registration(row, True, SYSTEM)
        db.session.commit()
        assert row.password_hash is None
    assert sign_in(client, phone).status_code == 302


def test_a_refused_registration_opens_nothing_and_keeps_no_password(inside):
    row = waiting()
    with pytest.raises(Refused, match="请写明“不通过”的原因"):
        review_registration(row, False, SYSTEM)
    row = review_registration(row, False, SYSTEM, "查无此人")
    assert (row.state, row.password_hash) == ("refused", None)
    with pytest.raises(Refused):
        review_registration(row, True, SYSTEM)


@pytest.mark.peer("CalCom-2026-upsert")
def test_known_phones_get_the_same_answer_and_no_second_row(app, community, client, phone):
    fresh = next_phone()
    answers = [fill_in(client, number) for number in (phone, fresh, fresh)]
    assert {(a.status_code, a.location, a.data) for a in answers} == {(302, "/xinzhu-test/register/done", answers[0].data)}
    with app.app_context(), use(community.id):
        assert len(list(db.session.scalars(select(Registration)))) == 1


def test_wrong_entries_are_told_and_the_rest_is_kept(client):
    answer = fill_in(client, "123", name="打字的人")
    assert answer.status_code == 422
    assert "请填 11 位的大陆手机号" in answer.text
    assert 'value="打字的人"' in answer.text
    assert "请填写这一项。" in fill_in(client, next_phone(), name="").text


@pytest.fixture
def quick(monkeypatch):
    """Passwords are hashed at once: these tests register a crowd."""
    monkeypatch.setattr(registration, "hash_password", lambda password: "$hash$")


def test_a_flood_of_registrations_from_one_address_slows_down(client, later, quick):
    for _ in range(60):
        assert fill_in(client, next_phone()).status_code == 302
    answer = fill_in(client, next_phone())
    assert answer.status_code == 422
    assert "再试" in answer.text


def test_behind_a_stations_address_nobody_waits_longer_than_a_minute(app, community, later, quick):
    def all_who_come(number):
        return [let_in() for _ in range(number)]

    def let_in():
        with app.app_context(), use(community.id):
            try:
                waiting()
            except TooSoon as error:
                db.session.rollback()
                return error.seconds

    assert all_who_come(60) == [None] * 60
    later(minutes=5)
    for minute in range(6, 16):  # the waits have grown to their longest
        assert all_who_come(1) == [None]
        later(minutes=minute)
    assert all_who_come(3) == [None, 60, 60]
    later(hours=2)
    assert all_who_come(60) == [None] * 60


def test_reviewers_see_the_registrations_of_their_buildings(inside):
    here, there = make_building(1), make_building(2)
    worker = make_person("网格员", here)
    grant_role(worker, "grid_worker", "grids", [here.grid_id], actor=SYSTEM)
    near, far, nowhere = waiting("近", building=here), waiting("远", building=there), waiting("不知道")
    actor = actor_for(worker)
    assert [row.name for row in waiting_registrations(actor)] == ["近"]
    assert get_registration(near.id, actor) is near
    for row in (far, nowhere):
        with pytest.raises(Missing):
            get_registration(row.id, actor)
        with pytest.raises(Forbidden):
            review_registration(row, False, actor, "不认识")


def test_a_registration_can_be_joined_to_a_person_in_the_register(inside):
    person = make_person("老住户", make_building())
    row = review_registration(waiting("老住户"), True, SYSTEM, person=person)
    assert row.person_id == person.id
    assert len(list(db.session.scalars(select(Person)))) == 1


def test_a_person_with_an_account_gets_no_second_one(inside):
    person = make_person("老住户", make_building())
    make_account(person)
    with pytest.raises(Refused, match="这位居民已经有账号了"):
        review_registration(waiting("老住户"), True, SYSTEM, person=person)


def test_a_phone_taken_in_the_meantime_is_noticed_at_the_review(inside):
    number = next_phone()
    row = waiting(phone=number)
    make_account(make_person("快一步的人"), phone=number)
    with pytest.raises(PhoneTaken):
        review_registration(row, True, SYSTEM)


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
