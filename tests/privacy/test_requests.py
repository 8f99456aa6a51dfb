"""Asking to be erased: on one's own page, by a worker for somebody without a phone, taken back, or answered."""
from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from core.accounts.roles import grant_role, set_role_permission
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.workflow import run_clocks
from core.notices.models import Notice
from core.privacy.models import ErasureRequest
from core.privacy.requests import ask_erasure
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_person, sign_in
from tests.people.families import child_of, family
from tests.people.households import add_building, add_grid, household_in, resident

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def place(app, community):
    """Two grids with a resident and a worker each, and an admin."""
    with app.app_context(), use(community.id):
        mine, theirs = add_grid("01"), add_grid("02")
        granny = resident("王秀兰", household_in(add_building(3, mine), "201"), phone="13900001234")
        stranger = resident("赵远山", household_in(add_building(7, theirs), "301"))
        workers = []
        for name, grid in (("张晓梅", mine), ("罗远", theirs)):
            worker = make_person(name)
            grant_role(worker, "grid_worker", "grids", [grid.id], actor=SYSTEM)
            workers.append(make_account(worker))
        boss = make_account(make_person("梁管理"), "community_admin")
        found = SimpleNamespace(
            granny=granny.id, stranger=stranger.id, own=make_account(granny), near=workers[0], far=workers[1], boss=boss
        )
        return found


@pytest.fixture
def sign(client_in, community):
    def enter(phone, where=None):
        browser = client_in(where or community)
        assert sign_in(browser, phone).status_code == 302
        return browser

    return enter


def rows(app, community):
    with app.app_context(), use(community.id):
        return [(row.person_id, row.state) for row in db.session.scalars(select(ErasureRequest).order_by(ErasureRequest.id))]


def address_of(app, community):
    with app.app_context(), use(community.id):
        return f"/desk/erasures/{db.session.scalars(select(ErasureRequest.id).order_by(ErasureRequest.id.desc()).limit(1)).one()}"


def test_a_resident_asks_reads_until_when_and_the_admin_has_a_task(app, community, place, sign, post):
    me, boss = sign(place.own), sign(place.boss)
    assert post(me, "/me/erasure").status_code == 422
    assert post(me, "/me/erasure", sure="y", words="要搬走").status_code == 302
    assert post(me, "/me/erasure", sure="y").status_code == 302  # a second time changes nothing
    assert rows(app, community) == [(place.granny, "asked")]
    assert "您的申请正在等待办理" in me.get("/me/erasure").text
    assert "注销申请待办理" in boss.get("/desk/").text and "请在 15 天内办理或答复" in boss.get("/me/inbox").text
    assert "王秀兰" in boss.get("/desk/erasures").text and "要搬走" in boss.get(address_of(app, community)).text
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).where(AuditEntry.action == "people.ask_erasure")) == 1


def test_it_is_taken_back_and_asked_again(app, community, place, sign, post):
    me = sign(place.own)
    post(me, "/me/erasure", sure="y", words="想想")
    address = address_of(app, community)
    assert post(me, "/me/erasure/withdraw").status_code == 302
    assert post(me, "/me/erasure/withdraw").status_code == 404
    assert sign(place.boss).get(address).status_code == 404
    post(me, "/me/erasure", sure="y")
    assert rows(app, community) == [(place.granny, "withdrawn"), (place.granny, "asked")]


def test_a_refusal_has_a_reason_that_the_person_reads(app, community, place, sign, post):
    me, boss = sign(place.own), sign(place.boss)
    post(me, "/me/erasure", sure="y")
    address = address_of(app, community)
    assert post(boss, f"{address}/refuse").status_code == 422
    assert post(boss, f"{address}/refuse", reason="法院要求保全").status_code == 303
    assert "法院要求保全" in me.get("/me/erasure").text and "法院要求保全" in me.get("/me/inbox").text
    assert rows(app, community) == [(place.granny, "refused")]


def test_after_the_promised_days_the_admin_is_reminded(app, community, place, sign, post, later):
    post(sign(place.own), "/me/erasure", sure="y")
    later(days=16)
    with app.app_context(), use(community.id):
        run_clocks(community.id)
        db.session.commit()
        assert db.session.scalar(select(func.count()).where(Notice.text.contains("超过了答复的期限"))) == 1
    assert rows(app, community) == [(place.granny, "asked")]


def test_a_worker_writes_it_down_for_somebody_without_a_phone(app, community, place, sign, post):
    near = sign(place.near)
    assert post(near, f"/desk/people/{place.granny}/ask-erasure").status_code == 422
    assert post(near, f"/desk/people/{place.granny}/ask-erasure", reason="本人当面提出").status_code == 302
    assert rows(app, community) == [(place.granny, "asked")]
    assert "王秀兰申请注销" in sign(place.own).get("/me/done-for-me").text
    assert post(near, f"/desk/people/{place.stranger}/ask-erasure", reason="好奇").status_code == 404
    assert [near.get(each).status_code for each in ("/desk/erasures", address_of(app, community))] == [403, 403]


def test_a_child_is_not_erased_over_the_guardians_heads(app, community, place, sign, post):
    with app.app_context(), use(community.id):
        child = child_of(family(9, "03").mother, "韦小丫").id
        db.session.commit()
    boss = sign(place.boss)
    post(boss, f"/desk/people/{child}/ask-approval", reason="核对")
    answer = post(boss, f"/desk/people/{child}/ask-erasure", reason="家长要求")
    assert answer.status_code == 422 and "孩子的资料由监护人决定" in answer.text
    assert rows(app, community) == []


def test_foreign_requests_are_like_missing_ones(app, community, other_community, place, sign, post):
    post(sign(place.own), "/me/erasure", sure="y")
    address = address_of(app, community)
    with app.app_context(), use(community.id):
        set_role_permission("grid_worker", "people.erase", True, SYSTEM)
        db.session.commit()
    with app.app_context(), use(other_community.id):
        there = make_account(make_person("别处管理员"), "community_admin")
    assert sign(place.near).get(address).status_code == 200
    for browser in (sign(place.far), sign(there, other_community)):
        foreign, missing = browser.get(address), browser.get("/desk/erasures/123")
        assert (foreign.status_code, foreign.text.replace(address, "/desk/erasures/123")) == (404, missing.text)
        for step in ("erase", "refuse"):
            assert post(browser, f"{address}/{step}", sure="y", reason="好奇").status_code == 404
    assert sign(place.own).get(address).status_code == 403  # a resident has no desk, whatever the number
    assert rows(app, community) == [(place.granny, "asked")]


@SQLITE
@pytest.mark.parametrize("address", ["/desk/erasures", "{request}", "/me/erasure", "/me/profile", "/console/records"])
def test_a_page_costs_the_same_however_many_ask(app, community, place, sign, post, query_counter, address):
    post(sign(place.own), "/me/erasure", sure="y")
    browser = sign(place.own if address.startswith("/me") else place.boss)
    address = address.format(request=address_of(app, community))
    counts = []
    for turn in range(2):
        browser.get(address)
        with query_counter() as statements:
            assert browser.get(address).status_code == 200
        counts.append(len(statements))
        with app.app_context(), use(community.id):
            for number in range(5):
                ask_erasure(make_person(f"邻居{turn}{number}"), SYSTEM)
            db.session.commit()
    assert counts[0] == counts[1]
