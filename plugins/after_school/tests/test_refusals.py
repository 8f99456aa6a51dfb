"""What is refused, each in one sentence that says what to do next."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import Occupied
from core.errors import Missing, Refused
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.occupancy import OccupiedQuarter
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.models import Volunteer
from plugins.after_school.child_models import ChildDay
from plugins.after_school.errors import (
    AdultBlocked,
    BadPlan,
    CannotEnrol,
    ChildrenInside,
    MayNotLeaveAlone,
    NotAuthorised,
    NotCleared,
    NotEnoughAdults,
    PersonBusy,
    WrongCode,
)
from plugins.after_school.models import ClassDay, Duty, Enrolment
from plugins.after_school.services import codes, courses, days, duties, enrolling, handing, pickups, teachers

from .conftest import SIGNATURE, School, at, course, first_day, photo, staffed, wish

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
SPAN = {"valid_from": date(2026, 11, 23), "valid_until": date(2026, 12, 31)}
AUNT = {"name": "林阿姨", "phone": "13900001234", "relation": "neighbour", "weekdays": [], **SPAN}


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


def test_the_door_opens_for_two_adults_with_a_clearance_only(school: School, clock_at: Any) -> None:
    staffed(school)
    day_id = first_day(school)
    clock_at(at(17, 10))
    duty = db.session.query(Duty).filter_by(class_day_id=day_id, person_id=school.teachers[0]).one()
    duties.check_in(duty.id, school.teacher())
    with pytest.raises(NotEnoughAdults, match="现在只有 1 位"):
        days.open_day(day_id, school.teacher())
    other = db.session.query(Duty).filter_by(class_day_id=day_id, person_id=school.teachers[1]).one()
    volunteer = db.session.scalars(select(Volunteer).where(Volunteer.person_id == school.teachers[1])).one()
    volunteer.minors_cleared_until = date(2026, 11, 23)
    with pytest.raises(NotCleared):
        duties.check_in(other.id, school.teacher(1))


def test_no_adult_leaves_while_children_are_there_and_one_would_stay(school: School, opened: int) -> None:
    handing.arrive(opened, school.children[0], school.teacher())
    duty = db.session.query(Duty).filter_by(class_day_id=opened, person_id=school.teachers[1]).one()
    with pytest.raises(NotEnoughAdults):
        duties.check_out(duty.id, school.teacher(1))


def test_the_class_does_not_end_before_the_last_child_has_gone(school: School, opened: int) -> None:
    handing.arrive(opened, school.children[0], school.teacher())
    with pytest.raises(ChildrenInside, match="还有 1 个孩子没有交接"):
        days.close_day(opened, school.teacher())


def test_a_wrong_code_is_counted_and_after_the_limit_the_right_one_is_refused_too(school: School, opened: int) -> None:
    one, teacher = school.children[0], school.teacher()
    handing.arrive(opened, one, teacher)
    code = codes.make_code(one, school.guardian(), "韦奶奶")
    db.session.commit()
    wrong = str((int(code) + 1) % 10**6).zfill(6)
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongCode, match=f"还可以试 {left} 次"):
            handing.hand_over_by_code(opened, one, teacher, wrong)
        db.session.rollback()
    with pytest.raises(WrongCode, match="次数已经用完"):
        handing.hand_over_by_code(opened, one, teacher, wrong)
    db.session.rollback()
    with pytest.raises(WrongCode, match="次数已经用完"):
        handing.hand_over_by_code(opened, one, teacher, code)


def test_a_code_is_for_its_own_child_and_its_own_day(school: School, opened: int, clock_at: Any) -> None:
    one, two, teacher = *school.children[:2], school.teacher()
    for child_id in (one, two):
        handing.arrive(opened, child_id, teacher)
    code = codes.make_code(one, school.guardian(), "韦奶奶")
    db.session.commit()
    with pytest.raises(WrongCode):
        handing.hand_over_by_code(opened, two, teacher, code)
    clock_at(at(0, 30, day=date(2026, 11, 25)))
    with pytest.raises(WrongCode):
        handing.hand_over_by_code(opened, one, teacher, code)


def test_a_new_code_for_the_same_adult_kills_the_earlier_one(school: School, opened: int) -> None:
    one, teacher = school.children[0], school.teacher()
    handing.arrive(opened, one, teacher)
    first = codes.make_code(one, school.guardian(), "韦奶奶")
    second = codes.make_code(one, school.guardian(), "韦奶奶")
    db.session.commit()
    if first != second:
        with pytest.raises(WrongCode):
            handing.hand_over_by_code(opened, one, teacher, first)
    assert handing.hand_over_by_code(opened, one, teacher, second).state == "handed_over"


def test_a_blocked_adult_gets_no_child_by_face_nor_by_code(school: School, opened: int) -> None:
    one, teacher = school.children[0], school.teacher()
    handing.arrive(opened, one, teacher)
    adult = pickups.name_adult(one, school.guardian(), AUNT, photo())
    pickups.block(db.session.get(Person, one), school.admin, "别名", "13900001234", "法院文书")
    db.session.commit()
    with pytest.raises(AdultBlocked, match="不要交出孩子"):
        handing.hand_over_known(opened, one, teacher, f"adult-{adult.id}")
    code = codes.make_code(one, school.guardian(), "别名")
    db.session.commit()
    with pytest.raises(AdultBlocked):
        handing.hand_over_by_code(opened, one, teacher, code)
    db.session.rollback()
    assert db.session.scalars(select(ChildDay.state).where(ChildDay.child_id == one)).one() == "arrived"


def test_a_guardian_who_is_blocked_gets_no_child_either_and_no_message(school: School, opened: int) -> None:
    from .test_straight_path import told

    one, teacher = school.children[0], school.teacher()
    handing.arrive(opened, one, teacher)
    pickups.block(db.session.get(Person, one), school.admin, "韦春兰", "", "法院文书", school.guardians[0])
    db.session.commit()
    before = len(told(school.guardians[0]))
    with pytest.raises(AdultBlocked):
        handing.hand_over_known(opened, one, teacher, f"guardian-{school.guardians[0]}")
    db.session.rollback()
    handing.refuse_adult(opened, one, teacher, "母亲来了，没有交出，已经报告社区")
    assert len(told(school.guardians[0])) == before
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "after_school.refused_adult")).one().reason.startswith("母亲来了")


@pytest.mark.parametrize("who", ["guardian-1", "adult-1", "somebody", "adult-x", ""])
def test_nobody_else_gets_the_child(school: School, opened: int, who: str) -> None:
    handing.arrive(opened, school.children[0], school.teacher())
    with pytest.raises(NotAuthorised, match="没有接孩子的授权"):
        handing.hand_over_known(opened, school.children[0], school.teacher(), who)


def test_an_adult_comes_on_the_days_that_were_given_only(school: School, opened: int) -> None:
    one, teacher = school.children[0], school.teacher()
    handing.arrive(opened, one, teacher)
    adult = pickups.name_adult(one, school.guardian(), {**AUNT, "weekdays": ["2", "4"]}, photo())
    with pytest.raises(NotAuthorised):
        handing.hand_over_known(opened, one, teacher, f"adult-{adult.id}")
    today = pickups.name_adult(one, school.guardian(), {**AUNT, "weekdays": ["1"]}, photo())
    pickups.withdraw_adult(today.id, school.guardian())
    with pytest.raises(NotAuthorised):
        handing.hand_over_known(opened, one, teacher, f"adult-{today.id}")


def test_no_child_leaves_alone_without_a_signature_or_too_young(school: School, opened: int) -> None:
    one, two, teacher = *school.children[:2], school.teacher()
    handing.arrive(opened, one, teacher)
    with pytest.raises(MayNotLeaveAlone):
        handing.leave_alone(opened, one, teacher)
    with pytest.raises(Refused, match="满 10 岁"):
        pickups.sign_alone(two, school.guardian(), SPAN["valid_from"], SPAN["valid_until"], SIGNATURE)
    with pytest.raises(Refused):
        pickups.sign_alone(one, school.guardian(), SPAN["valid_from"], SPAN["valid_until"], "")
    pickups.sign_alone(one, school.guardian(), SPAN["valid_from"], SPAN["valid_until"], SIGNATURE)
    assert handing.leave_alone(opened, one, teacher).verified == "alone"


def test_a_child_that_went_home_is_not_handed_over_again(school: School, opened: int) -> None:
    one, teacher = school.children[0], school.teacher()
    handing.arrive(opened, one, teacher)
    handing.hand_over_known(opened, one, teacher, f"guardian-{school.guardians[0]}")
    with pytest.raises(Refused, match="“已接走”，不能交接"):
        handing.hand_over_known(opened, one, teacher, f"guardian-{school.guardians[0]}")


def test_an_adult_without_a_photo_is_not_named(school: School) -> None:
    with pytest.raises(Refused, match="请加一张接送人的照片"):
        pickups.name_adult(school.children[0], school.guardian(), AUNT, None)
    with pytest.raises(Missing):
        pickups.name_adult(school.children[2], school.guardian(), AUNT, photo())


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
