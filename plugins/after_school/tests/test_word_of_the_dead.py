"""A guardian who died lets nobody fetch the child any more, until somebody who may decides anew."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.api import PersonLeft, local_day, publish
from core.clock import now
from core.errors import Missing, Refused
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.guardians import add_guardian
from core.people.models import Person
from core.people.services import correct_death, mark_deceased
from core.tenancy.session import db
from plugins.after_school.child_models import PickupPerson
from plugins.after_school.errors import MayNotLeaveAlone, NotAuthorised
from plugins.after_school.services import handing, pickups, renewing

from .conftest import School, approved
from .test_authority import given as given  # the fixture
from .test_authority import nothing_counts
from .test_pages import post, text_of
from .test_straight_path import told

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
A = "/after-school"


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def bury(school: School, person_id: int) -> None:
    mark_deceased(person(person_id), SYSTEM, on=local_day(now()))
    school.work()


def second_guardian(school: School, *, may_decide: bool = True) -> None:
    """The guardian of another family answers for the first child too."""
    add_guardian(person(school.children[0]), person(school.guardians[1]), "relative", school.admin, may_decide=may_decide)
    db.session.commit()


def test_from_the_minute_a_death_is_noted_the_word_of_the_dead_lets_nobody_go(
    school: School, opened: int, given: tuple[int, str]
) -> None:
    mark_deceased(person(school.guardians[0]), SYSTEM, on=local_day(now()))
    db.session.commit()  # before any job has run
    nothing_counts(school, opened, given)
    with pytest.raises(NotAuthorised):
        handing.hand_over_known(opened, school.children[0], school.teacher(), f"guardian-{school.guardians[0]}")


def test_the_guardian_who_is_left_is_asked_once_and_says_it_anew(school: School, opened: int, given: tuple[int, str]) -> None:
    second_guardian(school)
    bury(school, school.guardians[0])
    publish(PersonLeft(school.guardians[0], "deceased"))
    school.work()
    assert told(school.guardians[1]).count(str(renewing.TOLD)) == 1
    assert renewing.left_to_staff() == []
    row = renewing.renew(given[0], school.children[0], school.guardian(1))
    db.session.commit()
    assert (row.guardian_id, row.revoked_at, renewing.lapsed_of(school.children)) == (school.guardians[1], None, {})
    assert handing.hand_over_known(opened, school.children[0], school.teacher(), f"adult-{given[0]}").state == "handed_over"
    with pytest.raises(Refused, match="已经确认过或者取消了"):
        renewing.renew(given[0], school.children[0], school.guardian(1))


@SQLITE
def test_who_may_not_decide_or_is_no_guardian_says_nothing_anew(school: School, opened: int, given: tuple[int, str]) -> None:
    second_guardian(school, may_decide=False)
    bury(school, school.guardians[0])
    with pytest.raises(Refused, match="能为孩子做决定的监护人"):
        renewing.renew(given[0], school.children[0], school.guardian(1))
    for child_id in (school.children[0], school.children[3]):
        with pytest.raises(Missing):
            renewing.renew(given[0], child_id, school.guardian(2) if child_id == school.children[0] else school.guardian(1))
    with pytest.raises(Missing):
        renewing.vouch(given[0], person(school.children[3]), school.admin, "问过了")
    assert db.session.get_one(PickupPerson, given[0]).vouched_at is None


@SQLITE
def test_where_nobody_is_left_staff_are_led_to_the_child_and_say_it_with_a_reason(
    school: School, opened: int, given: tuple[int, str], browser: Any
) -> None:
    bury(school, school.guardians[0])
    approved(school, school.admin_id)
    page = f"{A}/terms/{school.term_id}/children/{school.children[0]}"
    admin = browser(school.admin_id)
    desk = text_of(admin.get("/desk/"))
    assert "一个孩子的接送授权要重新确认" in desk and f'{page}"' in desk and "韦小宝" not in desk
    assert "授权的监护人已去世" in text_of(admin.get(page))
    step = f"{page}/adults/{given[0]}".removeprefix(A)
    assert "请写明问了谁" in text_of(post(admin, f"{step}/vouch", page, reason=" "))
    assert "可以照旧来接" in text_of(post(admin, f"{step}/vouch", page, reason="和姑姑通过电话"))
    assert "已经确认过或者取消了" in text_of(post(admin, f"{step}/vouch", page, reason="再来一次"))
    db.session.expire_all()
    assert renewing.left_to_staff() == []
    noted = select(AuditEntry.reason).where(AuditEntry.action == "after_school.vouch_adult")
    assert db.session.scalars(noted).all() == ["和姑姑通过电话"]
    with pytest.raises(MayNotLeaveAlone):
        handing.leave_alone(opened, school.children[0], school.teacher())
    assert handing.hand_over_known(opened, school.children[0], school.teacher(), f"adult-{given[0]}").state == "handed_over"


@SQLITE
def test_staff_may_end_what_nobody_says_anew(school: School, opened: int, given: tuple[int, str]) -> None:
    bury(school, school.guardians[0])
    renewing.drop(given[0], person(school.children[0]), school.admin, "家里人说不用了")
    db.session.commit()
    assert (renewing.left_to_staff(), renewing.lapsed_of(school.children)) == ([], {})
    with pytest.raises(NotAuthorised):
        handing.hand_over_known(opened, school.children[0], school.teacher(), f"adult-{given[0]}")


@SQLITE
def test_the_sheet_at_the_door_says_why_and_whom_to_ask(
    school: School, opened: int, given: tuple[int, str], browser: Any
) -> None:
    teacher, page = browser(school.teachers[0]), f"{A}/days/{opened}"
    assert "授权要重新确认" not in text_of(teacher.get(page))
    bury(school, school.guardians[0])
    assert text_of(teacher.get(page)).count("授权要重新确认") == 1
    door = text_of(teacher.get(f"{page}/children/{school.children[0]}"))
    assert "林阿姨" in door and "授权的监护人已去世，现在不能交给这个人" in door and "是林阿姨，交接" not in door


@SQLITE
def test_a_guardian_sees_whom_it_is_about_and_presses_once(
    school: School, opened: int, given: tuple[int, str], browser: Any
) -> None:
    second_guardian(school)
    bury(school, school.guardians[0])
    other, page = browser(school.guardians[1]), f"{A}/children/{school.children[0]}"
    shown = text_of(other.get(page))
    assert "去世的家人授权的" in shown and "林阿姨" in shown
    assert "可以照旧来接" in text_of(post(other, f"/adults/{given[0]}/renew", page))
    assert "去世的家人授权的" not in text_of(other.get(page))
    stranger = browser(school.guardians[2])
    assert post(stranger, f"/adults/{given[0]}/renew", f"{A}/children/{school.children[3]}").status_code == 404


@SQLITE
def test_a_death_that_is_corrected_lets_the_adult_come_as_before(
    school: School, opened: int, given: tuple[int, str]
) -> None:
    bury(school, school.guardians[0])
    renewing.vouch(given[0], person(school.children[0]), school.admin, "问过了")
    correct_death(person(school.guardians[0]), SYSTEM, reason="登记错人")
    school.work()
    assert [row.id for row in pickups.adults_of([school.children[0]])[school.children[0]]] == [given[0]]


@SQLITE
def test_a_death_noted_while_the_service_was_off_is_told_later(
    school: School, opened: int, given: tuple[int, str], off_for_a_while: Any
) -> None:
    second_guardian(school)
    with off_for_a_while("after_school"):
        mark_deceased(person(school.guardians[0]), SYSTEM, on=local_day(now()))
    assert str(renewing.TOLD) in told(school.guardians[1])
