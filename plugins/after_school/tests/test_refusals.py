"""What is refused, each in one sentence that says what to do next."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import Occupied
from core.errors import Missing, Refused
from core.kernel.actor import SYSTEM
from core.kernel.occupancy import OccupiedQuarter
from core.tenancy.session import db
from core.volunteers.models import Volunteer
from plugins.after_school.errors import (
    BadPlan,
    CannotEnrol,
    NotCleared,
    NotEnoughAdults,
    PersonBusy,
)
from plugins.after_school.models import ClassDay, Duty, Enrolment, Term
from plugins.after_school.services import courses, days, duties, enrolling, teachers, terms

from .conftest import School, at, course, staffed, wish

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_a_course_opens_with_two_teachers_only(school: School) -> None:
    teachers.invite(school.course_id, school.teachers[0], "lead", SYSTEM)
    with pytest.raises(NotEnoughAdults, match="现在只有 1 位"):
        courses.open_course(school.course_id, SYSTEM)


def test_a_teacher_whose_clearance_ends_before_the_term_is_not_taken(school: School) -> None:
    volunteer = db.session.scalars(select(Volunteer).where(Volunteer.person_id == school.teachers[0])).one()
    volunteer.minors_cleared_until = date(2026, 12, 30)
    db.session.flush()
    with pytest.raises(NotCleared, match="老师甲的未成年人工作审查没有覆盖到 2026-12-31"):
        teachers.invite(school.course_id, school.teachers[0], "lead", SYSTEM)


def test_nobody_teaches_two_courses_at_once_and_no_room_holds_two(school: School) -> None:
    staffed(school)
    other = course(school, "国画", place_id=school.rooms[1])
    teachers.invite(other, school.teachers[0], "lead", SYSTEM)
    teachers.invite(other, school.teachers[2], "assistant", SYSTEM)
    with pytest.raises(PersonBusy, match="老师甲在这些时间里已经有别的安排"):
        courses.open_course(other, SYSTEM)
    db.session.rollback()
    same_room = course(school, "书法")
    for index, role in ((2, "lead"), (3, "assistant")):
        teachers.invite(same_room, school.teachers[index], role, SYSTEM)
    with pytest.raises(Occupied, match="音乐教室"):
        courses.open_course(same_room, SYSTEM)


def test_a_teacher_does_not_leave_when_one_would_stay(school: School) -> None:
    from plugins.after_school.models import Teacher

    staffed(school)
    teacher = db.session.scalars(select(Teacher)).first()
    with pytest.raises(NotEnoughAdults):
        teachers.leave(teacher.id, school.admin, "搬家")
    db.session.rollback()
    teachers.invite(school.course_id, school.teachers[2], "assistant", SYSTEM)
    teachers.leave(teacher.id, school.admin, "搬家")
    left = select(func.count()).select_from(OccupiedQuarter).where(OccupiedQuarter.resource_id == teacher.person_id)
    assert db.session.scalar(left) == 0


def test_who_is_on_duty_already_is_no_substitute(school: School) -> None:
    staffed(school)
    mine = select(Duty).where(Duty.person_id == school.teachers[0]).order_by(Duty.id)
    duty = db.session.scalars(mine).first()
    for there in school.teachers[:2]:
        with pytest.raises(Refused, match="这位老师这次课已经在班上了"):
            duties.substitute(duty.id, there, school.admin)
    assert duty.state == "planned"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"age_from": 12, "age_to": 8}, "最大年龄小于最小年龄"), ({"times": ()}, "请至少写一个上课时间"),
        ({"times": ((1, 1110, 1050),)}, "下课时间要晚于上课时间"),
        ({"times": ((1, 1050, 1110), (1, 1080, 1140))}, "两个上课时间重叠了"), ({"place_id": 77}, "请选一个可用的场地"),
        ({"title": "合唱"}, "已经有同名的课"),
    ],
)  # fmt: skip
def test_a_course_that_does_not_hold_together_says_why(school: School, change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadPlan, match=said):
        course(school, **{"title": "另一门", **change})


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"ends_on": date(2026, 8, 31)}, "ends_on", "最后一天早于第一天"),
        ({"ends_on": date(2027, 8, 31)}, "ends_on", "一个学期最长 250 天"),
        ({"enrol_from": date(2026, 8, 20), "enrol_until": date(2026, 8, 19)}, "enrol_until", "报名截止早于报名开始"),
        ({"name": "2026 年秋季"}, "name", "已经有同名的学期"),
    ],
)  # fmt: skip
def test_a_term_that_does_not_hold_together_says_why(
    school: School, change: dict[str, Any], field: str, said: str
) -> None:
    term = db.session.get_one(Term, school.term_id)
    values = {name: getattr(term, name) for name in terms.FIELDS} | {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 1, 20)}
    with pytest.raises(BadPlan, match=said) as refused:
        terms.save_term(None, {**values, "name": "另一个学期", **change}, SYSTEM)
    assert refused.value.field == field
    assert terms.save_term(term, {**values, "max_courses": 1}, SYSTEM).max_courses == 1  # its own name is no other's


def test_a_child_of_another_age_or_another_guardian_is_not_enrolled(school: School) -> None:
    staffed(school)
    small = course(school, "小小班", times=((2, 600, 660),), age_from=6, age_to=7)
    with pytest.raises(CannotEnrol, match="“小小班”收 6 到 7 岁的孩子，韦小宝开课时 10 岁"):
        wish(school, {0: [small]})
    db.session.rollback()
    with pytest.raises(Missing):
        wish(school, {2: [school.course_id]}, 0)
    db.session.rollback()
    with pytest.raises(CannotEnrol, match="请至少给一个孩子选一门课"):
        wish(school, {0: []})


def test_nobody_enrols_outside_of_the_days_of_enrolment(school: School, clock_at: Any) -> None:
    clock_at(at(9, day=date(2026, 9, 1)))
    with pytest.raises(CannotEnrol, match="“2026 年秋季”现在不报名"):
        wish(school, {0: [school.course_id]})


def test_a_child_in_another_class_at_that_time_waits_and_says_so(school: School) -> None:
    staffed(school)
    other = staffed(school, course(school, "国画", place_id=school.rooms[1]), (2, 3))
    wish(school, {0: [school.course_id, other]})
    rows = db.session.scalars(select(Enrolment).order_by(Enrolment.rank)).all()
    assert [(row.state, str(row.explained)[:9]) for row in rows] == [("accepted", "报名时还有 2 个"), ("waiting", "孩子这个时间已经有")]


def test_a_course_with_classes_left_is_not_closed_and_a_cancelled_one_frees_everything(school: School) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    with pytest.raises(Refused, match="还有没上完的课"):
        courses.close_course(school.course_id, school.admin)
    db.session.rollback()
    courses.cancel_course(school.course_id, school.admin, "老师生病")
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 0
    assert {d.state for d in db.session.scalars(select(ClassDay))} == {"cancelled"}
    assert db.session.scalars(select(Enrolment.state)).all() == ["left"]


def test_a_make_up_class_is_in_the_future_and_not_twice(school: School) -> None:
    staffed(school)
    row = db.session.get(courses.Course, school.course_id)
    later = at(10, day=date(2026, 11, 28))
    with pytest.raises(Refused, match="补课的时间要在以后"):
        days.make_up(row, at(10, day=date(2026, 11, 22)), at(11, day=date(2026, 11, 22)), school.rooms[1], school.admin)
    made = days.make_up(row, later, later + timedelta(hours=1), school.rooms[1], school.admin)
    assert (made.make_up, made.day) == (True, date(2026, 11, 28))
    with pytest.raises(Refused, match="已经有一次课"):
        days.make_up(row, later, later + timedelta(hours=1), school.rooms[1], school.admin)


def test_leaving_needs_a_reason_and_the_own_child(school: School) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    row = db.session.scalars(select(Enrolment)).one()
    with pytest.raises(Refused, match="请写明“退出课程”的原因"):
        enrolling.leave(row.id, school.guardian(), "")
    with pytest.raises(Missing):
        enrolling.leave(row.id, school.guardian(1), "不来了")
