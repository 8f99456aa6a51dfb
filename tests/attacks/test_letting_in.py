"""Nobody gets in as somebody else, and nobody locks the community out."""
from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts import reset
from core.accounts.account_rows import account_of
from core.accounts.activation import issue_activation_code
from core.accounts.errors import PasswordWeak
from core.accounts.models import Registration, RoleGrant
from core.accounts.registration import register
from core.accounts.roles import community_today, grant_role, set_role_permission
from core.kernel.actor import SYSTEM
from core.people.consents import VOLUNTEERING, give_consent, has_consent, withdraw_consent
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, next_phone, sign_in
from core.volunteers.application import apply_from_outside
from core.volunteers.joining import apply_as_volunteer


@pytest.fixture
def place(app, community):
    """A grid worker's and an admin's phone, and a registration that waits in the worker's grid."""
    with app.app_context(), use(community.id):
        home, far = make_building(1), make_building(2)
        phones = {
            "worker": make_account(make_person("网格员", home), ("grid_worker", "grids", [home.grid_id])),
            "admin": make_account(make_person("管理员", home), "community_admin"),
        }
        people = {
            "boss": make_person("还没有账号的主任", home),
            "child": make_person("小朋友", home, birth_date=community_today() - timedelta(days=3000)),
            "neighbour": make_person("邻居", home),
            "stranger": make_person("别的网格的人", far),
        }
        grant_role(people["boss"], "community_admin", "community", actor=SYSTEM)
        register(name="邻居", phone=next_phone(), password=PASSWORD, address="198.51.100.7", building_id=home.id)
        db.session.commit()
        row = db.session.scalars(select(Registration)).one()
        return {"phones": phones, "registration": row.id, **{name: person.id for name, person in people.items()}}


def accept(client, place, who, chosen, word="accept"):
    assert sign_in(client, place["phones"][who]).status_code == 302
    data = {"csrf_token": csrf_of(client, "/password"), "person_id": place[chosen], "reason": "核对过"}
    return client.post(f"/desk/registrations/{place['registration']}/{word}", data=data)


def stands(app, community, place, person):
    """Whether the person has an account, and the state of the registration."""
    with app.app_context(), use(community.id):
        row = db.session.get_one(Registration, place["registration"])
        return account_of(db.session.get_one(Person, place[person])) is not None, row.state


def test_a_grid_worker_cannot_open_an_admins_account_by_accepting_a_registration(app, community, client, place):
    assert accept(client, place, "worker", "boss").status_code == 403
    assert stands(app, community, place, "boss") == (False, "waiting")


def test_an_admin_may_accept_staff(app, community, client, place):
    assert accept(client, place, "admin", "boss").status_code == 302
    assert stands(app, community, place, "boss") == (True, "accepted")


def test_a_registration_is_not_accepted_for_a_child(app, community, client, place):
    accept(client, place, "worker", "child")
    assert stands(app, community, place, "child") == (False, "waiting")


def test_a_registration_is_not_accepted_for_somebody_of_another_grid(app, community, client, place):
    assert accept(client, place, "worker", "stranger").status_code == 404
    assert stands(app, community, place, "stranger") == (False, "waiting")


def test_a_registration_is_accepted_for_a_resident_of_the_own_grid(app, community, client, place):
    assert accept(client, place, "worker", "neighbour").status_code == 302
    assert stands(app, community, place, "neighbour") == (True, "accepted")


def test_a_word_that_is_no_step_does_not_refuse_a_registration(app, community, client, place):
    assert accept(client, place, "worker", "neighbour", word="nonsense").status_code == 404
    assert stands(app, community, place, "neighbour") == (False, "waiting")


def grant(client, person_id, **typed):
    data = {"csrf_token": csrf_of(client, "/password"), "role": "community_admin", **typed}
    return client.post(f"/console/people/{person_id}/grant", data=data)


def test_the_only_admin_cannot_put_an_end_to_the_own_role(app, community, client):
    with app.app_context(), use(community.id):
        person = make_person("管理员")
        person_id, phone = person.id, make_account(person, "community_admin")
        tomorrow = community_today() + timedelta(days=1)
    sign_in(client, phone)
    assert grant(client, person_id, ends_on=tomorrow.isoformat()).status_code == 422
    with app.app_context(), use(community.id):
        assert db.session.scalars(select(RoleGrant.ends_on)).all() == [None]


