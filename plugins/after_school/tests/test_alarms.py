"""By the clock: not arrived after 20 minutes, not collected 15 minutes after the end, one call after the other."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.api import Guardianship
from core.people.models import Person
from core.tenancy.session import db
from plugins.after_school.child_models import Alarm, ChildDay
from plugins.after_school.services import alarms, boards, days, handing

from .conftest import School, approved, at, first_day, staffed, wish
from .test_straight_path import told

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
NOT_HERE, NOT_FETCHED = "孩子还没有到课堂，请马上看一看，或给老师打电话。", "已经下课了，孩子还在课堂等人接，请马上来，或打电话告诉老师。"


def test_all_guardians_learn_that_a_child_has_not_arrived_and_only_once(school: School, opened: int, clock_at: Any) -> None:
    db.session.add(
        Guardianship(
            child_id=school.children[0], guardian_id=school.guardians[1], relation="relative", priority=2,
            may_decide=False, since=at(8).date(),
        )
    )
    handing.arrive(opened, school.children[1], school.teacher())
    db.session.commit()
    clock_at(at(17, 49))
    alarms.watch()
    assert NOT_HERE not in told(school.guardians[0])
    clock_at(at(17, 50))
    alarms.watch()
    alarms.watch()
    # The second guardian has a child of her own who is not there either.
    assert (told(school.guardians[0]).count(NOT_HERE), told(school.guardians[1]).count(NOT_HERE)) == (1, 2)


def test_it_also_rings_when_nobody_opened_the_door(school: School, clock_at: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    clock_at(at(17, 50))
    alarms.watch()
    assert told(school.guardians[0]).count(NOT_HERE) == 1


def test_an_excused_child_rings_no_alarm(school: School, clock_at: Any) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    handing.excuse(first_day(school), school.children[0], school.guardian(), "发烧")
    clock_at(at(17, 50))
    alarms.watch()
    assert NOT_HERE not in told(school.guardians[0])
    assert db.session.scalars(select(ChildDay.excused)).one() is True


def test_a_child_whom_nobody_fetches_goes_up_the_chain(school: School, opened: int, clock_at: Any) -> None:
    one = school.children[0]
    db.session.add(
        Guardianship(
            child_id=one, guardian_id=school.guardians[1], relation="relative", priority=2, may_decide=False,
            since=at(8).date(),
        )
    )
    for child_id in school.children:
        handing.arrive(opened, child_id, school.teacher())
    days.begin_lesson(opened, school.teacher())
    for index, guardian in ((1, 0), (2, 1), (3, 2)):
        handing.hand_over_known(opened, school.children[index], school.teacher(), f"guardian-{school.guardians[guardian]}")
    db.session.commit()
    clock_at(at(18, 44))
    alarms.watch()
    assert NOT_FETCHED not in told(school.guardians[0])
    for minute, first, second in ((45, 1, 0), (50, 1, 0), (55, 1, 1)):
        clock_at(at(18, minute))
        alarms.watch()
        assert (told(school.guardians[0]).count(NOT_FETCHED), told(school.guardians[1]).count(NOT_FETCHED)) == (first, second)
    clock_at(at(19, 5))
    alarms.watch()
    clock_at(at(19, 30))
    alarms.watch()
    db.session.commit()
    chain = db.session.execute(select(Alarm.step, Alarm.guardian_id).where(Alarm.kind == "not_collected").order_by(Alarm.step))
    assert chain.all() == [(1, school.guardians[0]), (2, school.guardians[1]), (3, None)]
    assert any("没人接" in text for text in told(school.teachers[0]))
    with school.app.test_request_context():
        titles = [str(task.title) for task in boards.tasks(school.admin)]
    assert "1 个孩子没人接" in titles
    child_day = handing.hand_over_known(opened, one, school.teacher(), f"guardian-{school.guardians[1]}")
    assert child_day.late is True
    from plugins.after_school.services import figures

    assert figures.over_the_limits(school.term_id, 1, 3) == [(one, "韦小宝", 1, 0)]
    assert figures.over_the_limits(school.term_id, 2, 3) == []


def test_what_was_said_on_the_phone_is_kept_in_cipher(school: School, opened: int, clock_at: Any) -> None:
    clock_at(at(17, 55))
    alarms.watch()
    row = db.session.scalars(select(Alarm)).first()
    child_day = db.session.get(ChildDay, row.child_day_id)
    alarms.answer(row.id, child_day, "堵车，马上到")
    db.session.commit()
    assert Alarm.answer.clear(row) == "堵车，马上到"
    assert "堵车" not in row.answer_cipher.decode("latin1")
    assert str(row.answer) == "****"


def test_today_without_a_second_adult_is_a_task(school: School, clock_at: Any) -> None:
    from plugins.after_school.models import Duty
    from plugins.after_school.services import duties

    staffed(school)
    clock_at(at(9))
    duty = db.session.scalars(select(Duty).where(Duty.class_day_id == first_day(school))).first()
    duties.ask_off(duty.id, school.actor(duty.person_id), "发烧")
    db.session.commit()
    with school.app.test_request_context():
        titles = [str(task.title) for task in boards.tasks(school.admin)]
    assert titles == ["今天的合唱不到两位大人"]
    duties.substitute(duty.id, school.teachers[2], school.admin)
    assert db.session.get(Person, school.teachers[2]).name == "老师丙"
    with school.app.test_request_context():
        assert boards.tasks(school.admin) == []


def test_the_grid_worker_who_asks_is_opened_the_sheet(school: School, opened: int) -> None:
    approved(school, school.worker_id)
    from plugins.after_school.services import access

    assert access.opened_day(opened, school.worker)[0].id == opened


def test_it_rings_after_a_whole_day_of_a_holiday_too(school: School, clock_at: Any) -> None:
    from plugins.after_school.models import ClassDay

    staffed(school)
    wish(school, {0: [school.course_id]})
    day = db.session.get_one(ClassDay, first_day(school))
    day.starts_at, day.ends_at = at(8), at(17, 30)
    days.prepare(day)
    handing.child_flow.fire(db.session.scalars(select(ChildDay)).one(), "arrive", school.teacher())
    handing.day_flow.fire(day, "open", school.teacher())
    db.session.commit()
    clock_at(at(17, 45))
    alarms.watch()
    assert told(school.guardians[0]).count(NOT_FETCHED) == 1
