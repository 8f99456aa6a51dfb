"""Holidays, years that nobody knows yet, the admin's word, and the calendars that phones subscribe to."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.actor import SYSTEM
from core.kernel.occupancy import OccupiedQuarter
from core.tenancy.session import db
from plugins.after_school.models import ClassDay, Duty, Teacher, Term
from plugins.after_school.services import courses, days, duties, teachers, terms
from plugins.after_school.services.calendar import NO_CLASS, unknown_years, weekday_held
from plugins.after_school.views.calendars import GUARDIAN, TEACHER

from .conftest import MONDAY, School, at, course, first_day, staffed, term, wish
from .test_straight_path import told

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_public_holidays_have_no_class_and_other_days_their_own_timetable(school: School) -> None:
    assert weekday_held(date(2026, 10, 1), {}) == NO_CLASS
    assert weekday_held(date(2026, 11, 24), {}) == 1
    assert weekday_held(date(2026, 11, 28), {}) == 5  # a Saturday course is held
    assert weekday_held(date(2026, 10, 10), {}) == 5  # a working Saturday


def test_a_year_without_published_holidays_goes_by_the_weekday_and_is_named(school: School) -> None:
    assert weekday_held(date(2031, 1, 1), {}) == 2
    assert unknown_years(date(2026, 9, 1), date(2031, 1, 20))[-1] == 2031
    assert unknown_years(date(2026, 9, 1), date(2026, 12, 31)) == []


def test_the_admins_word_goes_before_the_calendar_and_open_courses_follow(school: School) -> None:
    staffed(school)
    free, extra = date(2026, 12, 3), date(2026, 12, 5)
    terms.set_special_day(free, None, "运动会", SYSTEM)
    assert courses.follow_calendar(free, SYSTEM) == 1
    terms.set_special_day(extra, 1, "补周二的课", SYSTEM)
    assert courses.follow_calendar(extra, SYSTEM) == 1
    assert states_of(free, extra) == {free: "left_out", extra: "planned"}
    assert courses.follow_calendar(extra, SYSTEM) == 0
    taken = select(func.count()).select_from(OccupiedQuarter).where(OccupiedQuarter.resource_kind == "place")
    assert db.session.scalar(taken) == 12 * 4


def states_of(*days: date) -> dict[date, str]:
    return dict(db.session.execute(select(ClassDay.day, ClassDay.state).where(ClassDay.day.in_(days))).all())


def quarters_taken(kind: str) -> int:
    return db.session.scalar(select(func.count()).select_from(OccupiedQuarter).where(OccupiedQuarter.resource_kind == kind))


def test_a_special_day_that_is_taken_back_gives_room_teachers_and_children_their_class_again(school: School) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    day = date(2026, 12, 3)
    before = quarters_taken("place"), quarters_taken("person")
    special = terms.set_special_day(day, None, "写错了", SYSTEM)
    assert courses.follow_calendar(day, SYSTEM) == 1
    assert (quarters_taken("place"), quarters_taken("person")) == (before[0] - 4, before[1] - 3 * 4)
    assert courses.follow_calendar(terms.drop_special_day(special.id, SYSTEM), SYSTEM) == 1
    assert states_of(day) == {day: "planned"}
    assert (quarters_taken("place"), quarters_taken("person")) == before
    on_duty = select(func.count()).select_from(Duty).join(ClassDay, ClassDay.id == Duty.class_day_id)
    assert db.session.scalar(on_duty.where(ClassDay.day == day, Duty.state == "planned")) == 2


def test_a_class_that_comes_back_has_its_substitute_and_not_who_was_replaced_or_left(school: School, clock_at: Any) -> None:
    staffed(school)
    day = date(2026, 12, 3)
    row = db.session.scalars(select(ClassDay).where(ClassDay.day == day)).one()
    replaced = select(Duty).where(Duty.class_day_id == row.id, Duty.person_id == school.teachers[0])
    duties.substitute(db.session.scalars(replaced).one().id, school.teachers[2], school.admin)
    clock_at(at(9, day=MONDAY))
    special = terms.set_special_day(day, None, "写错了", SYSTEM)
    courses.follow_calendar(day, SYSTEM)
    teacher = db.session.scalars(select(Teacher).where(Teacher.person_id == school.teachers[1])).one()
    teachers.invite(school.course_id, school.teachers[3], "assistant", SYSTEM)
    teachers.leave(teacher.id, school.admin, "搬家")
    courses.follow_calendar(terms.drop_special_day(special.id, SYSTEM), SYSTEM)
    on_duty = select(Duty.person_id).where(Duty.class_day_id == row.id, Duty.state == "planned")
    assert db.session.scalars(on_duty).all() == [school.teachers[2]]


def test_guardians_and_teachers_hear_of_a_cancelled_class_and_of_a_cancelled_course(school: School) -> None:
    staffed(school)
    wish(school, {0: [school.course_id]})
    days.cancel_day(first_day(school), school.admin, "停电")
    everybody = (school.guardians[0], *school.teachers[:2])
    assert {told(person_id)[-1] for person_id in everybody} == {"“合唱”有一次课取消了，请看课表。"}
    courses.cancel_course(school.course_id, school.admin, "老师病了")
    assert {told(person_id)[-1] for person_id in school.teachers[:2]} == {"“合唱”停开了，以后的课不用来了。"}
    assert told(school.guardians[0])[-1] != "“合唱”有一次课取消了，请看课表。"


def test_what_somebody_cancelled_stays_cancelled_whatever_the_calendar_says(school: School) -> None:
    staffed(school)
    day = date(2026, 11, 24)
    days.cancel_day(first_day(school), school.admin, "停电")
    assert courses.follow_calendar(day, SYSTEM) == 0
    assert states_of(day) == {day: "cancelled"}


def test_new_dates_of_a_term_move_the_classes_of_open_courses_and_all_are_told_once(school: School, browser: Any) -> None:
    from .test_pages import post, text_of

    staffed(school)
    wish(school, {0: [school.course_id]})
    admin = browser(school.admin_id)
    page = f"/terms/{school.term_id}/edit"
    assert "家长和老师都会收到通知" in text_of(admin.get(f"/after-school{page}"))
    sent = {
        "name": "2026 年秋季", "kind": "school", "starts_on": "2026-11-02", "enrol_from": "2026-10-01",
        "enrol_until": "2026-12-10", "allocation": "first", "max_courses": "2",
    }  # fmt: skip
    assert "学期已经保存，改动了 6 次课。" in text_of(post(admin, page, **sent, ends_on="2026-12-10"))
    last = (date(2026, 12, 10), date(2026, 12, 15), date(2026, 12, 31))
    assert states_of(*last) == dict(zip(last, ("planned", "left_out", "left_out"), strict=True))
    for person_id in (school.guardians[0], *school.teachers[:2]):
        assert told(person_id)[-1] == "“合唱”上课的日子改了，请看课表。"
        assert told(person_id).count("“合唱”上课的日子改了，请看课表。") == 1

    assert "学期已经保存，改动了 8 次课。" in text_of(post(admin, page, **sent, ends_on="2027-01-07"))
    db.session.expire_all()
    new = (date(2026, 12, 31), date(2027, 1, 5), date(2027, 1, 7))
    assert states_of(*new) == dict.fromkeys(new, "planned")
    assert quarters_taken("place") == (12 + 2) * 4
    assert quarters_taken("person") == (12 + 2) * 4 * 3


def test_days_that_stay_in_the_term_keep_what_was_decided_about_them(school: School, browser: Any) -> None:
    from .test_pages import post, text_of

    staffed(school)
    kept = date(2026, 12, 3)
    terms.set_special_day(kept, None, "没有告诉课程", SYSTEM)  # without its courses following
    db.session.commit()
    admin = browser(school.admin_id)
    page = f"/terms/{school.term_id}/edit"
    sent = {"kind": "school", "enrol_from": "2026-10-01", "enrol_until": "2026-12-10", "allocation": "first", "max_courses": "2"}
    for first, last, said in (
        ("2026-11-02", "2026-12-31", "学期已经保存。"), ("2026-11-25", "2026-12-30", "学期已经保存，改动了 2 次课。"),
        ("2026-11-24", "2026-12-31", "学期已经保存，改动了 2 次课。"),
    ):  # fmt: skip
        assert said in text_of(post(admin, page, name="秋天", starts_on=first, ends_on=last, **sent))
        db.session.expire_all()
        assert states_of(kept) == {kept: "planned"}


def test_dates_for_which_a_room_is_taken_are_refused_and_nothing_moves(school: School, browser: Any) -> None:
    from .test_pages import post, text_of

    staffed(school)
    other = course(school, "书法", place_id=school.rooms[0], times=((1, 1050, 1110), (3, 1050, 1110)), term_id=term(
        school, name="寒假", kind="holiday", starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 31)
    ))  # fmt: skip
    staffed(school, other, (2, 3))
    admin = browser(school.admin_id)
    page = f"/terms/{school.term_id}/edit"
    said = post(
        admin, page, name="2026 年秋季", kind="school", starts_on="2026-11-02", ends_on="2027-01-07",
        enrol_from="2026-10-01", enrol_until="2026-12-10", allocation="first", max_courses="2",
    )
    assert said.status_code == 422 and "2027-01-07" in text_of(said, 422)
    assert "“合唱”排不进新的日子：音乐教室在 1 月 5 日 17:30 到 1 月 5 日 18:30 有“书法”" in text_of(said, 422)
    db.session.expire_all()
    assert db.session.get(Term, school.term_id).ends_on == date(2026, 12, 31)


def test_a_calendar_shows_the_classes_until_its_address_is_taken_back(school: School, browser: Any, client: Any) -> None:
    from core.kernel.links import close_link, open_link

    staffed(school)
    wish(school, {0: [school.course_id], 1: [school.course_id]})
    token = open_link(GUARDIAN, school.guardians[0])
    other = open_link(TEACHER, school.teachers[0])
    db.session.commit()
    shown = client.get(f"/after-school/calendars/guardian/{token}.ics")
    assert (shown.status_code, shown.mimetype, shown.text.count("BEGIN:VEVENT")) == (200, "text/calendar", 12)
    assert "韦小宝" not in shown.text
    assert client.get(f"/after-school/calendars/teacher/{other}.ics").text.count("BEGIN:VEVENT") == 12
    assert client.get(f"/after-school/calendars/teacher/{token}.ics").status_code == 404
    close_link(GUARDIAN, school.guardians[0])
    db.session.commit()
    assert client.get(f"/after-school/calendars/guardian/{token}.ics").status_code == 404


def test_an_address_is_taken_and_cancelled_on_the_phone(school: School, browser: Any) -> None:
    from .test_pages import post, text_of

    guardian = browser(school.guardians[0])
    assert "/after-school/calendars/guardian/" in text_of(post(guardian, "/calendars", side="guardian"))
    assert "作废地址" in text_of(guardian.get("/after-school/mine"))
    assert "订阅地址已经作废" in text_of(post(guardian, "/calendars/close", side="guardian"))
    assert post(guardian, "/calendars", side="x").status_code == 404
