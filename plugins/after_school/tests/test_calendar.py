"""Holidays, years that nobody knows yet, the admin's word, and the calendars that phones subscribe to."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.actor import SYSTEM
from core.kernel.occupancy import OccupiedQuarter
from core.tenancy.session import db
from plugins.after_school.models import ClassDay
from plugins.after_school.services import courses, terms
from plugins.after_school.services.calendar import NO_CLASS, unknown_years, weekday_held
from plugins.after_school.views.calendars import GUARDIAN, TEACHER

from .conftest import School, staffed, wish

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
    states = dict(db.session.execute(select(ClassDay.day, ClassDay.state).where(ClassDay.day.in_((free, extra)))).all())
    assert states == {free: "cancelled", extra: "planned"}
    assert courses.follow_calendar(extra, SYSTEM) == 0
    taken = select(func.count()).select_from(OccupiedQuarter).where(OccupiedQuarter.resource_kind == "place")
    assert db.session.scalar(taken) == 12 * 4


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
