"""What a worker puts right on a resident's page: aid that ended, the head, relations, hukou, a death that was none."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from core.accounts.roles import grant_role
from core.grids.models import Building
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.models import Household, HouseholdAid, Person, Residence
from core.people.services import grant_aid, hukou_of, mark_deceased, members
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_person
from tests.people.households import MOVED_IN, household_in, resident

DIED = date(2024, 5, 1)


def post(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/password"), **typed})


@pytest.fixture
def husband(app, community, place):
    """The id of a second member of the household that 王秀兰 heads."""
    with app.app_context(), use(community.id):
        home = db.session.get_one(Household, db.session.get_one(Person, place.granny).household_id)
        other = resident("覃大山", home, "spouse").id
        db.session.commit()
        return other


@pytest.fixture
def aid(app, community, place):
    with app.app_context(), use(community.id):
        home = db.session.get_one(Household, db.session.get_one(Person, place.granny).household_id)
        row = grant_aid(home, "low_income", SYSTEM, since=MOVED_IN).id
        db.session.commit()
        return row


def audited(action):
    found = select(AuditEntry.text, AuditEntry.reason).where(AuditEntry.action == action)
    return [tuple(row) for row in db.session.execute(found.where(AuditEntry.actor_name == "张晓梅"))]


def test_an_aid_ends_with_a_day_and_a_reason(app, community, worker, place, aid):
    address = f"/desk/people/{place.granny}"
    assert "结束帮扶" in worker.get(address).text
    assert post(worker, f"{address}/aid/{aid}/end", on="2024-03-01", reason="收入已超过标准").status_code == 302
    assert "这一户没有登记帮扶。" in worker.get(address).text
    with app.app_context(), use(community.id):
        assert db.session.get_one(HouseholdAid, aid).until == date(2024, 3, 1)
        assert audited("people.end_aid") == [("一项帮扶结束", "收入已超过标准")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"on": "2024-03-01", "reason": " "}, "请写明事由。"), ({"on": "2019-01-01", "reason": "脱困"}, "日期早于开始日期")],
)
def test_an_aid_does_not_end_without_a_reason_or_before_it_began(app, community, worker, place, aid, typed, said):
    answer = post(worker, f"/desk/people/{place.granny}/aid/{aid}/end", **typed)
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context(), use(community.id):
        assert db.session.get_one(HouseholdAid, aid).until is None


def test_an_aid_of_another_household_is_missing(worker, place, aid, app, community):
    with app.app_context(), use(community.id):
        away = db.session.get_one(Household, db.session.get_one(Person, place.stranger).household_id)
        foreign = grant_aid(away, "aged", SYSTEM, since=MOVED_IN).id
        db.session.commit()
    answer = post(worker, f"/desk/people/{place.granny}/aid/{foreign}/end", on="2024-03-01", reason="脱困")
    assert answer.status_code == 404
    with app.app_context(), use(community.id):
        assert db.session.get_one(HouseholdAid, foreign).until is None


def test_another_member_becomes_head(app, community, worker, place, husband):
    assert f"/desk/people/{place.granny}/head" not in worker.get(f"/desk/people/{place.granny}").text
    assert f"/desk/people/{husband}/head" in worker.get(f"/desk/people/{husband}").text
    assert post(worker, f"/desk/people/{husband}/head").status_code == 302
    with app.app_context(), use(community.id):
        home = db.session.get_one(Person, husband).household_id
        assert [(m.person.name, m.relation) for m in members(home)] == [("覃大山", "head"), ("王秀兰", "other")]
        assert audited("people.set_head") == [("覃大山成为3-1-201的户主", "")]


def test_a_relation_is_corrected_and_the_page_says_so(app, community, worker, place, husband):
    assert post(worker, f"/desk/people/{husband}/relation", relation="sibling").status_code == 302
    assert "兄弟姐妹" in worker.get(f"/desk/people/{place.granny}").text.split("结束帮扶")[0]
    with app.app_context(), use(community.id):
        noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "people.set_relation")).one()
        assert (noted.before, noted.after) == ({"relation": "配偶"}, {"relation": "兄弟姐妹"})


def test_the_head_stays_head_until_another_one_is(app, community, worker, place, husband):
    answer = post(worker, f"/desk/people/{place.granny}/relation", relation="parent")
    assert answer.status_code == 422
    with app.app_context(), use(community.id):
        home = db.session.get_one(Person, husband).household_id
        assert [(m.person.name, m.relation) for m in members(home)] == [("王秀兰", "head"), ("覃大山", "spouse")]


def test_who_is_registered_behind_another_door_is_marked(app, community, worker, place):
    address = f"/desk/people/{place.granny}"
    assert "人户分离" not in worker.get(address).text
    assert post(worker, f"{address}/hukou", door="7-1-301", on="2020-06-01").status_code == 302
    page = worker.get(address).text
    assert "人户分离" in page
    assert "7-1-301" in page
    assert post(worker, f"{address}/hukou", door="3-1-201", on="2021-06-01").status_code == 302
    assert "人户分离" not in worker.get(address).text
    with app.app_context(), use(community.id):
        kept = select(Residence.moved_in_on, Residence.moved_out_on).where(Residence.kind == "registered")
        assert db.session.execute(kept.order_by(Residence.moved_in_on)).all() == [
            (date(2020, 6, 1), date(2021, 6, 1)),
            (date(2021, 6, 1), None),
        ]


def test_a_hukou_that_moved_away_is_no_longer_shown(app, community, worker, place):
    address = f"/desk/people/{place.granny}"
    post(worker, f"{address}/hukou", door="7-1-301", on="2020-06-01")
    assert "早于户籍登记日期2020-06-01" in post(worker, f"{address}/hukou/end", on="2020-01-01").text
    assert post(worker, f"{address}/hukou/end", on="2022-01-01").status_code == 302
    assert "7-1-301" not in worker.get(address).text
    with app.app_context(), use(community.id):
        assert hukou_of(db.session.get_one(Person, place.granny)) is None
        assert audited("people.end_hukou") == [("王秀兰的户籍迁出7-1-301", "")]


def test_the_same_place_of_hukou_is_not_noted_twice(worker, place):
    address = f"/desk/people/{place.granny}/hukou"
    post(worker, address, door="7-1-301", on="2020-06-01")
    answer = post(worker, address, door="7-1-301", on="2020-06-02")
    assert answer.status_code == 422
    assert "不用重复登记" in answer.text


def test_a_death_noted_by_mistake_is_taken_back_with_the_stay_and_the_aid(app, community, worker, admin, place, aid):
    address = f"/desk/people/{place.granny}"
    assert post(worker, f"{address}/move-out", reason="deceased", on=str(DIED)).location.endswith("/desk/people")
    page = admin.get(address).text
    assert "登记去世。" in page
    assert "请写明事由。" in post(admin, f"{address}/correct-death", reason=" ").text
    assert post(admin, f"{address}/correct-death", reason="同名同姓，登记错人").status_code == 302
    assert "3栋 1-201" in worker.get(address).text
    with app.app_context(), use(community.id):
        granny = db.session.get_one(Person, place.granny)
        home = db.session.get_one(Household, granny.household_id)
        assert (granny.deceased_on, granny.building_id, home.head_id) == (None, place.near, granny.id)
        assert [(m.person.name, m.relation) for m in members(home.id)] == [("王秀兰", "head")]
        assert db.session.get_one(HouseholdAid, aid).until is None
        noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "people.correct_death")).one()
        assert (noted.actor_name, noted.reason) == ("梁管理", "同名同姓，登记错人")
        assert noted.before == {"deceased_on": str(DIED)}


def test_who_comes_back_finds_the_new_head_in_place(app, community, admin, place, husband):
    with app.app_context(), use(community.id):
        granny = db.session.get_one(Person, place.granny)
        home = granny.household_id
        mark_deceased(granny, SYSTEM, on=DIED)
        db.session.commit()
    assert post(admin, f"/desk/people/{husband}/head").status_code == 302
    assert post(admin, f"/desk/people/{place.granny}/correct-death", reason="登记错人").status_code == 302
    with app.app_context(), use(community.id):
        assert db.session.get_one(Household, home).head_id == husband
        assert sorted((m.person.name, m.relation) for m in members(home)) == [("王秀兰", "other"), ("覃大山", "head")]


def test_the_living_need_no_correction(worker, place):
    answer = post(worker, f"/desk/people/{place.granny}/correct-death", reason="看看")
    assert answer.status_code == 422


@pytest.mark.parametrize(("who", "status"), [("worker", 403), ("admin", 302)])
def test_only_who_manages_roles_notes_the_death_of_staff(request, app, community, place, who, status):
    browser = request.getfixturevalue(who)
    with app.app_context(), use(community.id):
        colleague = db.session.get_one(Person, place.granny)
        grant_role(colleague, "grid_worker", "buildings", [place.far], actor=SYSTEM)
        db.session.commit()
    answer = post(browser, f"/desk/people/{place.granny}/move-out", reason="deceased", on=str(DIED))
    assert answer.status_code == status
    with app.app_context(), use(community.id):
        assert (db.session.get_one(Person, place.granny).deceased_on is not None) == (status == 302)


def test_the_death_of_a_volunteer_from_outside_is_noted_with_what_follows(app, community, admin):
    with app.app_context(), use(community.id):
        outside = make_person("农志远").id
        db.session.commit()
    page = admin.get(f"/desk/people/{outside}").text
    assert "登记去世" in page and "迁出或去世" not in page
    assert '<option selected value="deceased">' in page and "还没办完的求助、心愿、报名和场地预约自动取消" in page
    assert post(admin, f"/desk/people/{outside}/move-out", reason="deceased", on=str(DIED)).status_code == 302
    with app.app_context(), use(community.id):
        assert db.session.get_one(Person, outside).deceased_on == DIED


def test_every_label_of_the_page_names_a_field_of_its_own(worker, place, aid):
    page = worker.get(f"/desk/people/{place.granny}").text
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert sorted(one for one in set(ids) if ids.count(one) > 1) == []


def test_two_people_are_kept_apart_and_brought_together_again(app, community, worker, place):
    with app.app_context(), use(community.id):
        home = household_in(db.session.get_one(Building, place.near), "302")
        neighbour = resident("黄小宝", home).id
        db.session.commit()
    address = f"/desk/people/{place.granny}/blocks"
    assert "没有需要回避的人" in worker.get(address).text
    assert f'value="{neighbour}"' in worker.get(f"{address}?q=黄小宝").text
    assert post(worker, address, other=neighbour, reason=" ").status_code == 422
    assert post(worker, address, other=neighbour, reason="两家有纠纷").status_code == 302
    theirs = worker.get(f"/desk/people/{neighbour}/blocks").text
    assert "王秀兰" in theirs.split("登记一项回避")[0]
    assert "两家有纠纷" in theirs
    block_id = theirs.split("/blocks/")[1].split("/")[0]
    assert post(worker, f"/desk/people/{neighbour}/blocks/{block_id}/end").status_code == 302
    assert "没有需要回避的人" in worker.get(address).text
    with app.app_context(), use(community.id):
        assert audited("people.block") == [("登记两人互相回避", "")]
        assert audited("people.unblock") == [("取消两人互相回避", "")]


def test_nobody_is_kept_apart_from_a_person_of_another_grid_whom_the_worker_may_not_see(worker, place):
    answer = post(worker, f"/desk/people/{place.granny}/blocks", other=place.stranger, reason="两家有纠纷")
    missing = post(worker, f"/desk/people/{place.granny}/blocks", other=77, reason="两家有纠纷")
    assert (answer.status_code, missing.status_code) == (404, 404)
    assert answer.data == missing.data
