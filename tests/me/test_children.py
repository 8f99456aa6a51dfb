"""A guardian's pages: nothing is stored without the tick, and nobody reaches another one's child."""
from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from core.kernel import audit
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.children_models import GuardianInvitation, Guardianship
from core.people.guardians import guardians_of
from core.people.models import Consent, Person
from core.people.services import CHILD_DATA, children_of, has_consent
from core.tenancy.session import db, use
from core.testing_accounts import PASSWORD, csrf_of, make_account, make_person, sign_in
from tests.people.families import GROWN, child_of, family
from tests.people.households import household_in, resident
from tests.pressing import ONCE, pressed_twice

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
CHILD = {"name": "韦二宝", "sex": "f", "birth_date": "2020-05-01", "relation": "mother"}


@pytest.fixture
def place(app, community):
    with app.app_context(), use(community.id):
        home = family()
        stranger = resident("赵远山", household_in(home.house, "301"), birth_date=GROWN, phone="13900007777")
        phones = [make_account(one) for one in (home.mother, home.father, stranger)]
        return SimpleNamespace(
            child=home.child.id, mother=home.mother.id, father=home.father.id, stranger=stranger.id,
            phones=phones, born=str(home.child.birth_date), home=home.home.id,
        )


@pytest.fixture
def sign(community, client_in, place):
    """`sign(0)`: the mother's browser; 1 the father's, 2 a stranger's."""

    def browser(number):
        made = client_in(community)
        assert sign_in(made, place.phones[number]).status_code == 302
        return made

    return browser


def post(browser, address, **typed):
    return browser.post(address, data={"csrf_token": csrf_of(browser, "/password"), **typed})


def name_father(browser, place, **changed):
    typed = {"name": "韦大山", "phone": "13900002222", "relation": "father", **changed}
    return post(browser, f"/me/children/{place.child}/guardians", **typed)


def tie_of(app, community, person_id):
    with app.app_context(), use(community.id):
        return db.session.scalar(select(Guardianship.id).where(Guardianship.guardian_id == person_id))


def test_a_guardian_registers_a_child(app, community, sign, place):
    mother = sign(0)
    page = mother.get("/me/children/new").text
    assert "我可以随时查看、更正、导出，也可以随时撤回同意" in page
    assert 'id="consent"' in page and "checked" not in page
    answer = post(mother, "/me/children/new", same_household="y", consent="y", **CHILD)
    assert answer.status_code == 302
    shown = mother.get(answer.location).text
    assert "韦二宝" in shown and "2020 年 5 月 1 日" in shown and "没有工作人员看过" in shown
    assert "韦二宝" in mother.get("/me/children").text
    with app.app_context(), use(community.id):
        child = db.session.scalars(select(Person).where(Person.name == "韦二宝")).one()
        assert (child.household_id, has_consent(child.id, CHILD_DATA)) == (place.home, True)


def test_without_the_tick_nothing_is_stored_and_what_was_typed_stays(app, community, sign, place):
    def rows():
        with app.app_context(), use(community.id):
            models = (Person, Consent, Guardianship, AuditEntry)
            return [db.session.scalar(select(func.count()).select_from(model)) for model in models]

    mother = sign(0)
    before = rows()
    answer = post(mother, "/me/children/new", **CHILD)
    assert answer.status_code == 422
    assert "监护人同意后才能登记孩子" in answer.text and 'value="韦二宝"' in answer.text
    assert rows() == before


