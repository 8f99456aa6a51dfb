"""Activation: a code from staff opens one account, once, and never more than the giver may open."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from core.accounts.activation import activate, issue_activation_code
from core.accounts.actor import actor_for
from core.accounts.codes import shown
from core.accounts.errors import CodeInvalid
from core.accounts.models import Account, ActivationCode
from core.accounts.roles import grant_role
from core.communities.services import community_today
from core.errors import Forbidden, Refused
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, next_phone, sign_in


@pytest.fixture
def code(app, community):
    with app.app_context(), use(community.id):
        made = issue_activation_code(make_person("何苗", make_building()), SYSTEM)
        db.session.commit()
        return made


def post(client, code, **fields):
    path = f"/activate/{code}"
    data = {"password": PASSWORD, "again": PASSWORD, "csrf_token": csrf_of(client, path), **fields}
    return client.post(path, data=data)


def test_a_code_is_ten_clear_letters_in_two_groups(code):
    assert len(code) == 11
    assert code[5] == "-"
    assert not set(code) & set("01ILOUaeiou")
    assert shown("ABCDEFGHJK") == "ABCDE-FGHJK"


def test_the_code_opens_the_account_and_signs_in(app, community, client, code):
    phone = next_phone()
    typed = client.post("/activate", data={"code": code.lower().replace("-", " "), "csrf_token": csrf_of(client)})
    assert typed.location == f"/xinzhu-test/activate/{code.replace('-', '')}"
    assert "何苗，您好！" in client.get(typed.location).text
    assert post(client, code, phone=phone).location == "/xinzhu-test/start"
    assert client.get("/start").location == "/xinzhu-test/me/"
    client.delete_cookie("linli")
    assert sign_in(client, phone).status_code == 302
    with app.app_context(), use(community.id):
        person = db.session.scalars(select(Person)).one()
        assert Person.phone.clear(person) == phone


@pytest.mark.peer("CTFd-3.7.5", "CVE-2022-23485")
def test_a_used_code_and_a_wrong_code_get_the_same_answer(client, code):
    post(client, code, phone=next_phone())
    client.delete_cookie("linli")
    used, wrong = client.get(f"/activate/{code}"), client.get("/activate/AAAAABBBBB")
    assert used.status_code == wrong.status_code == 409
    said = "这个码不对或已经失效，请核对后再填，或请工作人员重新给一个。"
    assert said in used.text
    assert said in wrong.text


@pytest.mark.peer("CVE-2023-48220")
def test_a_code_ends_after_two_weeks(client, code, later):
    later(days=14, seconds=-30)
    assert client.get(f"/activate/{code}").status_code == 200
    later(days=14, seconds=30)
    assert client.get(f"/activate/{code}").status_code == 409


def test_a_new_code_makes_the_old_one_worthless(app, community, client, code):
    with app.app_context(), use(community.id):
        issue_activation_code(db.session.scalars(select(Person)).one(), SYSTEM)
        db.session.commit()
    assert client.get(f"/activate/{code}").status_code == 409


@pytest.mark.peer("GHSA-6r66-34x7-46rg", "CVE-2022-21706", "CVE-2026-45414")
def test_a_code_is_worthless_in_another_community(client_in, other_community, code):
    assert client_in(other_community).get(f"/activate/{code}").status_code == 409


def test_the_code_itself_is_not_stored(app, community, code):
    with app.app_context(), use(community.id):
        row = db.session.scalars(select(ActivationCode)).one()
        assert code.replace("-", "") not in row.code_hash


def test_wrong_entries_are_told_next_to_the_field_and_the_rest_is_kept(client, code):
    phone = next_phone()
    short = post(client, code, phone=phone, password="kurz", again="kurz")
    assert short.status_code == 422
    assert "密码至少要 8 位，可以用一句好记的话。" in short.text
    assert f'value="{phone}"' in short.text
    assert "两次输入的密码不一样。" in post(client, code, phone=phone, again="something else").text
    assert "请填 11 位的大陆手机号" in post(client, code, phone="2345").text
    assert post(client, code, phone=phone).status_code == 302


def test_a_phone_of_another_account_is_refused(app, community, client, code):
    with app.app_context(), use(community.id):
        taken = make_account(make_person("先来的人"))
    answer = post(client, code, phone=taken)
    assert answer.status_code == 422
    assert "这个手机号已经用于本社区的另一个账号" in answer.text


def test_staff_need_twelve_characters(app, community, client, code):
    with app.app_context(), use(community.id):
        person = db.session.scalars(select(Person)).one()
        grant_role(person, "grid_worker", "community", actor=SYSTEM)
        code = issue_activation_code(person, SYSTEM)  # the role voided the first one
        db.session.commit()
    phone = next_phone()
    assert "密码至少要 12 位" in post(client, code, phone=phone, password="elf-zeichen", again="elf-zeichen").text
    assert post(client, code, phone=phone, password="zwölf-zeichen", again="zwölf-zeichen").status_code == 302


@pytest.mark.parametrize("weak", ["12345678", "88888888", "password123", "qwertyuiop", "abcdefgh", "98765432", "1212121212"])
def test_guessable_passwords_are_refused(inside, weak):
    from core.accounts.errors import PasswordWeak
    from core.accounts.passwords import check_password

    with pytest.raises(PasswordWeak, match="太容易猜到"):
        check_password(weak)


def test_the_phone_is_no_password(inside):
    from core.accounts.errors import PasswordWeak
    from core.accounts.passwords import check_password

    with pytest.raises(PasswordWeak, match="太容易猜到"):
        check_password("a13800138000", phone="13800138000")


def test_a_code_for_an_account_that_exists_sets_a_new_password_and_signs_out_everywhere(app, community, client, client_in):
    with app.app_context(), use(community.id):
        person = make_person("何苗", make_building())
        phone = make_account(person)
        code = issue_activation_code(person, SYSTEM)
        db.session.commit()
    elsewhere = client_in(community)
    sign_in(elsewhere, phone)
    assert 'name="phone"' not in client.get(f"/activate/{code}").text
    assert post(client, code, password="一个新的密码八位", again="一个新的密码八位").status_code == 302
    assert "/login" in elsewhere.get("/start").location
    assert sign_in(elsewhere, phone).status_code == 401
    assert sign_in(elsewhere, phone, "一个新的密码八位").status_code == 302


def test_of_two_uses_of_one_code_one_succeeds(inside):
    code = issue_activation_code(make_person("何苗"), SYSTEM)
    db.session.commit()
    activate(code, PASSWORD, next_phone(), "198.51.100.1")
    with pytest.raises(CodeInvalid):
        activate(code, PASSWORD, next_phone(), "198.51.100.1")
    assert len(list(db.session.scalars(select(Account)))) == 1


def test_staff_give_codes_within_their_scope_only(inside):
    here, there = make_building(1), make_building(2)
    worker = make_person("网格员", here)
    grant_role(worker, "grid_worker", "grids", [here.grid_id], actor=SYSTEM)
    actor = actor_for(worker)
    assert issue_activation_code(make_person("甲", here), actor)
    with pytest.raises(Forbidden, match="您不能为这位居民发放激活码"):
        issue_activation_code(make_person("乙", there), actor)
    with pytest.raises(Forbidden):
        issue_activation_code(make_person("丙", here), actor_for(make_person("丁", here)))


@pytest.mark.peer("CVE-2019-11782")
def test_a_grid_worker_cannot_take_over_the_admin(inside):
    building = make_building()
    worker, admin = make_person("网格员", building), make_person("管理员", building)
    grant_role(worker, "grid_worker", "grids", [building.grid_id], actor=SYSTEM)
    grant_role(admin, "community_admin", "community", actor=SYSTEM)
    with pytest.raises(Forbidden, match="工作人员的账号只能由社区管理员开通"):
        issue_activation_code(admin, actor_for(worker))
    assert issue_activation_code(worker, actor_for(admin))


def test_children_get_no_account(inside):
    day = community_today()
    with pytest.raises(Refused, match="未满 14 周岁"):
        issue_activation_code(make_person("小朋友", birth_date=date(day.year - 10, 1, 1)), SYSTEM)
    assert issue_activation_code(make_person("青年", birth_date=date(day.year - 15, 1, 1)), SYSTEM)
