"""At the desk a child's record is shut until it is approved, on every page and every form."""
from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from core.accounts.roles import grant_role
from core.communities.services import community_today
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.notices import inbox
from core.people.approval_flow import APPROVE
from core.people.approvals import approve, ask_approval
from core.people.children import withdraw_child
from core.people.children_models import ChildApproval, Guardianship
from core.people.guardians import guarded_child, guardians_of
from core.people.models import Household, Person
from core.tenancy.session import db, use
from core.testing_accounts import csrf_of, make_account, make_person, sign_in
from tests.people.families import child_of, family, self_of, years_ago
from tests.people.households import resident
from tests.people.households import worker as may

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture
def place(app, community):
    """A family in one grid and another one elsewhere, a worker of the first grid, an admin: ids and phones."""
    with app.app_context(), use(community.id):
        home, far = family(), family(7, "02")
        worker = make_person("张晓梅", home.house)
        grant_role(worker, "grid_worker", "grids", [home.house.grid_id], actor=SYSTEM)
        admin = make_person("梁管理")
        phones = make_account(worker), make_account(admin, "community_admin")
        return SimpleNamespace(
            child=home.child.id, mother=home.mother.id, father=home.father.id, room=home.home.room_id, home=home.home.id,
            house=home.house.id, far=far.child.id, worker=worker.id, admin=admin.id, phone=phones[0], boss=phones[1],
            born=f"{home.child.birth_date:%Y} 年 {home.child.birth_date.month} 月 {home.child.birth_date.day} 日",
            born_on=str(home.child.birth_date),
        )


@pytest.fixture
def worker(client, place):
    assert sign_in(client, place.phone).status_code == 302
    return client


@pytest.fixture
def admin(community, client_in, place):
    browser = client_in(community)
    assert sign_in(browser, place.boss).status_code == 302
    return browser


def post(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/password"), **typed})


def ask(browser, place, reason="家访"):
    return post(browser, f"/desk/people/{place.child}/ask-approval", reason=reason)


def request_of(app, community, place):
    with app.app_context(), use(community.id):
        return db.session.query(ChildApproval.id).filter_by(child_id=place.child).order_by(ChildApproval.id.desc()).first()[0]


def opened(app, community, worker, admin, place):
    ask(worker, place)
    answer = post(admin, f"/desk/approvals/{request_of(app, community, place)}/approve", days="7", until="")
    assert answer.status_code == 302


def test_the_straight_path(app, community, worker, admin, place):
    shut = worker.get(f"/desk/people/{place.child}").text
    assert "韦小宝" in shut and "申请查看" in shut and place.born not in shut and "137****3333" not in shut
    assert ask(worker, place).status_code == 302
    assert "申请正在等待批准" in worker.get(f"/desk/people/{place.child}").text
    today = admin.get("/desk/").text
    assert "查看孩子资料的申请待批准" in today and "有 1 位工作人员等您答复" in today
    assert "张晓梅查看韦小宝" in admin.get("/desk/approvals").text
    opened(app, community, worker, admin, place)
    page = worker.get(f"/desk/people/{place.child}").text
    assert "由梁管理批准" in page and place.born in page and "137****3333" in page and "韦春兰" in page
    with app.app_context(), use(community.id):
        entry = db.session.query(AuditEntry).filter_by(action="people.open_child").one()
        assert (entry.actor_person_id, entry.object_id, entry.reason) == (place.worker, place.child, "家访")
        assert inbox(place.worker)[0].link == f"/desk/people/{place.child}"
    assert "没有等待批准的申请" in admin.get("/desk/approvals").text


@SQLITE
@pytest.mark.parametrize(
    "address", ["/desk/people", "/desk/search?q=韦小宝", "/desk/search?q=3-201", "/desk/rooms/{room}", "/desk/buildings/{house}",
                "/desk/households/{home}/visit", "/desk/people/{mother}", "/desk/people/{mother}/blocks?q=韦小宝"],
)  # fmt: skip
def test_no_list_tells_more_than_the_name(worker, place, address):
    answer = worker.get(address.format(**vars(place)))
    assert answer.status_code == 200
    assert place.born not in answer.text and "137****3333" not in answer.text and "13700003333" not in answer.text
    assert ">8<" not in answer.text  # the age


@SQLITE
def test_the_digits_of_a_childs_phone_find_nobody(worker, place):
    assert f"/desk/people/{place.child}" not in worker.get("/desk/search?q=3333").text


@SQLITE
@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("open/phone", {"reason": "联系家长"}), ("open/phone", {"reason": ""}), ("edit", {"name": "韦大宝"}),
        ("move-in", {"door": "3-202", "relation": "other", "on": "2024-01-05"}), ("move-in", {"door": ""}),
        ("aid", {"category": "aged", "since": "2024-01-05"}), ("head", {}), ("relation", {"relation": "child"}),
        ("hukou", {"door": "3-202", "on": "2024-01-05"}), ("hukou/end", {"on": "2024-01-05"}), ("blocks", {"reason": "矛盾"}),
        ("activation-code", {}), ("account/off", {"reason": "不用"}), ("children/new", {}), ("correct-death", {"reason": "误"}),
    ],
)  # fmt: skip
def test_no_form_opens_or_changes_a_shut_record(app, community, worker, place, address, typed):
    answer = post(worker, f"/desk/people/{place.child}/{address}", **typed)
    assert answer.status_code == 403
    assert place.born not in answer.text and "3333" not in answer.text
    with app.app_context(), use(community.id):
        child = db.session.get(Person, place.child)
        assert (child.name, child.household_id) == ("韦小宝", place.home)


