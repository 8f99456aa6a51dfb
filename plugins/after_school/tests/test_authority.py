"""Whose word counts at the door: it falls with the guardian, with the consent, with a teacher's clearance; and is logged."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from core.errors import Refused
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.notices.models import Notice
from core.people.children import withdraw_child
from core.people.consents import CHILD_DATA, withdraw_consent
from core.people.guardians import add_guardian, end_guardianship, guarded_child, guardians_of
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import csrf_of
from core.volunteers.models import Volunteer
from core.volunteers.workflow import volunteer_workflow
from plugins.after_school.child_models import ChildDay, HealthSheet
from plugins.after_school.errors import AdultBlocked, MayNotLeaveAlone, NotAuthorised, WrongCode
from plugins.after_school.models import ClassDay, Enrolment
from plugins.after_school.services import access, codes, finding, handing, health, lists, pickups, wishes

from .conftest import SIGNATURE, School, approved, at, course, photo, staffed, wish
from .test_hand_over import AUNT, SPAN

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
A = "/after-school"


@pytest.fixture
def given(school: School, opened: int) -> tuple[int, str]:
    """The first child is there; its guardian named an adult, signed that it goes alone and made a code."""
    one = school.children[0]
    handing.arrive(opened, one, school.teacher())
    adult = pickups.name_adult(one, school.guardian(), AUNT, photo())
    pickups.sign_alone(one, school.guardian(), SPAN["valid_from"], SPAN["valid_until"], SIGNATURE)
    code = codes.make_code(one, school.guardian(), "韦奶奶")
    db.session.commit()
    return adult.id, code


def nothing_counts(school: School, opened: int, given: tuple[int, str]) -> None:
    """Neither the adult nor the code nor the signature lets the child go."""
    one, teacher, (adult_id, code) = school.children[0], school.teacher(), given
    with pytest.raises(NotAuthorised):
        handing.hand_over_known(opened, one, teacher, f"adult-{adult_id}")
    with pytest.raises(MayNotLeaveAlone):
        handing.leave_alone(opened, one, teacher)
    with pytest.raises(WrongCode):
        handing.hand_over_by_code(opened, one, teacher, code)


def test_what_a_guardian_allowed_falls_with_the_guardian(school: School, opened: int, given: tuple[int, str]) -> None:
    one = db.session.get_one(Person, school.children[0])
    add_guardian(one, db.session.get_one(Person, school.guardians[1]), "relative", school.admin)
    end_guardianship(guardians_of(one.id)[0][0], school.admin)
    db.session.commit()
    nothing_counts(school, opened, given)
    with pytest.raises(NotAuthorised):
        handing.hand_over_known(opened, one.id, school.teacher(), f"guardian-{school.guardians[0]}")


@pytest.mark.parametrize("known_by", ["name", "phone"])
def test_what_a_blocked_guardian_allowed_does_not_count(school: School, opened: int, given: tuple[int, str], known_by: str) -> None:
    guardian = db.session.get_one(Person, school.guardians[0])
    guardian.phone = "13900007777"
    db.session.flush()
    name, phone = (guardian.name, "") if known_by == "name" else ("不知道叫什么", "13900007777")
    pickups.block(db.session.get_one(Person, school.children[0]), school.admin, name, phone, "法院文书")
    db.session.commit()
    nothing_counts(school, opened, given)
    db.session.rollback()
    with pytest.raises(AdultBlocked):
        handing.hand_over_known(opened, school.children[0], school.teacher(), f"guardian-{guardian.id}")


def test_a_guardian_who_was_added_after_the_block_is_known_by_phone(school: School, opened: int) -> None:
    one = db.session.get_one(Person, school.children[0])
    handing.arrive(opened, one.id, school.teacher())
    pickups.block(one, school.admin, "不知道叫什么", "13900007777", "法院文书")
    later = db.session.get_one(Person, school.guardians[1])
    later.phone = "13900007777"
    add_guardian(one, later, "relative", school.admin)
    db.session.commit()
    with pytest.raises(AdultBlocked):
        handing.hand_over_known(opened, one.id, school.teacher(), f"guardian-{later.id}")


def test_that_a_blocked_adult_tried_is_kept_and_the_code_is_used_up(school: School, opened: int) -> None:
    one = db.session.get_one(Person, school.children[0])
    handing.arrive(opened, one.id, school.teacher())
    pickups.block(one, school.admin, "某某", "", "法院文书")
    code = codes.make_code(one.id, school.guardian(), "某某")
    db.session.commit()
    with pytest.raises(AdultBlocked):
        handing.hand_over_by_code(opened, one.id, school.teacher(), code)
    db.session.rollback()
    noted = select(AuditEntry.object_id).where(AuditEntry.action == "after_school.blocked_adult")
    assert db.session.scalars(noted).all() == [one.id]
    with pytest.raises(WrongCode):
        handing.hand_over_by_code(opened, one.id, school.teacher(), code)


def test_a_teacher_whose_clearance_ended_opens_no_sheet(school: School, opened: int, browser: Any) -> None:
    teacher = browser(school.teachers[0])
    assert "韦小宝" in teacher.get(f"{A}/days/{opened}").text
    volunteer = db.session.scalars(select(Volunteer).where(Volunteer.person_id == school.teachers[0])).one()
    volunteer.minors_cleared_until = date(2026, 11, 23)
    db.session.commit()
    for path in (f"/days/{opened}", f"/days/{opened}/evacuation", f"/days/{opened}/children/{school.children[0]}"):
        assert (path, teacher.get(f"{A}{path}").status_code) == (path, 404)
    volunteer.minors_cleared_until = date(2027, 12, 31)
    volunteer_workflow.fire(volunteer, "pause", SYSTEM)
    db.session.commit()
    assert not access.is_on_duty(opened, school.teachers[0])


def test_a_class_that_was_never_opened_is_shut_the_day_after(school: School, clock_at: Any) -> None:
    staffed(school)
    day_id = db.session.scalars(select(ClassDay.id).order_by(ClassDay.starts_at)).first()
    assert access.is_on_duty(day_id, school.teachers[0])
    clock_at(at(8, day=date(2026, 11, 25)))
    assert not access.is_on_duty(day_id, school.teachers[0])


def test_without_a_standing_consent_nothing_new_is_kept_about_a_child(school: School) -> None:
    one = db.session.get_one(Person, school.children[0])
    add_guardian(one, db.session.get_one(Person, school.guardians[1]), "relative", school.admin)
    withdraw_consent(one, CHILD_DATA, school.guardian())
    db.session.commit()
    other, values = school.guardian(1), dict.fromkeys(health.FIELDS, "")
    for act in (
        lambda: wishes.enrol(school.term_id, other, {one.id: [school.course_id]}, together=True),
        lambda: pickups.name_adult(one.id, other, AUNT, photo()),
        lambda: pickups.sign_alone(one.id, other, SPAN["valid_from"], SPAN["valid_until"], SIGNATURE),
        lambda: health.save(finding.get_term(school.term_id), one.id, other, values, SIGNATURE, consented=True),
    ):
        with pytest.raises(Refused, match="请先到“我的孩子”里同意"):
            act()


def test_a_child_inside_goes_home_with_the_guardian_who_took_the_consent_back(school: School, opened: int, browser: Any) -> None:
    one = school.children[0]
    handing.arrive(opened, one, school.teacher())
    child, own = guarded_child(school.guardian(), one)
    withdraw_child(child, own, school.guardian())
    school.work()
    teacher = browser(school.teachers[0])
    page = teacher.get(f"{A}/days/{opened}/children/{one}")
    assert (page.status_code, f"guardian-{school.guardians[0]}" in page.text) == (200, True)
    data = {"csrf_token": csrf_of(teacher, "/password"), "who": f"guardian-{school.guardians[0]}"}
    assert teacher.post(f"{A}/days/{opened}/children/{one}/do/known", data=data).status_code == 302
    db.session.expire_all()
    assert db.session.scalars(select(ChildDay.state).where(ChildDay.child_id == one)).one() == "handed_over"
    assert teacher.get(f"{A}/days/{opened}/children/{one}").status_code == 403


def test_a_guardian_takes_the_consent_to_the_health_sheet_back_on_the_phone(school: School, browser: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    one, term = school.children[0], finding.get_term(school.term_id)
    values = dict.fromkeys(health.FIELDS, "") | {"allergies": "花生"}
    health.save(term, one, school.guardian(), values, SIGNATURE, consented=True)
    db.session.commit()
    path = f"{A}/children/{one}/health/withdraw"
    stranger, own = browser(school.guardians[1]), browser(school.guardians[0])
    assert stranger.post(path, data={"csrf_token": csrf_of(stranger, "/password")}).status_code == 404
    assert path in own.get(f"{A}/children/{one}/health/{school.term_id}").text
    assert own.post(path, data={"csrf_token": csrf_of(own, "/password")}).status_code == 302
    db.session.expire_all()
    assert db.session.scalars(select(HealthSheet)).one().allergies is None
    assert db.session.scalars(select(Enrolment.state)).one() == "left"


def test_the_opening_of_the_sheet_is_logged_once_a_day_for_each_reader(school: School, opened: int, browser: Any) -> None:
    approved(school, school.worker_id)
    teacher, worker = browser(school.teachers[0]), browser(school.worker_id)
    for client in (teacher, teacher, worker, worker):
        assert client.get(f"{A}/days/{opened}").status_code == 200
    noted = select(AuditEntry.actor_person_id).where(AuditEntry.action == "after_school.open_sheet")
    assert sorted(db.session.scalars(noted)) == sorted([school.teachers[0], school.worker_id])


def test_a_sheet_without_the_approval_is_not_logged_as_opened(school: School, opened: int, browser: Any) -> None:
    assert "韦小宝" not in browser(school.teachers[1]).get(f"{A}/days/{opened}").text
    noted = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "after_school.open_sheet")
    assert db.session.scalar(noted) == 0


def test_a_health_sheet_opens_on_the_day_of_the_class_only(school: School, opened: int, browser: Any, clock_at: Any) -> None:
    one, values = school.children[0], dict.fromkeys(health.FIELDS, "") | {"allergies": "花生"}
    health.save(finding.get_term(school.term_id), one, school.guardian(), values, SIGNATURE, consented=True)
    approved(school, school.worker_id)
    db.session.commit()
    worker, path = browser(school.worker_id), f"{A}/days/{opened}/children/{one}/health"
    assert "花生" in worker.post(path, data={"csrf_token": csrf_of(worker, "/password")}).text
    clock_at(at(8, day=date(2026, 11, 25)))
    worker = browser(school.worker_id)
    shown = worker.post(path, data={"csrf_token": csrf_of(worker, "/password")}).text
    assert "花生" not in shown and "只在孩子上课那天打开" in shown


def test_two_planned_courses_at_the_same_time_take_a_child_once(school: School) -> None:
    other = course(school, "国画", place_id=school.rooms[1])
    wish(school, {0: [school.course_id, other]})
    assert sorted(db.session.scalars(select(Enrolment.state))) == ["accepted", "waiting"]


def test_the_desk_looks_for_somebody_where_a_clearance_ended(school: School, clock_at: Any) -> None:
    staffed(school)
    clock_at(at(9))
    volunteer = db.session.scalars(select(Volunteer).where(Volunteer.person_id == school.teachers[0])).one()
    assert [row.adults for row in lists.today("planned", "open")] == [2]
    volunteer.minors_cleared_until = date(2026, 11, 23)
    db.session.commit()
    assert [row.adults for row in lists.today("planned", "open")] == [1]


def test_what_one_guardian_allows_the_others_hear_at_once_and_nobody_else(school: School, opened: int) -> None:
    one = school.children[0]
    add_guardian(db.session.get_one(Person, one), db.session.get_one(Person, school.guardians[1]), "relative", school.admin)
    before = db.session.scalar(select(func.count()).select_from(Notice))
    pickups.name_adult(one, school.guardian(), AUNT, photo())
    pickups.sign_alone(one, school.guardian(), SPAN["valid_from"], SPAN["valid_until"], SIGNATURE)
    codes.make_code(one, school.guardian(), "韦奶奶")
    new = db.session.execute(select(Notice.person_id, Notice.text, Notice.link).order_by(Notice.id).offset(before)).all()
    assert [(who, text.split("。")[0]) for who, text, _link in new] == [
        (school.guardians[1], "家里另一位监护人授权了一位大人接孩子，是谁请点开看"),
        (school.guardians[1], "家里另一位监护人签字同意孩子自己回家"),
        (school.guardians[1], "家里另一位监护人给了一位大人今天的接送码"),
    ]
    assert {link for _who, _text, link in new} == {f"{A}/children/{one}"}
