"""At the door: two adults always, the right code once, no blocked adult, nobody alone without a signature."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from core.communities.services import current_community
from core.errors import Missing, Refused
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.pluginsystem import lifecycle
from core.tenancy.session import db
from core.volunteers.models import Volunteer
from plugins.after_school.child_models import ChildDay
from plugins.after_school.errors import (
    AdultBlocked,
    ChildrenInside,
    MayNotLeaveAlone,
    NotAuthorised,
    NotCleared,
    NotEnoughAdults,
    WrongCode,
)
from plugins.after_school.models import Duty
from plugins.after_school.services import codes, days, duties, handing, pickups

from .conftest import SIGNATURE, School, at, first_day, photo, staffed

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
SPAN = {"valid_from": date(2026, 11, 23), "valid_until": date(2026, 12, 31)}
AUNT = {"name": "林阿姨", "phone": "13900001234", "relation": "neighbour", "weekdays": [], **SPAN}


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


def test_so_many_codes_that_a_try_at_the_door_takes_minutes_are_not_made(school: School, opened: int) -> None:
    """Each try is compared with every code of the day, ten milliseconds for each, while nobody else is served."""
    one = school.children[0]
    for number in range(codes.MOST_CODES):
        codes.make_code(one, school.guardian(), f"大人 {number}")
    db.session.commit()
    with pytest.raises(Refused, match="已经有 10 个接送码"):
        codes.make_code(one, school.guardian(), "又一位")
    db.session.rollback()
    assert codes.make_code(one, school.guardian(), "大人 0").isdecimal()  # instead of the one for the same adult


def test_a_code_from_before_the_service_was_off_opens_no_door(school: School, opened: int) -> None:
    one, teacher = school.children[0], school.teacher()
    handing.arrive(opened, one, teacher)
    code = codes.make_code(one, school.guardian(), "韦奶奶")
    lifecycle.disable(current_community(), "after_school", SYSTEM)
    lifecycle.enable(current_community(), "after_school", SYSTEM)
    db.session.commit()
    with pytest.raises(WrongCode):
        handing.hand_over_by_code(opened, one, teacher, code)


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


@pytest.mark.parametrize(
    ("blocked", "named"),
    [
        (("别名", "139 0000-1234"), ("林阿姨", "13900001234")),
        (("别名", "13900001234"), ("林阿姨", "+86 139 0000 1234")),
        (("别名", "１３９００００１２３４"), ("林阿姨", "139-0000-1234")),
        (("林 阿姨", ""), ("林阿姨", "13900007777")),
        (("林阿姨", ""), ("林 阿 姨", "13900007777")),
    ],
)
def test_a_blocked_adult_gets_no_child_however_name_and_phone_are_spelled(
    school: School, opened: int, blocked: tuple[str, str], named: tuple[str, str]
) -> None:
    one, teacher = school.children[0], school.teacher()
    handing.arrive(opened, one, teacher)
    adult = pickups.name_adult(one, school.guardian(), {**AUNT, "name": named[0], "phone": named[1]}, photo())
    pickups.block(db.session.get(Person, one), school.admin, *blocked, "法院文书")
    db.session.commit()
    with pytest.raises(AdultBlocked, match="不要交出孩子"):
        handing.hand_over_known(opened, one, teacher, f"adult-{adult.id}")


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