def test_a_role_that_ended_before_it_began_is_not_given(app, community, client, place):
    sign_in(client, place["phones"]["admin"])
    answer = grant(client, place["neighbour"], role="volunteer", ends_on="2020-01-31")
    assert answer.status_code == 422
    assert "这一天已经过去了" in answer.text


def test_a_stranger_does_not_renew_a_volunteers_withdrawn_consent(inside):
    phone = next_phone()
    person = make_person("钱小满", phone=phone)
    apply_as_volunteer(person, SYSTEM)
    give_consent(person, VOLUNTEERING, SYSTEM)
    withdraw_consent(person, VOLUNTEERING, SYSTEM)
    inside.commit()
    apply_from_outside(name="钱小满", phone=phone, address="203.0.113.9")
    assert not has_consent(person.id, VOLUNTEERING)


def test_a_code_from_before_does_not_open_a_new_admins_account(app, community, client, place):
    with app.app_context(), use(community.id):
        neighbour = db.session.get_one(Person, place["neighbour"])
        code = issue_activation_code(neighbour, SYSTEM)
        grant_role(neighbour, "volunteer", "own", actor=SYSTEM)
        db.session.commit()
    assert client.get(f"/activate/{code}").status_code == 200
    with app.app_context(), use(community.id):
        grant_role(db.session.get_one(Person, place["neighbour"]), "community_admin", "community", actor=SYSTEM)
        db.session.commit()
    assert client.get(f"/activate/{code}").status_code == 409


@pytest.fixture
def known(app, community):
    """A neighbour's person id and phone; a worker who opened the account with them knows its short password."""
    with app.app_context(), use(community.id):
        person = make_person("邻居", make_building(9))
        return person.id, make_account(person, password="青山绿水人家x2")


def test_a_password_from_before_does_not_open_an_account_of_staff(app, community, client, known, monkeypatch):
    (person_id, phone), sent = known, []
    with app.app_context(), use(community.id):
        grant_role(db.session.get_one(Person, person_id), "community_admin", "community", actor=SYSTEM)
        db.session.commit()
    assert sign_in(client, phone, "青山绿水人家x2").status_code == 401
    monkeypatch.setattr(reset, "_send", lambda phone, text: sent.append(re.search(r"\d{6}", text)[0]))
    with app.app_context(), use(community.id):
        reset.request_reset(phone, "198.51.100.7")
        with pytest.raises(PasswordWeak, match="密码至少要 12 位"):
            reset.reset_password(phone, sent[0], "青山绿水人家x2", "198.51.100.7")
        reset.reset_password(phone, sent[0], PASSWORD + "很长的一句话", "198.51.100.7")
        db.session.commit()
    assert sign_in(client, phone, PASSWORD + "很长的一句话").status_code == 302
    assert client.get("/start").location == "/xinzhu-test/console/"


def test_a_further_role_of_staff_and_one_that_is_none_leave_the_password(app, community, client, client_in, place, known):
    with app.app_context(), use(community.id):
        admin = db.session.scalars(select(Person).where(Person.name == "管理员")).one()
        grant_role(admin, "grid_worker", "community", actor=SYSTEM)
        grant_role(db.session.get_one(Person, known[0]), "volunteer", "own", actor=SYSTEM)
        db.session.commit()
    assert sign_in(client, place["phones"]["admin"]).status_code == 302
    assert sign_in(client_in(community), known[1], "青山绿水人家x2").status_code == 302


@pytest.mark.parametrize("role", ["volunteer", "resident"])
def test_a_code_from_before_does_not_open_an_account_that_its_role_made_one_of_staff(app, community, client, place, role):
    with app.app_context(), use(community.id):
        neighbour = db.session.get_one(Person, place["neighbour"])
        if role != "resident":
            grant_role(neighbour, role, "own", actor=SYSTEM)
        code, other = issue_activation_code(neighbour, SYSTEM), issue_activation_code(make_person("旁人"), SYSTEM)
        set_role_permission(role, "people.view", True, SYSTEM)
        db.session.commit()
    assert client.get(f"/activate/{code}").status_code == 200
    with app.app_context(), use(community.id):
        set_role_permission(role, "desk.view", True, SYSTEM)
        db.session.commit()
    assert [client.get(f"/activate/{each}").status_code for each in (code, other)] == [409, 200]
