"""The desk shows a worker what is theirs, and nothing of another grid."""
from __future__ import annotations

import pytest

from core.grids.models import Building
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of
from tests.people.households import household_in, resident


def post(worker, address, **typed):
    return worker.post(address, data={"csrf_token": csrf_of(worker, "/desk/people/new"), **typed})


def test_today_says_that_nothing_waits(worker, place):
    page = worker.get("/desk/").text
    assert "今天的事都办完了" in page
    assert "2 户 2 人" in page


def test_the_list_shows_residents_of_the_own_grid_only(worker, place):
    page = worker.get("/desk/people").text
    assert "王秀兰" in page
    assert "139****1234" in page
    assert "13900001234" not in page
    assert "赵远山" not in page


@pytest.mark.parametrize("text", ["王秀兰", "wangxiulan", "wxl", "3-201", "3栋201", "1234"])
def test_a_resident_is_found_by(worker, place, text):
    page = worker.get("/desk/search", query_string={"q": text}).text
    assert page.count(f"/desk/people/{place.granny}") == 1


@pytest.mark.parametrize("text", ["赵远山", "7-301", "5678"])
def test_a_resident_of_another_grid_is_not_found_by(worker, place, text):
    assert f"/desk/people/{place.stranger}" not in worker.get("/desk/search", query_string={"q": text}).text


def test_another_grids_resident_looks_like_a_missing_one(worker, place):
    foreign, missing = worker.get(f"/desk/people/{place.stranger}"), worker.get("/desk/people/77")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.data == missing.data


@pytest.mark.parametrize(
    ("reason", "said"), [("", "请写明事由。"), ("  ", "请写明事由。"), ("好" * 201, "事由最多 200 个字。")]
)
def test_opening_a_phone_needs_a_reason_that_fits(worker, place, reason, said):
    answer = post(worker, f"/desk/people/{place.granny}/open/phone", reason=reason)
    assert answer.status_code == 422
    assert said in answer.text
    assert "13900001234" not in answer.text


def test_opening_a_phone_shows_it_and_leaves_an_audit_row(app, community, worker, place):
    answer = post(worker, f"/desk/people/{place.granny}/open/phone", reason="电话核对住址")
    assert "13900001234" in answer.text
    with app.app_context(), use(community.id):
        row = db.session.query(AuditEntry).filter_by(action="people.open_sensitive").one()
        assert (row.reason, row.object_id) == ("电话核对住址", place.granny)


def test_a_new_resident_is_registered_and_moved_in(app, community, worker, place):
    answer = post(worker, "/desk/people/new", name="陈玉芬", phone="13900004321", sex="f", door="3-101", on="2024-01-05")
    assert answer.status_code == 302
    person_id = int(answer.location.rsplit("/", 1)[1])
    assert worker.get(f"/desk/people/{person_id}").status_code == 200
    with app.app_context(), use(community.id):
        assert db.session.get(Person, person_id).pinyin == "chenyufen"


def test_a_wrong_phone_is_told_next_to_the_field_and_what_was_typed_stays(worker, place):
    answer = post(worker, "/desk/people/new", name="陈玉芬", phone="12", sex="f")
    assert answer.status_code == 422
    assert 'value="陈玉芬"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_grid_worker_cannot_register_somebody_who_lives_nowhere(worker, place):
    answer = post(worker, "/desk/people/new", name="陈玉芬", phone="", sex="f", on="2024-01-05")
    assert answer.status_code == 422
    assert "请填写门牌，例如 3-502。" in answer.text


def test_an_unknown_door_is_refused_with_an_example(worker, place):
    answer = post(worker, f"/desk/people/{place.granny}/move-in", door="3-999", relation="other", on="2024-01-05")
    assert answer.status_code == 422
    assert "没有找到这个门牌" in answer.text


def test_a_door_of_another_grid_is_refused(worker, place):
    answer = post(worker, f"/desk/people/{place.granny}/move-in", door="7-101", relation="other", on="2024-01-05")
    assert answer.status_code == 422
    assert "不在您负责的范围内" in answer.text


def test_moving_in_next_door_changes_the_address(app, community, worker, place):
    answer = post(worker, f"/desk/people/{place.granny}/move-in", door="3-302", relation="other", on="2024-01-05")
    assert answer.status_code == 302
    assert "3栋 1-302" in worker.get(f"/desk/people/{place.granny}").text


def test_the_plan_marks_a_household_with_aid(worker, place):
    assert "rm n2" not in worker.get(f"/desk/buildings/{place.near}").text
    post(worker, f"/desk/people/{place.granny}/aid", category="aged", since="2024-01-05")
    page = worker.get(f"/desk/buildings/{place.near}").text
    assert page.count('class="rm n2"') == 1
    assert "201 室，重点关注" in page


def test_the_plan_of_another_grid_is_missing(worker, place):
    assert worker.get(f"/desk/buildings/{place.far}").status_code == 404


def test_an_activation_code_is_shown_once_with_its_qr(worker, place):
    page = post(worker, f"/desk/people/{place.granny}/activation-code").text
    assert "只显示这一次" in page
    assert "<svg" in page


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/desk/", 8), ("/desk/people", 8), ("/desk/buildings", 8), ("/desk/volunteers", 8),
        ("/desk/people/{granny}", 16), ("/desk/people/{granny}/blocks?q=a", 8),
    ],
)
def test_a_page_costs_the_same_number_of_statements_however_many_live_here(
    app, community, worker, place, query_counter, address, most
):
    address = address.format(granny=place.granny)
    worker.get(address)
    with query_counter() as before:
        worker.get(address)
    with app.app_context(), use(community.id):
        house = household_in(db.session.get(Building, place.near), "301")
        for number in range(25):
            resident(f"邻居{number}", house)
        db.session.commit()
    with query_counter() as after:
        worker.get(address)
    assert len(after) == len(before)
    assert len(after) <= most


def test_a_building_without_rooms_has_a_page_and_breaks_no_other(worker, place, app, community):
    with app.app_context(), use(community.id):
        bare = Building(grid_id=db.session.get_one(Building, place.near).grid_id, name="新楼", number=1)
        db.session.add(bare)
        db.session.commit()
        bare_id = bare.id
    assert [worker.get(path).status_code for path in ("/desk/", f"/desk/buildings/{bare_id}")] == [200, 200]
