"""Operators: a sign-in of their own, on their own address, worth nothing inside a community."""
from __future__ import annotations

from sqlalchemy import select

from core.accounts.decorators import operator_only
from core.config import settings_of
from core.platform.models import Operator, OperatorSession
from core.tenancy.session import db
from core.testing_accounts import csrf_of, sign_in_as

from .conftest import PASSWORD, digits, enter, type_code


def test_the_root_lists_the_communities_for_everybody(desk, community, other_community):
    page = desk.get("/").text
    assert 'href="/xinzhu-test/"' in page
    assert 'href="/other-test/"' in page
    assert "别处测试社区" in page


def test_in_host_mode_the_list_leads_to_the_communities_hosts(make_app, community):
    page = make_app(base_host="example.cn").test_client().get("/", base_url="https://example.cn/").text
    assert 'href="https://xinzhu-test.example.cn/"' in page


def test_an_operator_signs_in_and_out(app, desk, operator):
    assert enter(desk).location == "/platform/"
    old = desk.get_cookie("linli").value
    assert "值班运营" in desk.get("/").text
    desk.post("/platform/logout", data={"csrf_token": csrf_of(desk, "/")})
    desk.set_cookie("linli", old)
    assert "值班运营" not in desk.get("/").text


def test_each_sign_in_of_an_operator_is_a_row_and_a_line_in_the_log(app, desk, operator, caplog):
    enter(desk, password="wrong words")
    enter(desk)
    enter(desk, "nobody\nelse")
    assert [record.getMessage() for record in caplog.records if record.name == "linli.operators"] == [
        "operator sign-in refused for 'ops' from 127.0.0.1",
        "operator 'ops' signed in from 127.0.0.1",
        "operator sign-in refused for 'nobody else' from 127.0.0.1",  # the form keeps a name on one line
    ]
    with app.app_context():
        rows = db.session.execute(select(Operator.login).join(OperatorSession, OperatorSession.operator_id == Operator.id))
        assert rows.scalars().all() == ["ops"]


def test_unknown_names_and_wrong_passwords_get_the_same_answer(desk, operator):
    answers = [enter(desk, "nobody"), enter(desk, password="wrong words")]
    assert [a.status_code for a in answers] == [401, 401]
    assert all("登录名或密码不对，请检查后再试。" in a.text for a in answers)


def test_operators_wait_after_five_wrong_passwords(desk, operator, later):
    for _ in range(5):
        enter(desk, password="wrong words")
    assert enter(desk).status_code == 429


def test_an_operator_is_nobody_inside_a_community(desk, operator, community, client_in):
    enter(desk)
    inside = client_in(community)
    inside.set_cookie("linli", desk.get_cookie("linli").value)
    assert inside.get("/console/").location.startswith("/xinzhu-test/login")


def test_a_community_admin_is_no_operator(app, community, client, client_in):
    sign_in_as(app, client, community, "community_admin", name="社区管理员甲")
    outside = client_in(None)
    outside.set_cookie("linli", client.get_cookie("linli").value)
    assert "社区管理员甲" not in outside.get("/").text
    with outside.session_transaction() as cookie:
        cookie["sids"] = {"operator": next(iter(cookie["sids"].values()))}
    assert "社区管理员甲" not in outside.get("/").text


def test_an_operators_sign_in_ends_after_two_idle_hours(desk, operator, later):
    enter(desk)
    later(hours=2, seconds=5)
    assert "值班运营" not in desk.get("/").text


def test_an_operators_sid_and_password_are_stored_as_hashes(app, desk, operator):
    enter(desk)
    with desk.session_transaction() as cookie:
        sid = cookie["sids"]["operator"]
    with app.app_context():
        assert db.session.scalars(select(OperatorSession)).one().sid_hash != sid
        assert db.session.scalars(select(Operator)).one().password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_weak_passwords_and_taken_names_are_refused(app, operator):
    runner = app.test_cli_runner()
    weak = runner.invoke(args=["operator", "create", "new", "--password", "short"])
    taken = runner.invoke(args=["operator", "create", "ops", "--password", PASSWORD])
    assert (weak.exit_code, "密码至少要 12 位" in weak.output) == (1, True)
    assert (taken.exit_code, "登录名“ops”已经有人用了" in taken.output) == (1, True)


def test_an_operator_types_a_code_after_the_password_and_each_opens_once(desk, secret):
    assert enter(desk).location == "/platform/login/code"
    assert "值班运营" not in desk.get("/").text
    assert type_code(desk, digits(secret)).location == "/platform/"
    assert "值班运营" in desk.get("/").text
    enter(desk)
    assert type_code(desk, digits(secret)).status_code == 401


def test_an_operators_secret_is_sealed_outside_every_community(app, desk, secret):
    with app.app_context():
        row = db.session.scalars(select(Operator)).one()
        assert secret.encode() not in row.totp_cipher
        assert Operator.totp.clear(row) == secret


def test_outside_the_demo_an_operator_sets_codes_up_first(app, desk, operator, monkeypatch):
    enter(desk)
    monkeypatch.setitem(app.view_functions, "platform.index", operator_only(lambda: "for operators"))
    assert desk.get("/").text == "for operators"
    monkeypatch.setattr(settings_of(app), "strict_sign_in", True)
    assert desk.get("/").location == "/platform/totp"
    assert desk.get("/platform/totp").status_code == 200


def test_a_lost_phone_is_reset_by_a_command_which_signs_the_operator_out(app, desk, secret):
    enter(desk)
    type_code(desk, digits(secret))
    done = app.test_cli_runner().invoke(args=["operator", "reset", "ops"])
    assert (done.exit_code, "sets up one-time codes anew" in done.output) == (0, True)
    assert "值班运营" not in desk.get("/").text
    assert enter(desk).location == "/platform/"
    unknown = app.test_cli_runner().invoke(args=["operator", "reset", "nobody"])
    assert (unknown.exit_code, "没有登录名是“nobody”的运营人员" in unknown.output) == (1, True)


def test_a_new_password_is_set_by_a_command_which_signs_the_operator_out(app, desk, operator):
    enter(desk)
    fresh = "another long sentence"
    done = app.test_cli_runner().invoke(args=["operator", "password", "ops", "--password", fresh])
    assert (done.exit_code, "signs in with the new password" in done.output) == (0, True)
    assert "值班运营" not in desk.get("/").text
    assert (enter(desk).status_code, enter(desk, password=fresh).location) == (401, "/platform/")
    weak = app.test_cli_runner().invoke(args=["operator", "password", "ops", "--password", "short"])
    assert (weak.exit_code, "密码至少要 12 位" in weak.output) == (1, True)
    unknown = app.test_cli_runner().invoke(args=["operator", "password", "nobody", "--password", fresh])
    assert (unknown.exit_code, "没有登录名是“nobody”的运营人员" in unknown.output) == (1, True)
