"""Grave steps ask for the password or a code again, and lose nothing of what was typed."""
from __future__ import annotations

import re
from html import unescape

import pyotp
import pytest
from sqlalchemy import select

from core.accounts.account_rows import account_of
from core.accounts.decorators import Access, access_of
from core.accounts.models import Account, AccountSession, RoleGrant
from core.accounts.roles import role_state
from core.accounts.totp import PEOPLE, begin, confirm, secret_of
from core.clock import now
from core.communities.state import current_community
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.pluginsystem import lifecycle
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_building, make_person, sign_in

# What asks for a fresh proof: adding to the list, or taking from it, is a decision.
STEP_UP = {
    "accounts.begin_totp": True,
    "accounts.renew_recovery_codes": True,
    "accounts.stop_totp": True,
    "console.apply_recipe": True,
    "console.copy_plugin": True,
    "console.decide": True,
    "console.forget_plugin": True,
    "console.undo_recipe": True,
    "console.change_role_days": True,
    "console.decide_codes": True,
    "console.give_role": True,
    "console.plugin_settings": True,
    "console.switch_plugin": True,
    "console.take_role": True,
    "console.undo_settings": True,
    "desk.activation_code": True,
    "desk.copy_person": True,
    "desk.erase": True,
    "desk.open_field": {("field", "id_number")},
    "desk.reset_totp": True,
    "desk.switch_account": True,
    "me.copy": True,
    "me.copy_child": True,
    "me.erasure": True,
    "platform.begin_totp": True,
    "platform.renew_recovery_codes": True,
    "platform.stop_totp": True,
}
QUESTION = "请再确认一次是您本人"

# Nothing here depends on the database; what does, test_totp_races.py asks of both.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def phones(app, community):
    with app.app_context(), use(community.id):
        building = make_building()
        worker = make_account(make_person("张晓梅", building), ("grid_worker", "grids", [building.grid_id]), "community_admin")
        resident = make_person("陈玉芬", building)
        resident.id_number = "450102194001011234"
        other = make_account(resident)
        account = account_of(db.session.scalars(select(Person).where(Person.name == "张晓梅")).one())
        begin(account)
        secret = secret_of(account)
        codes = confirm(PEOPLE, account, pyotp.TOTP(secret).at(now()))
        db.session.commit()
        return {"worker": worker, "other": other, "secret": secret, "spares": codes}


def person_id(app, community, name="陈玉芬"):
    with app.app_context(), use(community.id):
        return db.session.scalars(select(Person.id).where(Person.name == name)).one()


@pytest.fixture
def worker(strict, client, phones, later):
    """Signed in with password and code, ten minutes ago."""
    sign_in(client, phones["worker"])
    client.post("/login/code", data={"csrf_token": csrf_of(client, "/login/code"), "code": phones["spares"][0]})
    later(minutes=10)
    return client


def without_codes(app, community):
    with app.app_context(), use(community.id):
        for account in db.session.scalars(select(Account)):
            account.totp_since = None
        db.session.commit()


def hidden(page):
    """The fields of the page's form that the reader does not see."""
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in inputs}


def test_the_list_of_steps_that_ask_again_is_as_decided(app):
    declared = {endpoint: access_of(endpoint, view) for endpoint, view in app.view_functions.items()}
    asks = {endpoint: access.step_up for endpoint, access in declared.items() if isinstance(access, Access) and access.step_up}
    assert asks == STEP_UP


def test_a_role_is_given_after_the_code_with_all_that_was_typed(app, community, worker, phones):
    address = f"/people/{person_id(app, community)}/grant"
    typed = {"role": "unit_contact", "unit": "0", "building": "甲&<b>", "ends_on": "2031-05-01"}
    asked = worker.post(f"/console{address}", data={"csrf_token": csrf_of(worker, "/totp"), **typed})
    assert asked.status_code == 403
    assert QUESTION in asked.text
    kept = hidden(asked.text)
    assert {name: kept[name] for name in typed} == typed
    answer = worker.post(f"/console{address}", data={**kept, "proof": phones["spares"][1]})
    assert answer.status_code == 422
    assert "请选择联系的单位。" in answer.text
    assert 'value="2031-05-01"' in answer.text


def test_a_wrong_proof_asks_again_and_keeps_the_form(app, community, worker, phones):
    address = f"/console/people/{person_id(app, community)}/grant"
    kept = hidden(worker.post(address, data={"csrf_token": csrf_of(worker, "/totp"), "role": "volunteer"}).text)
    wrong = worker.post(address, data={**kept, "proof": "000000"})
    assert wrong.status_code == 403
    assert "验证码不对" in wrong.text
    assert hidden(wrong.text)["role"] == "volunteer"
    assert worker.post(address, data={**kept, "proof": PASSWORD}).status_code == 403  # who has an app proves it with the app
    with app.app_context(), use(community.id):
        grants = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person_id(app, community))).all()
        assert grants == []


