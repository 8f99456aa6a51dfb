"""The first admin: a fresh community gets one from the command line, who can sign in and let others in."""
from __future__ import annotations

import re

from sqlalchemy import func, select

from core.accounts.models import Account
from core.kernel import audit
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_account, make_person, sign_in

PHONE = "13900001234"
LONG = "清风明月2024夜，好大的雨"  # staff's passwords are longer


def ask(app, *arguments):
    return app.test_cli_runner().invoke(args=["community", *arguments])


def make(app, name="钱站长", phone=PHONE):
    return ask(app, "admin", "xinzhu-test", "--name", name, "--phone", phone)


def test_the_admin_opens_the_account_with_the_printed_address_and_hands_out_roles(app, community, client):
    told = make(app)
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[0] == "钱站长现在是 /xinzhu-test/ 的社区管理员。"
    path = re.search(r"打开 /xinzhu-test(/activate/\w{10}) 设置密码。", told.output)[1]
    client.post(path, data={"password": LONG, "again": LONG, "csrf_token": csrf_of(client, path)})
    client.delete_cookie("linli")
    assert sign_in(client, PHONE, LONG).location == "/xinzhu-test/start"
    assert client.get("/console/people").status_code == 200
    with app.app_context(), use(community.id):
        assert {"roles.grant", "accounts.activation_code"} <= set(db.session.scalars(select(audit.AuditEntry.action)))


def test_twice_is_harmless_and_an_unopened_account_gets_a_new_code(app, community, client):
    first = re.search(r"激活码：(\S{11})", make(app).output)[1]
    again = make(app)
    assert again.output.splitlines()[0] == "钱站长已经是 /xinzhu-test/ 的社区管理员。"
    second = re.search(r"激活码：(\S{11})", again.output)[1]
    assert second != first
    assert client.get(f"/activate/{first.replace('-', '')}").status_code != 200
    path = f"/activate/{second.replace('-', '')}"
    client.post(path, data={"password": LONG, "again": LONG, "csrf_token": csrf_of(client, path)})
    third = make(app).output
    assert "激活码" not in third and "用自己的手机号和密码登录" in third
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_known_person_is_not_written_down_again_and_a_foreign_phone_is_refused(app, community):
    with app.app_context(), use(community.id):
        make_account(make_person("周敏", phone="13900005678"), phone="13900005678")
    refused = make(app, "钱站长", "13900005678")
    assert refused.exit_code == 1 and "这个手机号是周敏登录用的" in refused.output
    # A resident's password is none for an admin: a code sets a new one.
    assert "激活码" in make(app, "周敏", "13900005678").output
    assert "请" in make(app, "钱站长", "12").output
    with app.app_context(), use(community.id):
        assert db.session.scalars(select(Person.name)).all() == ["周敏"]
        assert db.session.scalars(select(Account.password_hash)).all() == [None]


def test_in_host_mode_the_whole_address_is_printed(make_app, community):
    told = make(make_app(base_host="example.cn"))
    assert re.search(r"打开 https://xinzhu-test\.example\.cn/activate/\w{10} 设置密码。", told.output)
