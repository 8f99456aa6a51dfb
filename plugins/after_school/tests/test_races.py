"""At once, on both databases: the last place, the same code, the same room, the same teacher: exactly one wins."""
from __future__ import annotations

import threading
from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import func, select

from core.api import Occupied
from core.errors import Refused
from core.kernel.actor import SYSTEM
from core.tenancy.session import db
from plugins.after_school.child_models import PickupCode
from plugins.after_school.errors import PersonBusy, WrongCode
from plugins.after_school.models import ClassDay, Course, Enrolment, Seat
from plugins.after_school.services import codes, courses, days, duties, finding, handing, seats, teachers, wishes
from tests.racing import at_once

from .conftest import School, at, child, course, staffed

SATURDAY = date(2026, 11, 28)


def test_the_last_place_goes_to_one_child_and_the_others_wait(school: School, community: Any) -> None:
    staffed(school)
    db.session.get(Course, school.course_id).capacity = 1
    child(school.guardians[2], "莫少少", date(2016, 1, 1))
    db.session.commit()
    who = [(0, 0), (1, 2), (2, 3), (0, 1)]  # guardian, child

    def enrol(number: int) -> str:
        guardian, index = who[number]
        wishes.enrol(school.term_id, school.guardian(guardian), {school.children[index]: [school.course_id]}, together=False)
        return "asked"

    assert at_once(school.app, community, enrol, "INSERT INTO after_school_enrolment") == ["asked"] * 4
    db.session.expire_all()
    states = Counter(db.session.scalars(select(Enrolment.state)))
    assert states == {"accepted": 1, "waiting": 3}
    assert seats.taken([school.course_id]) == {school.course_id: 1}


def test_a_child_who_gets_a_place_while_a_term_grows_has_a_seat_in_the_new_classes_too(school: School, community: Any) -> None:
    staffed(school)
    placed, grown = threading.Event(), threading.Event()

    def enrol() -> None:
        wishes.enrol(school.term_id, school.guardian(), {school.children[0]: [school.course_id]}, together=False)
        placed.set()
        grown.wait(1)  # a lock lets the term grow only after this is committed

    def grow() -> None:
        placed.wait(10)
        term = finding.get_term(school.term_id)
        before, term.ends_on = (term.starts_on, term.ends_on), date(2027, 1, 31)
        courses.follow_term(term, before, SYSTEM)
        grown.set()

    work = {0: enrol, 1: grow}
    assert at_once(school.app, community, lambda number: work.get(number, int)(), "no statement") == [0, 0, None, None]
    db.session.expire_all()
    planned = db.session.scalar(select(func.count()).select_from(ClassDay).where(ClassDay.state == "planned"))
    assert planned > 12
    assert db.session.scalar(select(func.count()).select_from(Seat)) == planned


def test_the_same_code_used_at_once_hands_the_child_over_once(school: School, opened: int, community: Any) -> None:
    one = school.children[0]
    handing.arrive(opened, one, school.teacher())
    code = codes.make_code(one, school.guardian(), "韦奶奶")
    db.session.commit()

    def use(number: int) -> str:
        handing.hand_over_by_code(opened, one, school.teacher(), code)
        return "handed over"

    said = at_once(school.app, community, use, "UPDATE after_school_child_day")
    assert said.count("handed over") == 1
    assert all(other == "handed over" or issubclass(other, Refused) for other in said)
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(PickupCode).where(PickupCode.used_at.is_not(None))) == 1


def test_tries_of_wrong_codes_at_once_are_all_counted(school: School, opened: int, community: Any) -> None:
    one = school.children[0]
    handing.arrive(opened, one, school.teacher())
    db.session.commit()
    said = at_once(
        school.app, community, lambda number: handing.hand_over_by_code(opened, one, school.teacher(), f"nope{number}"),
        "UPDATE after_school_child_day",
    )
    assert said == [WrongCode] * 4
    db.session.expire_all()
    from plugins.after_school.child_models import ChildDay

    assert db.session.scalars(select(ChildDay.code_tries).where(ChildDay.child_id == one)).one() == 4


def _open_courses(school: School, ready: list[int]) -> Any:
    return lambda number: courses.open_course(ready[number % len(ready)], SYSTEM).state


def test_two_courses_for_the_same_room_and_time_are_opened_once(school: School, community: Any) -> None:
    ready = [school.course_id, course(school, "国画")]
    for course_id, pair in zip(ready, ((0, 1), (2, 3)), strict=True):
        for index in pair:
            teachers.invite(course_id, school.teachers[index], "lead", SYSTEM)
    db.session.commit()
    said = at_once(school.app, community, _open_courses(school, ready), "INSERT INTO occupied_quarter")
    assert said.count("open") == 1
    assert all(other == "open" or issubclass(other, (Occupied, Refused)) for other in said)
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(ClassDay)) == 12


def test_one_teacher_for_two_courses_at_once_gets_one(school: School, community: Any) -> None:
    ready = [school.course_id, course(school, "国画", place_id=school.rooms[1])]
    for course_id, pair in zip(ready, ((0, 1), (0, 2)), strict=True):
        for index in pair:
            teachers.invite(course_id, school.teachers[index], "lead", SYSTEM)
    db.session.commit()
    said = at_once(school.app, community, _open_courses(school, ready), "INSERT INTO occupied_quarter")
    assert said.count("open") == 1
    assert PersonBusy in said


def test_one_substitute_asked_for_two_classes_at_once_goes_to_one(school: School, community: Any) -> None:
    first = staffed(school)
    second = staffed(school, course(school, "国画", place_id=school.rooms[1]), (2, 3))
    db.session.commit()
    from .conftest import cleared_volunteer

    stranger = cleared_volunteer("老师戊", school.building)
    wanted = []
    for course_id in (first, second):
        row = days.add_day(
            db.session.get(Course, course_id), SATURDAY, at(9, day=SATURDAY), at(10, day=SATURDAY), SYSTEM,
            place_id=db.session.get(Course, course_id).place_id,
        )
        wanted.append(row.id)
    from plugins.after_school.models import Duty

    duty_ids = [
        db.session.scalars(select(Duty.id).where(Duty.class_day_id == day_id).order_by(Duty.id)).first() for day_id in wanted
    ]
    db.session.commit()

    def replace(number: int) -> str:
        duties.substitute(duty_ids[number % 2], stranger, SYSTEM)
        return "goes"

    said = at_once(school.app, community, replace, "INSERT INTO occupied_quarter")
    assert said.count("goes") == 1
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Duty).where(Duty.person_id == stranger)) == 1


def test_a_child_asked_into_two_classes_at_the_same_time_gets_one(school: School, community: Any) -> None:
    from .conftest import term

    first = (school.term_id, staffed(school))
    second_term = term(school, name="同时的学期")
    second = (second_term, staffed(school, course(school, "国画", term_id=second_term, place_id=school.rooms[1]), (2, 3)))
    db.session.commit()
    asked = (first, second)

    def enrol(number: int) -> str:
        term_id, course_id = asked[number % 2]
        wishes.enrol(term_id, school.guardian(), {school.children[0]: [course_id]}, together=False)
        return "asked"

    assert at_once(school.app, community, enrol, "INSERT INTO occupied_quarter") == ["asked"] * 4
    db.session.expire_all()
    assert sorted(db.session.scalars(select(Enrolment.state))) == ["accepted", "waiting"]
