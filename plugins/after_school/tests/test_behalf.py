"""Staff enrol for a guardian without account or phone: the same refusals, and the books say who did it for whom."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.audit import AuditEntry
from core.people.children import withdraw_child
from core.people.guardians import add_guardian, guarded_child
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import csrf_of, make_account, make_person
from plugins.after_school.errors import CannotEnrol
from plugins.after_school.models import Application, Enrolment, Term
from plugins.after_school.services import behalf
from plugins.after_school.workflow import enrolment_flow

from .conftest import School, approved, child, course, staffed, wish

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
A = "/after-school"


@pytest.fixture
def granny(school: School) -> tuple[int, int]:
    """A grandmother without account and phone, and the child she answers for; the admin has the term's approval."""
    person = make_person("黄秀英", school.building, birth_date=date(1958, 2, 2))
    grandchild = child(person.id, "黄朵朵", date(2017, 5, 1))
    staffed(school)
    approved(school, school.admin_id)
    return person.id, grandchild


def post(client: Any, path: str, **fields: Any) -> Any:
    return client.post(f"{A}{path}", data={"csrf_token": csrf_of(client, "/password"), **fields}, follow_redirects=True)


def address(school: School, person_id: int) -> str:
    return f"/terms/{school.term_id}/enrol-for/{person_id}"


def test_staff_find_the_guardian_and_enrol_her_grandchild(school: School, granny: tuple[int, int], browser: Any) -> None:
    admin, (person_id, child_id) = browser(school.admin_id), granny
    assert f"/terms/{school.term_id}/enrol-for" in admin.get(f"{A}/terms/{school.term_id}/enrolments").text
    assert address(school, person_id) in admin.get(f"{A}/terms/{school.term_id}/enrol-for?q=黄秀英").text
    form = admin.get(f"{A}{address(school, person_id)}").text
    assert "黄朵朵的第 1 志愿" in form and "会记下是您代办的" in form
    done = post(admin, address(school, person_id), **{f"wish-{child_id}-1": school.course_id})
    assert done.status_code == 200 and "已替黄秀英报名" in done.text
    row = db.session.scalars(select(Enrolment).where(Enrolment.child_id == child_id)).one()
    assert (row.state, db.session.get_one(Application, row.application_id).guardian_id) == ("accepted", person_id)


def test_the_books_say_who_acted_and_for_whom(school: School, granny: tuple[int, int]) -> None:
    person_id, child_id = granny
    behalf.enrol_for(school.term_id, school.admin, person_id, {child_id: [school.course_id]}, together=True)
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "after_school.enrol_for")).one()
    assert (entry.actor_person_id, entry.acting_for_id, entry.object_id) == (school.admin_id, person_id, person_id)
    row = db.session.scalars(select(Enrolment).where(Enrolment.child_id == child_id)).one()
    asked = enrolment_flow.history(row)[0]
    assert (asked.actor_person_id, asked.acting_for_id) == (school.admin_id, person_id)


def test_opening_the_form_is_in_the_audit_of_the_child(school: School, granny: tuple[int, int], browser: Any) -> None:
    browser(school.admin_id).get(f"{A}{address(school, granny[0])}")
    opened = select(AuditEntry.object_id).where(AuditEntry.action == "people.open_child")
    assert db.session.scalars(opened).all() == [granny[1]]


def test_what_is_refused_on_the_phone_is_refused_at_the_desk_and_what_was_chosen_stays(school: School, granny: tuple[int, int], browser: Any) -> None:
    admin, (person_id, child_id) = browser(school.admin_id), granny
    here = address(school, person_id)
    old = course(school, "老年", times=((5, 1050, 1110),), age_from=12, age_to=13)
    assert "请至少给一个孩子选一门课" in post(admin, here).text
    answer = post(admin, here, **{f"wish-{child_id}-1": old})
    assert answer.status_code == 422 and "黄朵朵开课时" in answer.text
    strange = post(admin, here, **{f"wish-{school.children[2]}-1": school.course_id})
    assert strange.status_code == 422 and "请至少给一个孩子选一门课" in strange.text
    db.session.get_one(Term, school.term_id).enrol_until = date(2026, 11, 22)
    db.session.commit()
    late = post(admin, here, **{f"wish-{child_id}-1": school.course_id})
    assert late.status_code == 422 and "现在不报名" in late.text
    assert db.session.scalars(select(Enrolment)).all() == []
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "after_school.enrol_for")).all() == []


def test_the_waiting_list_and_the_limits_are_the_same(school: School, granny: tuple[int, int]) -> None:
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    behalf.enrol_for(school.term_id, school.admin, granny[0], {granny[1]: [school.course_id]}, together=True)
    db.session.commit()
    assert db.session.scalars(select(Enrolment.state).where(Enrolment.child_id == granny[1])).one() == "waiting"


def test_a_sealed_child_is_neither_shown_nor_enrolled(school: School, granny: tuple[int, int], browser: Any) -> None:
    person_id, child_id = granny
    one = db.session.get_one(Person, child_id)
    add_guardian(one, db.session.get_one(Person, school.guardians[1]), "relative", school.admin)
    withdraw_child(*guarded_child(school.guardian(1), child_id), school.guardian(1))
    db.session.commit()
    admin = browser(school.admin_id)
    form = admin.get(f"{A}{address(school, person_id)}")
    assert form.status_code == 200 and "黄朵朵" not in form.text and "没有可以报名的孩子" in form.text
    answer = post(admin, address(school, person_id), **{f"wish-{child_id}-1": school.course_id})
    assert answer.status_code == 422 and "同意已经撤回" in answer.text
    assert db.session.scalars(select(Enrolment)).all() == []


def test_a_guardian_who_may_not_decide_or_does_not_live_here_is_not_enrolled_for(school: School, granny: tuple[int, int]) -> None:
    aunt = make_person("黄小姑", school.building, birth_date=date(1990, 2, 2))
    add_guardian(db.session.get_one(Person, granny[1]), aunt, "relative", school.admin, may_decide=False)
    wishes = {granny[1]: [school.course_id]}
    with pytest.raises(Exception, match="能为孩子做决定的监护人"):
        behalf.enrol_for(school.term_id, school.admin, aunt.id, wishes, together=True)
    aunt.household_id = None
    db.session.flush()
    with pytest.raises(CannotEnrol, match="先把这位家长登记为本社区居民"):
        behalf.enrol_for(school.term_id, school.admin, aunt.id, wishes, together=True)


@pytest.mark.parametrize("who", ["no approval", "grid worker", "guardian"])
def test_nobody_else_enrols_for_a_guardian(school: School, granny: tuple[int, int], browser: Any, who: str) -> None:
    if who == "no approval":
        boss = make_person("另一位主任", school.building)
        school.phones[boss.id] = make_account(boss, "community_admin")
        db.session.commit()
        person_id, status = boss.id, 404
    else:
        person_id, status = (school.worker_id if who == "grid worker" else school.guardians[0]), 403
    client = browser(person_id)
    for path in (f"/terms/{school.term_id}/enrol-for", address(school, granny[0])):
        answer = client.get(f"{A}{path}")
        assert (answer.status_code, "黄朵朵" in answer.text) == (status, False)
    assert post(client, address(school, granny[0]), **{f"wish-{granny[1]}-1": school.course_id}).status_code == status
    assert db.session.scalars(select(Enrolment)).all() == []


def test_a_guardian_of_nowhere_looks_like_one_of_another_community(school: School, granny: tuple[int, int], browser: Any) -> None:
    assert browser(school.admin_id).get(f"{A}{address(school, 99999999)}").status_code == 404