def test_the_proof_holds_for_five_minutes_for_every_step(app, community, worker, phones, later):
    address = "/console/roles/building_head/places.view"
    form = {"csrf_token": csrf_of(worker, "/totp"), "allowed": "1"}
    assert worker.post(address, data={**form, "proof": phones["spares"][1]}).status_code == 303
    later(minutes=14, seconds=50)
    assert worker.post(address, data={**form, "allowed": "0"}).status_code == 303
    later(minutes=15, seconds=10)
    assert worker.post(address, data=form).status_code == 403
    with app.app_context(), use(community.id):
        assert "places.view" not in role_state("building_head").permissions


def test_who_signed_in_a_moment_ago_is_not_asked(strict, client, phones, app, community):
    without_codes(app, community)
    sign_in(client, phones["other"])
    assert client.post("/totp/begin", data={"csrf_token": csrf_of(client, "/totp")}).status_code == 303


def test_without_an_app_for_codes_the_password_is_the_proof(app, community, client, strict, phones, later):
    sign_in(client, phones["other"])
    later(minutes=6)
    asked = client.post("/totp/begin", data={"csrf_token": csrf_of(client, "/totp")})
    assert asked.status_code == 403
    assert 'autocomplete="current-password"' in asked.text
    kept = hidden(asked.text)
    wrong = client.post("/totp/begin", data={**kept, "proof": "not the password"})
    assert "密码不对，请再输一次。" in wrong.text
    assert client.post("/totp/begin", data={**kept, "proof": PASSWORD}).status_code == 303


def test_guessing_a_proof_slows_down_like_guessing_at_the_door(client, strict, phones, later):
    sign_in(client, phones["other"])
    later(minutes=6)
    form = {"csrf_token": csrf_of(client, "/totp"), "proof": "not the password"}
    said = [client.post("/totp/begin", data=form).text for _number in range(6)]
    assert ["密码不对" in text for text in said] == [True] * 5 + [False]
    assert "试错的次数多了" in said[5]


def test_a_phone_opens_without_a_proof_and_an_id_number_with_one(app, community, worker, phones):
    address = f"/desk/people/{person_id(app, community)}/open/"
    form = {"csrf_token": csrf_of(worker, "/totp"), "reason": "核对低保材料"}
    assert worker.post(f"{address}phone", data=form).status_code == 200
    asked = worker.post(f"{address}id_number", data=form)
    assert (asked.status_code, "450102194001011234" in asked.text) == (403, False)
    assert "450102194001011234" in worker.post(f"{address}id_number", data={**form, "proof": phones["spares"][1]}).text


def test_settings_of_a_service_are_judged_without_the_proof_among_them(app, community, worker, phones):
    with app.app_context(), use(community.id):
        lifecycle.enable(current_community(), "venues", SYSTEM)
        db.session.commit()
    form = {"csrf_token": csrf_of(worker, "/totp"), "no_such_setting": "1", "proof": phones["spares"][1]}
    answer = worker.post("/console/plugins/venues", data=form)
    assert ("no_such_setting" in answer.text, "proof" in answer.text) == (True, False)


def test_a_switch_by_script_is_sent_once_more_as_a_page(worker):
    form = {"csrf_token": csrf_of(worker, "/totp")}
    answer = worker.post("/console/plugins/hello/on", data=form, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Trigger"], answer.text) == (403, "linli:prove", "")


def test_a_form_without_its_token_is_refused_before_it_is_asked_for_a_proof(worker, phones):
    assert worker.post("/console/roles/building_head/places.view", data={"proof": phones["spares"][1]}).status_code == 400


def test_who_lacks_the_permission_is_refused_before_being_asked(client, strict, phones, later):
    sign_in(client, phones["other"])
    later(minutes=10)
    answer = client.post("/console/roles/building_head/places.view", data={"csrf_token": csrf_of(client, "/totp")})
    assert answer.status_code == 403
    assert QUESTION not in answer.text


def test_in_the_demo_nobody_is_asked(client, phones, app, community, later):
    without_codes(app, community)
    sign_in(client, phones["worker"])
    later(minutes=30)
    form = {"csrf_token": csrf_of(client, "/totp"), "allowed": "1"}
    assert client.post("/console/roles/building_head/places.view", data=form).status_code == 303


def test_the_proof_belongs_to_one_browser(app, community, worker, phones, client_in):
    other = client_in(community)
    sign_in(other, phones["worker"])
    other.post("/login/code", data={"csrf_token": csrf_of(other, "/login/code"), "code": phones["spares"][1]})
    form = {"csrf_token": csrf_of(worker, "/totp"), "allowed": "1"}
    assert worker.post("/console/roles/building_head/places.view", data=form).status_code == 403
    with app.app_context(), use(community.id):
        assert len(set(db.session.scalars(select(AccountSession.proved_at).where(~AccountSession.awaits_code)))) == 2