@SQLITE
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"birth_date": "2001-01-01"}, "只登记未满 14 岁的孩子"), ({"birth_date": "2999-01-01"}, "只登记未满 14 岁"),
        ({"birth_date": "昨天"}, "invalid"), ({"name": "好" * 31}, "最多 30 个字"), ({"relation": "boss"}, "invalid"),
        ({"sex": "x"}, "invalid"), ({"name": "韦小宝", "birth_date": "born"}, "已经登记过"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_told_next_to_the_form(sign, place, changed, said):
    typed = {**CHILD, **changed}
    if typed["birth_date"] == "born":
        typed["birth_date"] = place.born
    answer = post(sign(0), "/me/children/new", consent="y", **typed)
    assert answer.status_code == 422 and said in answer.text


@SQLITE
def test_a_housemate_is_sent_to_the_desk(sign, place):
    typed = {**CHILD, "name": "韦小宝", "birth_date": place.born, "relation": "father"}
    answer = post(sign(1), "/me/children/new", consent="y", **typed)
    assert answer.status_code == 422 and "由工作人员确认监护关系" in answer.text


@SQLITE
def test_who_is_not_known_to_be_grown_up_registers_nobody(app, community, client_in, place):
    with app.app_context(), use(community.id):
        phone = make_account(make_person("没有生日"))
    browser = client_in(community)
    sign_in(browser, phone)
    answer = post(browser, "/me/children/new", consent="y", **CHILD)
    assert answer.status_code == 422 and "联系社区补上" in answer.text


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", ""), ("get", "/edit"), ("post", "/edit"), ("post", "/guardians"), ("post", "/guardians/{tie}/end"),
        ("post", "/consent"), ("get", "/withdraw"), ("post", "/withdraw"), ("post", "/copy"),
    ],
)  # fmt: skip
def test_another_guardians_child_looks_like_a_missing_one(app, community, sign, place, method, address):
    address = address.format(tie=tie_of(app, community, place.mother))
    typed = {"name": "韦大宝", "birth_date": "2020-01-01", "sure": "y", "phone": "13900002222", "relation": "father"}
    for number in (1, 2):
        browser = sign(number)
        token = {"csrf_token": csrf_of(browser, "/password")}
        asked = {"data": typed | token} if method == "post" else {}
        foreign, missing = (getattr(browser, method)(f"/me/children/{n}{address}", **asked) for n in (place.child, 77))
        assert (foreign.status_code, foreign.data) == (404, missing.data)
    with app.app_context(), use(community.id):
        assert db.session.get(Person, place.child).name == "韦小宝"
        assert has_consent(place.child, CHILD_DATA) and len(guardians_of(place.child)) == 1


@SQLITE
def test_another_communitys_child_is_missing(app, other_community, client_in, sign, place):
    with app.app_context(), use(other_community.id):
        phone = make_account(make_person("外人", birth_date=GROWN))
    browser = client_in(other_community)
    sign_in(browser, phone)
    assert browser.get(f"/me/children/{place.child}").status_code == 404


@SQLITE
def test_a_correction_keeps_what_was_left_empty(app, community, sign, place):
    typed = {"name": "韦小虎", "sex": "m", "birth_date": place.born, "phone": "", "id_number": ""}
    assert post(sign(0), f"/me/children/{place.child}/edit", **typed).status_code == 302
    with app.app_context(), use(community.id):
        child = db.session.get(Person, place.child)
        assert (child.name, Person.phone.clear(child)) == ("韦小虎", "13700003333")


@SQLITE
@pytest.mark.parametrize("changed", [{}, {"name": "没有这人"}, {"phone": "13900000000"}, {"name": "韦春兰", "phone": "13900001111"}])
def test_naming_somebody_says_the_same_whoever_is_registered(sign, place, changed):
    mother = sign(0)
    answer = name_father(mother, place, **changed)
    assert answer.status_code == 302
    page = mother.get(answer.location).text
    assert "如果姓名和手机号与社区登记的一致，对方会收到消息" in page and "韦大山" not in page


def test_a_named_guardian_says_yes_and_sees_the_child(app, community, sign, place):
    mother, father = sign(0), sign(1)
    name_father(mother, place, may_decide="y")
    assert "韦春兰请您做韦小宝的监护人" in father.get("/me/children").text
    assert "我的孩子" in father.get("/me/inbox").text
    with app.app_context(), use(community.id):
        number = db.session.scalar(select(GuardianInvitation.id))
    foreign = post(sign(2), f"/me/children/invitations/{number}/accept")
    assert foreign.status_code == 404
    assert father.get(f"/me/children/{place.child}").status_code == 404
    assert post(father, f"/me/children/invitations/{number}/accept").status_code == 302
    assert father.get(f"/me/children/{place.child}").status_code == 200
    assert "韦大山" in mother.get(f"/me/children/{place.child}").text


