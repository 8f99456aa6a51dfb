"""Who of the staff needs one-time codes, and what happens to those who have none, or lost them."""
from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import select

from core.accounts.account_rows import account_of, reset_codes
from core.accounts.actor import actor_for
from core.accounts.code_rules import rule_of, set_code_rule
from core.accounts.models import Account, AccountSession, RecoveryCode
from core.accounts.roles import role_state
from core.accounts.totp import PEOPLE, begin, confirm, secret_of
from core.clock import now
from core.config import settings_of
from core.errors import Forbidden, Refused
from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.kernel.jobs.worker import run_due
from core.notices import inbox
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_account, make_building, make_person, sign_in

GRID = ("grid_worker", "grids")

# Nothing here depends on the database; what does, test_totp_races.py asks of both.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def phones(app, community):
    with app.app_context(), use(community.id):
        building = make_building()
        return {
            "admin": make_account(make_person("张晓梅", building), "community_admin"),
            "grid": make_account(make_person("魏岚", building), (*GRID, [building.grid_id])),
            "resident": make_account(make_person("陈玉芬", building)),
        }


def named(name):
    return db.session.scalars(select(Person).where(Person.name == name)).one()


def enrol(name):
    account = account_of(named(name))
    begin(account)
    confirm(PEOPLE, account, pyotp.TOTP(secret_of(account)).at(now()))
    db.session.commit()
    return account


def test_the_usual_rules_are_strict_outside_the_demo_only(app, inside, monkeypatch):
    keys = ("community_admin", "grid_worker", "building_head", "resident")
    assert [rule_of(role_state(key)) for key in keys] == ["off"] * 4
    monkeypatch.setattr(settings_of(app), "strict_sign_in", True)
    assert [rule_of(role_state(key)) for key in keys] == ["always", "steps", "off", "off"]


def test_an_admin_without_codes_gets_no_further_than_setting_them_up(strict, client, phones):
    sign_in(client, phones["admin"])
    for page in ("/start", "/console/", "/desk/", "/me/"):
        assert client.get(page).location == "/xinzhu-test/totp", page
    page = client.get("/totp").text
    assert "您的角色必须设置动态验证码" in page
    refused = client.post("/me/inbox/read", data={"csrf_token": csrf_of(client, "/totp")})
    assert (refused.status_code, "请先设置动态验证码" in refused.text) == (403, True)


def test_with_codes_set_up_the_admin_goes_on_at_once(app, community, strict, client, phones):
    sign_in(client, phones["admin"])
    client.post("/totp/begin", data={"csrf_token": csrf_of(client, "/totp")})
    with app.app_context(), use(community.id):
        secret = secret_of(account_of(named("张晓梅")))
    client.post("/totp", data={"csrf_token": csrf_of(client, "/totp"), "code": pyotp.TOTP(secret).at(now())})
    assert client.get("/console/").status_code == 200


def test_a_grid_worker_needs_codes_for_grave_steps_only(app, community, strict, client, phones):
    sign_in(client, phones["grid"])
    with app.app_context(), use(community.id):
        address = f"/desk/people/{named('陈玉芬').id}/activation-code"
    assert client.get("/desk/").status_code == 200
    refused = client.post(address, data={"csrf_token": csrf_of(client, "/totp")})
    assert (refused.status_code, "请先设置动态验证码" in refused.text) == (403, True)


def test_residents_are_never_made_to_set_codes_up(strict, client, phones):
    sign_in(client, phones["resident"])
    assert client.get("/me/").status_code == 200


def test_the_console_decides_for_each_role_of_staff_from_the_next_click_on(app, community, client, client_in, phones):
    sign_in(client, phones["admin"])
    worker = client_in(community)
    sign_in(worker, phones["grid"])
    assert worker.get("/desk/").status_code == 200
    page = client.get("/console/roles").text
    assert 'id="rule-grid_worker"' in page
    assert 'id="rule-resident"' not in page
    form = {"csrf_token": csrf_of(client, "/totp"), "rule": "always"}
    assert client.post("/console/roles/grid_worker/code-rule", data=form).status_code == 303
    assert worker.get("/desk/").location == "/xinzhu-test/totp"
    assert client.get("/console/").status_code == 200
    assert client.post("/console/roles/grid_worker/code-rule", data={**form, "rule": "perhaps"}).status_code == 404
    with app.app_context(), use(community.id):
        entry = audit.entries(action="roles.code_rule").items[0]
        assert (entry.before, entry.after) == ({"code_rule": "off"}, {"code_rule": "always"})


def test_a_community_may_be_milder_than_usual(app, community, strict, client, phones):
    with app.app_context(), use(community.id):
        set_code_rule("community_admin", "off", SYSTEM)
        db.session.commit()
    sign_in(client, phones["admin"])
    assert client.get("/console/").status_code == 200


def test_an_admin_takes_codes_off_who_lost_the_phone_with_a_reason_and_they_are_told(app, community, client, client_in, phones):
    with app.app_context(), use(community.id):
        enrol("魏岚")
        person_id = named("魏岚").id
    worker = client_in(community)
    sign_in(worker, phones["grid"])
    assert "/login/code" in worker.get("/desk/").location
    sign_in(client, phones["admin"])
    assert "停用动态验证码" in client.get(f"/desk/people/{person_id}").text
    address, token = f"/desk/people/{person_id}/reset-codes", csrf_of(client, "/totp")
    client.post(address, data={"csrf_token": token, "reason": ""})
    with app.app_context(), use(community.id):
        assert account_of(named("魏岚")).totp_since is not None
    client.post(address, data={"csrf_token": token, "reason": "手机丢了，本人来站里说的"})
    run_due(app)
    with app.app_context(), use(community.id):
        assert account_of(named("魏岚")).totp_since is None
        assert db.session.scalars(select(RecoveryCode)).all() == []
        entry = audit.entries(action="accounts.totp_reset").items[0]
        assert (entry.actor_name, entry.reason) == ("张晓梅", "手机丢了，本人来站里说的")
        assert [notice.text for notice in inbox(person_id)] == [
            "工作人员停用了您账号的动态验证码。不是您要求的，请马上联系社区管理员。"
        ]
    assert "/login?next=" in worker.get("/desk/").location
    assert sign_in(worker, phones["grid"]).location.endswith("/start")


def test_codes_are_taken_off_by_nobody_who_may_not(inside, phones):
    account = enrol("张晓梅")
    with pytest.raises(Forbidden, match="您不能管理这个账号"):
        reset_codes(account, actor_for(named("魏岚")), "忘了")
    with pytest.raises(Refused, match="请另一位管理员来办"):
        reset_codes(account, actor_for(named("张晓梅")), "忘了")
    with pytest.raises(Refused, match="没有设置动态验证码"):
        reset_codes(account_of(named("陈玉芬")), actor_for(named("张晓梅")), "忘了")
    assert db.session.scalars(select(Account.id).where(Account.totp_since.is_not(None))).all() == [account.id]
    assert db.session.scalars(select(AccountSession)).all() == []
