"""A child that died or moved away gives its place to the next one; dead guardians and teachers are not counted on."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import PersonLeft, local_day, publish
from core.clock import now
from core.kernel.actor import SYSTEM
from core.notices.models import Notice
from core.people.models import Household, Person
from core.people.services import correct_death, mark_deceased, move_in, move_out
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from plugins.after_school.child_models import ChildDay, HealthSheet, PickupPerson
from plugins.after_school.models import Duty, Enrolment, Seat, Teacher
from plugins.after_school.services import alarms, duties, family

from .conftest import School, at
from .test_withdrawing import enrolled as enrolled  # the fixture

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def bury(school: School, person_id: int) -> None:
    mark_deceased(db.session.get_one(Person, person_id), SYSTEM, on=local_day(now()))
    school.work()


def of_child(child_id: int) -> tuple[Any, ...]:
    """State of the enrolment, seats to come, and whether the named adult may still fetch anybody."""
    state = db.session.scalars(select(Enrolment.state).where(Enrolment.child_id == child_id)).one()
    seats = db.session.scalar(select(func.count()).select_from(Seat).where(Seat.child_id == child_id))
    return state, seats > 0, db.session.scalars(select(PickupPerson.revoked_at)).one() is None


def told() -> list[str]:
    return list(db.session.scalars(select(Notice.text).order_by(Notice.id)))


def test_a_child_that_died_leaves_in_silence_and_the_list_moves(school: School, enrolled: Person) -> None:
    before = told()
    assert of_child(enrolled.id) == ("accepted", True, True)
    bury(school, enrolled.id)
    publish(PersonLeft(enrolled.id, "deceased"))
    school.work()
    assert of_child(enrolled.id) == ("left", False, False)
    assert of_child(school.children[2])[:2] == ("accepted", True)
    said = "孩子被“合唱”录取了，请填好健康安全表，按课表来上课。"
    assert told() == [*before, said]  # to the family of the child that waited, and to nobody else
    assert db.session.scalars(select(HealthSheet)).one().alert is True


def test_a_child_that_moves_away_leaves_and_one_that_moves_inside_stays(school: School, enrolled: Person) -> None:
    there = make_person("远处居民", make_building(9))
    move_in(enrolled, db.session.get_one(Household, there.household_id), SYSTEM, on=local_day(now()))
    school.work()
    assert of_child(enrolled.id) == ("accepted", True, True)
    move_out(enrolled, SYSTEM, on=local_day(now()))
    school.work()
    assert of_child(enrolled.id) == ("left", False, False)
    assert told().count("孩子已迁出社区，课堂的名额替您退了。有疑问请打电话问社区。") == 1


def test_nobody_looks_for_a_child_that_died_on_a_day_that_has_begun(school: School, opened: int, clock_at: Any) -> None:
    child_id = school.children[0]
    day_of = select(ChildDay).where(ChildDay.class_day_id == opened, ChildDay.child_id == child_id)
    assert db.session.scalars(day_of).one().state == "expected"
    bury(school, child_id)
    assert db.session.scalars(day_of).one().state == "absent"
    before = len(told())
    clock_at(at(17, 58))
    alarms.watch()
    assert (len(told()) - before, family.tell_guardians(child_id, "孩子还没有到课堂", "/")) == (3, [])


def test_a_dead_guardian_is_called_no_more(school: School, enrolled: Person) -> None:
    assert [person.id for _tie, person in family.guardians_by_child([enrolled.id])[enrolled.id]] == [school.guardians[0]]
    bury(school, school.guardians[0])
    assert (family.guardians_by_child([enrolled.id]), family.who_comes(enrolled.id)) == ({}, [])
    assert of_child(enrolled.id) == ("accepted", True, True)


def test_for_a_dead_teacher_each_class_day_looks_for_a_substitute(school: School, enrolled: Person) -> None:
    teacher_id = school.teachers[0]
    mine = select(Duty.state).where(Duty.person_id == teacher_id).distinct()
    assert db.session.scalars(mine).all() == ["planned"]
    bury(school, teacher_id)
    publish(PersonLeft(teacher_id, "deceased"))
    school.work()
    assert db.session.scalars(mine).all() == ["wanted"]
    assert db.session.scalars(select(Teacher.state).where(Teacher.person_id == teacher_id)).all() == ["left"]
    duty = db.session.scalars(select(Duty).where(Duty.person_id == teacher_id).order_by(Duty.id)).first()
    before = told()
    duties.substitute(duty.id, school.teachers[2], school.admin)
    assert (duty.state, told()) == ("off", [*before, "请您代一次课，时间和教室在“我的课表”里。"])


def test_a_teacher_who_moves_away_goes_on(school: School, enrolled: Person) -> None:
    move_out(db.session.get_one(Person, school.teachers[0]), SYSTEM, on=local_day(now()))
    school.work()
    assert db.session.scalars(select(Duty.state).distinct()).all() == ["planned"]


def test_a_death_that_was_taken_back_changes_nothing(school: School, enrolled: Person) -> None:
    mark_deceased(enrolled, SYSTEM, on=local_day(now()))
    correct_death(enrolled, SYSTEM, reason="登记错人")
    school.work()
    assert of_child(enrolled.id) == ("accepted", True, True)


def test_a_death_noted_while_the_service_was_off_ends_the_classes(
    school: School, enrolled: Person, off_for_a_while: Any
) -> None:
    with off_for_a_while("after_school"):
        mark_deceased(enrolled, SYSTEM, on=local_day(now()))
    assert of_child(enrolled.id) == ("left", False, False)


def test_what_is_told_in_another_community_changes_nothing_here(school: School, enrolled: Person, heard_elsewhere: Any) -> None:
    heard_elsewhere("after_school", PersonLeft(enrolled.id, "deceased"))
    db.session.expire_all()
    assert of_child(enrolled.id) == ("accepted", True, True)