@SQLITE
@pytest.mark.parametrize("address", ["edit", "blocks", "children/new"])
def test_no_page_of_a_shut_record_opens_by_its_address(worker, place, address):
    answer = worker.get(f"/desk/people/{place.child}/{address}")
    assert answer.status_code == 403 and place.born not in answer.text


@SQLITE
def test_leaving_is_noted_without_opening_the_record(app, community, worker, place):
    refused = post(worker, f"/desk/people/{place.child}/move-out", reason="moved_away", on="")
    assert refused.status_code == 422 and place.born not in refused.text
    with app.app_context(), use(community.id):
        day = community_today()
    answer = post(worker, f"/desk/people/{place.child}/move-out", reason="moved_away", on=str(day))
    assert answer.status_code == 302
    with app.app_context(), use(community.id):
        assert db.session.get(Person, place.child).household_id is None


def test_another_grids_child_looks_like_a_missing_one(worker, place):
    for address in ("", "/edit", "/blocks"):
        foreign, missing = (worker.get(f"/desk/people/{number}{address}") for number in (place.far, 77))
        assert (foreign.status_code, foreign.data) == (404, missing.data)
    asked = [post(worker, f"/desk/people/{number}/ask-approval", reason="家访") for number in (place.far, 77)]
    assert [one.status_code for one in asked] == [404, 404]


@SQLITE
def test_a_worker_does_not_decide(app, community, worker, admin, place):
    ask(worker, place)
    number = request_of(app, community, place)
    for step, typed in (("approve", {"days": "7"}), ("refuse", {"reason": "x"}), ("end", {"reason": "x"})):
        assert post(worker, f"/desk/approvals/{number}/{step}", **typed).status_code == 403
    assert worker.get("/desk/approvals").status_code == 403
    assert "申请正在等待批准" in worker.get(f"/desk/people/{place.child}").text


@SQLITE
def test_a_refusal_is_told_to_the_worker(app, community, worker, admin, place):
    ask(worker, place)
    address = f"/desk/approvals/{request_of(app, community, place)}/refuse"
    assert post(admin, address, reason="").status_code == 422
    assert post(admin, address, reason="没有工作需要").status_code == 302
    page = worker.get(f"/desk/people/{place.child}").text
    assert "没有工作需要" in page and place.born not in page
    assert "没有工作需要" in worker.get("/me/inbox").text


@SQLITE
def test_an_approval_ended_early_shuts_the_record(app, community, worker, admin, place):
    opened(app, community, worker, admin, place)
    assert post(admin, f"/desk/approvals/{request_of(app, community, place)}/end", reason="家访已完").status_code == 302
    assert place.born not in worker.get(f"/desk/people/{place.child}").text


@SQLITE
@pytest.mark.parametrize(
    ("days", "until", "said"), [("date", "", "请选择批准到哪一天。"), ("date", "2020-01-01", "最长一年"), ("date", "2999-01-01", "最长一年"), ("5", "", "")]
)
def test_an_approval_needs_a_day_that_fits(app, community, worker, admin, place, days, until, said):
    ask(worker, place)
    answer = post(admin, f"/desk/approvals/{request_of(app, community, place)}/approve", days=days, until=until)
    assert answer.status_code == 422 and said in answer.text
    assert place.born not in worker.get(f"/desk/people/{place.child}").text


