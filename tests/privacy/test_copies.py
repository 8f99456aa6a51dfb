"""The copy holds everything about the person, nothing of others, and goes to nobody else."""
from __future__ import annotations

import importlib
import json

import pytest
from sqlalchemy import func, select

from core.accounts.models import AccountSession
from core.accounts.roles import grant_role, set_role_permission
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.notices import notify
from core.notices.models import Notice
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_person, sign_in
from tests.privacy.someone import ID_NUMBER

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
# Not told: what is made from the name, what protects somebody else, and why a helper ended, which is the helper's own.
UNTOLD = {"paired_help_assignment.end_reason", "person.initials", "person_block.reason"}


@pytest.fixture
def me(client, someone):
    assert sign_in(client, someone.phone).status_code == 302
    return client


def leaves(told):
    parts = told.values() if isinstance(told, dict) else told if isinstance(told, list) else None
    return {str(told)} if parts is None else {leaf for part in parts for leaf in leaves(part)}


def test_my_copy_holds_every_word_that_is_kept_about_me(app, community, someone, me, post):
    answer = post(me, "/me/copy")
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-data.json"
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.data)
    assert list(told) == ["说明", "社区登记的资料", "各项服务的资料"]
    words = leaves(told)
    silent = {name for name, word in someone.canaries.items() if not any(word in leaf for leaf in words)}
    assert silent == UNTOLD
    assert told["说明"]["没有包括在内"] == []


def test_it_is_written_in_words_and_to_the_audit(app, community, someone, me, post):
    raw = post(me, "/me/copy").data.decode()
    assert '"基本资料"' in raw and "\\u" not in raw
    with app.app_context(), use(community.id):
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "people.export")).one()
        assert (entry.object_id, entry.actor_person_id) == (someone.person, someone.person)


def test_it_tells_nothing_of_others(app, community, someone, me, post):
    with app.app_context(), use(community.id):
        other = db.session.get(Person, someone.other)
        other.phone, other.id_number, other.note = "13711112222", ID_NUMBER, "别人的备注"
        notify(other.id, "别人的消息")
        db.session.commit()
    raw = post(me, "/me/copy").data.decode()
    assert [word for word in ("陆平安", "13711112222", "别人的备注", "别人的消息") if word in raw] == []


@pytest.fixture
def worker(app, community, client_in, someone):
    """Of the person's grid, with the right to hand out copies."""
    with app.app_context(), use(community.id):
        building = db.session.get(Person, someone.person).building
        worker = make_person("张晓梅", building)
        grant_role(worker, "grid_worker", "grids", [building.grid_id], actor=SYSTEM)
        set_role_permission("grid_worker", "people.export", True, SYSTEM)
        phone = make_account(worker)
    browser = client_in(community)
    assert sign_in(browser, phone).status_code == 302
    return browser


def test_a_worker_hands_it_over_with_a_reason_and_the_person_is_told(app, community, someone, worker, post):
    address = f"/desk/people/{someone.person}/copy"
    assert worker.get(address).status_code == 200
    assert post(worker, address, how="file").status_code == 422
    answer = post(worker, address, how="file", reason="本人没有手机")
    told = json.loads(answer.data)
    assert told["社区登记的资料"]["基本资料"]["电话"] == someone.canaries["person.phone"]
    paper = post(worker, address, how="paper", reason="本人要纸质的")
    assert someone.canaries["person.phone"] in paper.text and paper.headers["Cache-Control"] == "no-store"
    with app.app_context(), use(community.id):
        reasons = db.session.scalars(select(AuditEntry.reason).where(AuditEntry.action == "people.export").order_by(AuditEntry.id))
        assert list(reasons) == ["本人没有手机", "本人要纸质的"]
        told_of = select(func.count()).where(Notice.person_id == someone.person, Notice.text.contains("为"), Notice.source == "privacy")
        assert db.session.scalar(told_of) == 2


def test_nobody_else_gets_it_and_a_foreign_person_is_like_a_missing_one(app, community, other_community, client_in, someone, worker):
    def answers(browser):
        foreign, missing = (browser.get(f"/desk/people/{each}/copy") for each in (someone.person, 123))
        return foreign.status_code, foreign.text.replace(str(someone.person), "123") == missing.text

    with app.app_context(), use(community.id):
        far = make_account(make_person("远处"), ("grid_worker", "grids", [999]))
        curious = make_account(make_person("好奇"))
    with app.app_context(), use(other_community.id):
        there = make_account(make_person("别处管理员"), "community_admin")
    for where, phone, status in ((community, far, 404), (other_community, there, 404), (community, curious, 403)):
        browser = client_in(where)
        assert sign_in(browser, phone).status_code == 302
        assert answers(browser) == (status, True)


@SQLITE
def test_it_costs_the_same_however_much_core_keeps(app, community, someone, me, post, query_counter):
    counts = []
    for turn in range(2):
        post(me, "/me/copy")
        with query_counter() as statements:
            assert post(me, "/me/copy").status_code == 200
        counts.append(len(statements))
        with app.app_context(), use(community.id):
            for number in range(5):
                notify(someone.person, f"消息{turn}{number}")
                account = db.session.scalar(select(AccountSession.account_id))
                db.session.add(AccountSession(account_id=account, sid_hash=f"{turn}{number}", user_agent="Firefox"))
            db.session.commit()
    assert counts[0] == counts[1]


@SQLITE
def test_a_plugin_that_fails_is_named_and_no_half_copy_is_handed_out(someone, me, post, monkeypatch):
    def fails(person_id):
        raise RuntimeError("no export")

    monkeypatch.setattr(importlib.import_module("plugins.venues.services.privacy"), "export", fails)
    answer = post(me, "/me/copy")
    assert answer.status_code == 302
    assert "出错了，什么也没有做" in me.get("/me/profile").text
