"""Who may call each page: a declaration that was loosened by mistake shows here."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing import declared_access

VIEW, MANAGE, ENROL, TEACH = "after_school.view", "after_school.manage", "after_school.enrol", "after_school.teach"
SIGNED_IN = (
    "adult_photo", "alone", "answer_alarm", "ask", "child", "child_page", "child_step", "close_calendar", "code",
    "day_step", "duty_step", "evacuation", "excuse", "fetcher_photo", "guardian_phone", "health_sheet", "leave",
    "note_call", "open_calendar", "open_health", "renew_adult", "sheet_page", "withdraw_adult", "withdraw_alone", "withdraw_health",
)  # fmt: skip
MANAGED = (
    "allocate", "cancel_day", "child_file", "course_step", "drop_special", "edit_course", "edit_term", "end_block",
    "enrol_for", "enrolment_step", "enrolments", "find_guardian", "invite", "make_up", "new_course", "new_term", "settle_adult",
    "special_day", "substitute", "teacher_step",
)  # fmt: skip
REVIEWED = {
    **dict.fromkeys(SIGNED_IN, "signed-in"),
    **dict.fromkeys(MANAGED, MANAGE),
    **dict.fromkeys(("attendance", "course", "desk", "plan", "term", "timetable"), VIEW),
    **dict.fromkeys(("calendar", "draw", "index", "static", "teach"), "public"),
    "enrol": ENROL,
    "mine": ENROL,
    "offer_to_teach": TEACH,
    "teaching": TEACH,
}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_may_call_each_page_is_as_reviewed(app: Any) -> None:
    assert declared_access(app, "after_school") == REVIEWED
