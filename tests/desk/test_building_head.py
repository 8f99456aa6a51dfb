"""A building head comes to the desk, sees who lives in the own building, and nothing of what the file says of them."""
from __future__ import annotations

from datetime import date

import pytest

from core.accounts.account_rows import account_of
from core.accounts.actor import actor_for
from core.accounts.roles import grant_role, set_role_permission
from core.desk.services.plan import plan_of
from core.kernel.actor import SYSTEM
from core.people.households import get_household
from core.people.models import HouseholdAid, Person
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_person, make_role, sign_in


@pytest.fixture
def head(app, community, client_in, place):
    """The signed-in browser of the head of the near building; its resident's file has a note, a birthday and aid."""
    with app.app_context(), use(community.id):
        granny = db.session.get(Person, place.granny)
        granny.birth_date, granny.note = date(1941, 5, 6), "孩子在外地，情绪低落"
        home = get_household(granny.household_id, SYSTEM)
        db.session.add(HouseholdAid(household_id=home.id, category="low_income", since=date(2024, 1, 1)))
        phone = make_account(make_person("楼栋长"), ("building_head", "buildings", [place.near]))
    browser = client_in(community)
    assert sign_in(browser, phone).status_code == 302
    return browser


def test_the_role_leads_to_the_desk_at_once(head, place):
    assert head.get("/start").location == "/xinzhu-test/desk/"
    assert head.get("/desk/").status_code == 200
    assert "王秀兰" in head.get("/desk/people").text
    assert "赵远山" not in head.get("/desk/people").text
    assert head.get(f"/desk/buildings/{place.far}").status_code == 404
    assert head.get("/console/").status_code == 403


def test_the_head_reads_door_and_masked_phone_and_the_worker_the_file(head, worker, place):
    page, full = head.get(f"/desk/people/{place.granny}").text, worker.get(f"/desk/people/{place.granny}").text
    assert "139****1234" in page and "201" in page
    for kept in ("孩子在外地", "1941", "id=\"aid-title\"", "身份证号"):
        assert kept in full
        assert kept not in page


def levels(plan):
    return [cell.level for entrance in plan.entrances for _floor, row in entrance.floors for cell in row if cell]


def test_the_plan_shows_a_head_no_door_that_gets_aid(app, community, head, worker, place):
    with app.app_context(), use(community.id):
        people = {name: db.session.query(Person).filter_by(name=name).one() for name in ("楼栋长", "张晓梅")}
        most = {name: max(levels(plan_of(place.near, actor_for(person)))) for name, person in people.items()}
    assert most == {"楼栋长": 0, "张晓梅": 2}


def test_the_register_of_others_makes_staff_and_ones_own_rows_do_not(inside):
    make_role("reader", "看档案的人")
    set_role_permission("reader", "people.view", True, SYSTEM)
    wide, own = make_person("看一栋的人"), make_person("看自己的人")
    make_account(wide)
    make_account(own)
    grant_role(wide, "reader", "buildings", [7], actor=SYSTEM)
    grant_role(own, "reader", "own", actor=SYSTEM)
    assert [actor_for(person).is_staff for person in (wide, own)] == [True, False]
    assert [account_of(person).password_hash is None for person in (wide, own)] == [True, False]