@SQLITE
def test_an_approval_to_a_date_holds_through_that_day(app, community, worker, admin, place):
    ask(worker, place)
    with app.app_context(), use(community.id):
        day = community_today()
    post(admin, f"/desk/approvals/{request_of(app, community, place)}/approve", days="date", until=str(day))
    assert place.born in worker.get(f"/desk/people/{place.child}").text


@SQLITE
def test_who_may_approve_needs_a_reason_too_and_the_record_says_so(app, community, admin, place):
    shut = admin.get(f"/desk/people/{place.child}").text
    assert place.born not in shut and "自己批准并查看" in shut
    assert ask(admin, place, reason="").status_code == 422
    assert ask(admin, place, reason="核对投诉").status_code == 302
    assert place.born in admin.get(f"/desk/people/{place.child}").text
    records = admin.get("/console/records").text
    assert "由本人自行批准" in records and "核对投诉" in records
    assert "本人批准" in admin.get("/desk/approvals").text


@SQLITE
def test_the_record_of_what_was_done_does_not_tell_a_childs_birth_date(app, community, admin, place):
    records = admin.get("/console/records").text
    assert place.born not in records and place.born_on not in records


@SQLITE
def test_a_sealed_record_says_why_and_takes_no_request(app, community, worker, admin, place):
    with app.app_context(), use(community.id):
        mother = self_of(db.session.get(Person, place.mother))
        withdraw_child(*guarded_child(mother, place.child), mother)
        db.session.commit()
    for browser in (worker, admin):
        page = browser.get(f"/desk/people/{place.child}").text
        assert "监护人已撤回同意" in page and place.born not in page
        answer = ask(browser, place)
        assert answer.status_code == 422 and place.born not in answer.text


@SQLITE
def test_a_child_is_registered_beside_the_guardian(app, community, worker, place):
    address = f"/desk/people/{place.mother}/children/new"
    typed = {"name": "韦二宝", "sex": "f", "birth_date": "2020-05-01", "relation": "mother", "same_household": "y"}
    refused = post(worker, address, **typed)
    assert refused.status_code == 422 and "监护人同意后才能登记孩子" in refused.text and 'value="韦二宝"' in refused.text
    with app.app_context(), use(community.id):
        assert db.session.query(Person).filter_by(name="韦二宝").count() == 0
        assert db.session.query(Guardianship).count() == 2
    assert post(worker, address, consent="y", **typed).status_code == 302
    assert "韦二宝" in worker.get(f"/desk/people/{place.mother}").text
    with app.app_context(), use(community.id):
        child = db.session.query(Person).filter_by(name="韦二宝").one()
        assert [who.id for _row, who in guardians_of(child.id)] == [place.mother]


@SQLITE
def test_the_ordinary_form_sends_a_child_to_its_guardian(app, community, worker, place):
    answer = post(worker, "/desk/people/new", name="韦三宝", birth_date="2020-05-01", door="3-201", relation="child", on="2024-01-05")
    assert answer.status_code == 422 and "要监护人同意才能登记" in answer.text
    with app.app_context(), use(community.id):
        assert db.session.query(Person).filter_by(name="韦三宝").count() == 0


@SQLITE
def test_pages_cost_the_same_however_many_children_there_are(app, community, worker, admin, place, query_counter):
    opened(app, community, worker, admin, place)
    pages = [(worker, f"/desk/people/{place.child}"), (worker, f"/desk/people/{place.mother}"), (worker, "/desk/people"),
             (admin, "/desk/approvals"), (admin, f"/desk/people/{place.child}"), (admin, "/desk/")]  # fmt: skip

    def counts():
        found = []
        for browser, address in pages:
            browser.get(address)
            with query_counter() as statements:
                assert browser.get(address).status_code == 200
            found.append(len(statements))
        return found

    before = counts()
    with app.app_context(), use(community.id):
        mother = db.session.get(Person, place.mother)
        home = db.session.get(Household, place.home)
        for number in range(10):
            child = child_of(mother, f"韦宝{number}", birth_date=years_ago(number))
            clerk = resident(f"同事{number}", home)
            row = ask_approval(self_of(clerk), "家访", child_id=child.id)
            if number % 2:
                approve(row, may(APPROVE, person_id=place.admin), until=row.asked_at + timedelta(days=7))
        db.session.commit()
    assert counts() == before
    assert before[0] <= 20 and before[4] <= 9 and before[3] <= 12
