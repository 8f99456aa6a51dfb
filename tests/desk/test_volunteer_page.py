"""What a worker changes on a volunteer's page, and what only an admin may allow."""
from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from core.communities.services import community_today
from core.grids.models import Building
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of
from core.volunteers.joining import holding
from core.volunteers.models import ServiceRecord, Volunteer, VolunteerSkill
from core.volunteers.services import availability_of
from tests.volunteers.helpers import add_skill, volunteer


@pytest.fixture
def helper(app, community, place):
    """王秀兰 as an active volunteer of the near building, free on Mondays, and two skills that the community knows."""
    with app.app_context(), use(community.id):
        row = volunteer(
            "", db.session.get(Building, place.near), windows=[(0, 480, 720)],
            person=db.session.get_one(Person, place.granny),
        )
        visiting, nursing = add_skill("visiting", "陪伴老人"), add_skill("nursing", "医疗义诊", needs_certificate=True)
        db.session.commit()
        today = community_today()
        return SimpleNamespace(id=row.id, visiting=visiting.id, nursing=nursing.id, today=today)


def post(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/password"), **typed})


def test_skills_certificates_hours_and_the_base_are_saved_together(app, community, worker, helper, place):
    address = f"/desk/volunteers/{helper.id}"
    assert 'value="08:00-12:00"' in worker.get(f"{address}/edit").text
    until = helper.today + timedelta(days=90)
    typed = {f"skill_{helper.nursing}": "y", f"until_{helper.nursing}": str(until), "day_0": "", "day_1": "9:00-11:30、14:00至18:00"}
    assert post(worker, f"{address}/edit", base=place.near, **typed).status_code == 302
    page = worker.get(address).text
    assert f"有效期至 {until}" in page
    assert "周二 09:00–11:30；周二 14:00–18:00" in page
    with app.app_context(), use(community.id):
        row = db.session.get_one(Volunteer, helper.id)
        held = db.session.execute(select(VolunteerSkill.skill_id, VolunteerSkill.valid_until)).all()
        assert held == [(helper.nursing, until)]
        assert availability_of(row) == [(1, 540, 690), (1, 840, 1080)]
        assert row.building_id == place.near
        noted = select(AuditEntry.text).where(AuditEntry.action == "volunteers.edit")
        assert db.session.scalars(noted).all() == ["修改了王秀兰的志愿者资料"]


@pytest.mark.parametrize(
    ("hours", "said"), [("上午", "请写成 08:00-12:00"), ("12:00-08:00", "结束时间要晚于开始时间"), ("08:00-24:30", "结束时间")]
)
def test_hours_that_are_none_are_refused_and_nothing_changes(app, community, worker, helper, place, hours, said):
    answer = post(worker, f"/desk/volunteers/{helper.id}/edit", base=place.near, day_3=hours)
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context(), use(community.id):
        assert availability_of(db.session.get_one(Volunteer, helper.id)) == [(0, 480, 720)]


@pytest.mark.parametrize("base", ["far", "outside"])
def test_a_worker_sends_nobody_to_a_base_outside_the_own_grid(app, community, worker, helper, place, base):
    chosen = place.far if base == "far" else 0
    assert post(worker, f"/desk/volunteers/{helper.id}/edit", base=chosen).status_code == 422
    with app.app_context(), use(community.id):
        assert db.session.get_one(Volunteer, helper.id).building_id == place.near


def test_an_admin_clears_for_work_with_minors_and_takes_it_back(app, community, admin, helper):
    address, until = f"/desk/volunteers/{helper.id}", helper.today + timedelta(days=365)
    assert "没有准许" in admin.get(address).text
    assert post(admin, f"{address}/clearance", until=str(until)).status_code == 302
    assert f"准许到 {until}" in admin.get(address).text
    answer = post(admin, f"{address}/clearance", until=str(helper.today - timedelta(days=1)))
    assert answer.status_code == 422
    assert "这一天已经过去了" in answer.text
    assert post(admin, f"{address}/clearance", until="").status_code == 302
    with app.app_context(), use(community.id):
        assert db.session.get_one(Volunteer, helper.id).minors_cleared_until is None
        noted = select(AuditEntry.actor_name).where(AuditEntry.action == "volunteers.clear")
        assert db.session.scalars(noted).all() == ["梁管理", "梁管理"]


def test_a_grid_worker_does_not_clear_for_work_with_minors(app, community, worker, helper):
    address = f"/desk/volunteers/{helper.id}"
    assert "clearance" not in worker.get(address).text
    assert post(worker, f"{address}/clearance", until=str(helper.today)).status_code == 403
    with app.app_context(), use(community.id):
        assert db.session.get_one(Volunteer, helper.id).minors_cleared_until is None


def test_a_certificate_that_ran_out_is_told(app, community, worker, helper):
    with app.app_context(), use(community.id):
        yesterday = helper.today - timedelta(days=1)
        db.session.add(holding(db.session.get_one(Volunteer, helper.id), helper.nursing, yesterday))
        db.session.commit()
    assert "不能安排" in worker.get(f"/desk/volunteers/{helper.id}").text


def test_a_service_noted_by_hand_twice_is_one_record(app, community, worker, helper):
    address = f"/desk/volunteers/{helper.id}"
    typed = {"on": str(helper.today - timedelta(days=1)), "start": "09:00", "minutes": "90", "note": "陪同就医", "key": "77"}
    assert [post(worker, f"{address}/served", **typed).status_code for _again in range(2)] == [302, 302]
    page = worker.get(address).text
    assert "服务 1 次，共 1.5 小时" in page
    with app.app_context(), use(community.id):
        record = db.session.scalars(select(ServiceRecord)).one()
        assert (record.minutes, record.proof, record.source, record.note) == (90, "hand", "desk", "陪同就医")


def test_a_service_in_the_future_is_refused(worker, helper):
    typed = {"on": str(helper.today + timedelta(days=2)), "start": "09:00", "minutes": "90", "note": "陪同就医", "key": "77"}
    answer = post(worker, f"/desk/volunteers/{helper.id}/served", **typed)
    assert answer.status_code == 422
    assert "不能在将来" in answer.text


def test_nobody_notes_a_service_of_their_own(app, community, worker, place, helper):
    with app.app_context(), use(community.id):
        own = db.session.scalars(select(Person).where(Person.name == "张晓梅")).one()
        mine = volunteer("", db.session.get(Building, place.near), person=own).id
        db.session.commit()
    assert 'id="served"' not in worker.get(f"/desk/volunteers/{mine}").text
    typed = {"on": str(helper.today - timedelta(days=1)), "start": "09:00", "minutes": "90", "note": "帮忙", "key": "78"}
    answer = post(worker, f"/desk/volunteers/{mine}/served", **typed)
    assert answer.status_code == 403
    assert "不能给自己补录" in answer.text
    with app.app_context(), use(community.id):
        assert db.session.scalars(select(ServiceRecord)).all() == []


def test_the_page_costs_the_same_however_many_skills_a_volunteer_has(app, community, worker, helper, query_counter):
    address = f"/desk/volunteers/{helper.id}"
    worker.get(address)
    with query_counter() as before:
        worker.get(address)
    with app.app_context(), use(community.id):
        for number in range(12):
            skill = add_skill(f"skill{number}", f"特长{number}")
            db.session.add(holding(db.session.get_one(Volunteer, helper.id), skill.id))
        db.session.commit()
    with query_counter() as after:
        worker.get(address)
    assert len(after) == len(before)
    assert len(after) <= 14