@SQLITE
def test_an_answer_to_being_a_guardian_that_is_pressed_twice_is_given_once(app, community, sign, place):
    mother, father = sign(0), sign(1)
    name_father(mother, place, may_decide="y")
    with app.app_context(), use(community.id):
        number = db.session.scalar(select(GuardianInvitation.id))
    first, second, shown = pressed_twice(father, "/me/children", f"/me/children/invitations/{number}/accept")
    assert (first.location, ONCE in shown) == (second.location, True) and first.location.endswith("/me/children")


@SQLITE
def test_who_came_first_takes_off_who_came_later_and_not_the_other_way(app, community, sign, place):
    mother, father = sign(0), sign(1)
    name_father(mother, place, may_decide="y")
    with app.app_context(), use(community.id):
        number = db.session.scalar(select(GuardianInvitation.id))
    post(father, f"/me/children/invitations/{number}/accept")
    first, second = (tie_of(app, community, one) for one in (place.mother, place.father))
    post(father, f"/me/children/{place.child}/guardians/{first}/end")
    assert mother.get(f"/me/children/{place.child}").status_code == 200
    post(mother, f"/me/children/{place.child}/guardians/{second}/end")
    assert father.get(f"/me/children/{place.child}").status_code == 404


def test_withdrawing_says_first_what_happens_and_then_seals(app, community, sign, place):
    mother = sign(0)
    address = f"/me/children/{place.child}/withdraw"
    page = mother.get(address).text
    assert "马上删除" in page and "封存" in page
    assert post(mother, address).status_code == 422
    assert post(mother, address, sure="y").status_code == 302
    assert mother.get(f"/me/children/{place.child}").status_code == 404
    with app.app_context(), use(community.id):
        child = db.session.get(Person, place.child)
        assert (child.phone, has_consent(child.id, CHILD_DATA), children_of(place.mother)) == (None, False, [])


def test_the_copy_is_a_file_and_leaves_an_audit_row(app, community, sign, place):
    answer = post(sign(0), f"/me/children/{place.child}/copy")
    assert answer.headers["Content-Disposition"] == "attachment; filename=child.json"
    told = json.loads(answer.data)
    basics = told["社区登记的资料"]["基本资料"]
    assert (basics["姓名"], basics["电话"]) == ("韦小宝", "13700003333")
    assert "13900007777" not in answer.text
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).where(AuditEntry.action == "people.export_child")) == 1


@SQLITE
@pytest.mark.usefixtures("strict")
def test_whoever_holds_a_guardian_s_phone_takes_no_copy_of_the_child_without_the_password(app, community, sign, place, later):
    mother, address = sign(0), f"/me/children/{place.child}/copy"
    assert mother.get(address).status_code == 405
    later(minutes=6)

    asked = post(mother, address)

    assert (asked.status_code, "请再确认一次是您本人" in asked.text, "13700003333" in asked.text) == (403, True, False)
    assert post(mother, address, proof=PASSWORD).headers["Content-Disposition"] == "attachment; filename=child.json"


@SQLITE
def test_the_guardian_reads_who_opened_the_record(app, community, sign, place):
    with app.app_context(), use(community.id):
        audit.write("people.open_child", "查看了韦小宝的资料，由梁管理批准", actor=SYSTEM, object_kind="person", object_id=place.child)
        db.session.commit()
    assert "由梁管理批准" in sign(0).get(f"/me/children/{place.child}").text


@SQLITE
@pytest.mark.parametrize("address", ["/me/children", "/me/children/new", "/me/children/{child}", "/me/children/{child}/edit"])
def test_a_page_costs_the_same_however_many_children_there_are(app, community, sign, place, query_counter, address):
    mother, address = sign(0), address.format(child=place.child)
    counts = []
    for turn in range(2):
        mother.get(address)
        with query_counter() as statements:
            assert mother.get(address).status_code == 200
        counts.append(len(statements))
        with app.app_context(), use(community.id):
            person = db.session.get(Person, place.mother)
            for number in range(5):
                child_of(person, f"韦宝{turn}{number}")
            db.session.commit()
    assert counts[0] == counts[1] and counts[0] <= 10
