"""Calendars to subscribe to."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from core.tenancy.session import use
from core.web.calendars import CalendarEntry, calendar_response

NINE = datetime(2024, 5, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_entries_can_be_read_by_any_calendar(app: Any, community: Any) -> None:
    entries = [
        CalendarEntry("sample.day:1", "书法课，第 3 次", NINE, NINE + timedelta(hours=1), "书法室", "带毛笔;\n换鞋"),
        CalendarEntry("sample.day:2", "音乐课", NINE, NINE + timedelta(minutes=45), cancelled=True),
    ]
    with app.test_request_context(), use(community.id):
        response = calendar_response("小明的课", entries)
    assert response.mimetype == "text/calendar"
    read = Calendar.from_ical(response.get_data())
    first, second = read.walk("VEVENT")
    assert str(read["X-WR-CALNAME"]) == "小明的课"
    assert (str(first["SUMMARY"]), str(first["LOCATION"]), str(first["DESCRIPTION"])) == ("书法课，第 3 次", "书法室", "带毛笔;\n换鞋")
    assert (first.start, first.end) == (NINE.astimezone(UTC), NINE.astimezone(UTC) + timedelta(hours=1))
    assert (str(first["UID"]), "STATUS" in first, str(second["STATUS"])) == ("sample.day:1@xinzhu-test.linli", False, "CANCELLED")
