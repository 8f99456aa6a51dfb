"""A worker closes an account with a reason, and whoever used it is out at the next click."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from core.accounts.account_rows import account_of
from core.accounts.activation import issue_activation_code
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_account, sign_in


@pytest.fixture
def granny(app, community, client_in, place):
    """The phone and signed-in browser of the resident of the worker's grid."""
    with app.app_context(), use(community.id):
        phone = make_account(db.session.get_one(Person, place.granny))
    browser = client_in(community)
    assert sign_in(browser, phone).status_code == 302
    return phone, browser


def switch(worker, person_id, position, reason="家属来电：手机被偷"):
    data = {"csrf_token": csrf_of(worker, "/password"), "reason": reason}
    return worker.post(f"/desk/people/{person_id}/account/{position}", data=data, follow_redirects=True)


def test_a_closed_account_is_signed_out_and_opens_again(app, community, worker, place, granny, client_in):
    phone, browser = granny
    assert "账号已停用，所有设备上的登录都已退出。" in switch(worker, place.granny, "off").text
    assert "/login" in browser.get("/me/").location
    assert "这个账号已经停用" in sign_in(client_in(community), phone).text
    assert "账号已恢复。" in switch(worker, place.granny, "on").text
    assert sign_in(client_in(community), phone).status_code == 302
    with app.app_context(), use(community.id):
        noted = select(AuditEntry.action, AuditEntry.reason).where(AuditEntry.object_kind == "account")
        assert db.session.execute(noted.where(AuditEntry.actor_name == "张晓梅", AuditEntry.reason != "")).all() == [
            ("accounts.close", "家属来电：手机被偷"),
            ("accounts.open", "家属来电：手机被偷"),
        ]


def test_a_code_from_before_does_not_open_a_closed_account(app, community, worker, place, granny, client_in):
    with app.app_context(), use(community.id):
        code = issue_activation_code(db.session.get_one(Person, place.granny), SYSTEM)
        db.session.commit()
    stranger = client_in(community)
    assert stranger.get(f"/activate/{code}").status_code == 200
    switch(worker, place.granny, "off")
    assert stranger.get(f"/activate/{code}").status_code == 409


def test_closing_an_account_needs_a_reason(app, community, worker, place, granny):
    assert "请写明事由。" in switch(worker, place.granny, "off", " ").text
    assert granny[1].get("/me/").status_code == 200


def test_an_account_of_another_grid_looks_like_a_missing_one(worker, place):
    answers = [switch(worker, person, "off") for person in (place.stranger, 987654321987654321)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data


def test_a_worker_closes_neither_the_own_account_nor_that_of_an_admin(app, community, worker, place):
    with app.app_context(), use(community.id):
        granny = db.session.get_one(Person, place.granny)
        make_account(granny, "community_admin")
        own = db.session.scalars(select(Person.id).where(Person.name == "张晓梅")).one()
    assert switch(worker, place.granny, "off").status_code == 403
    assert switch(worker, own, "off").status_code == 403
    with app.app_context(), use(community.id):
        accounts = [account_of(db.session.get_one(Person, person)) for person in (place.granny, own)]
        assert [account.active for account in accounts] == [True, True]


def test_an_admin_cannot_lock_the_own_account(app, community, client_in):
    admin = client_in(community)
    with app.app_context(), use(community.id):
        boss = Person(name="主任")
        db.session.add(boss)
        db.session.flush()
        boss_id, phone = boss.id, make_account(boss, "community_admin")
    sign_in(admin, phone)
    assert "不能停用或恢复自己的账号" in switch(admin, boss_id, "off").text
    assert admin.get("/console/").status_code == 200
