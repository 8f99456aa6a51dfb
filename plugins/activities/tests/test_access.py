"""Who may call each page: a declaration that was loosened by mistake shows here."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing import declared_access

REVIEWED = {
    "activity": "public",
    "add_photos": "activities.run",
    "add_post": "activities.run",
    "admit": "activities.group",
    "all_series": "activities.run",
    "close_feed": "signed-in",
    "desk": "activities.view",
    "dismiss": "activities.group",
    "door": "signed-in",
    "door_sign": "activities.run",
    "drop_line": "activities.run",
    "drop_photos": "activities.run",
    "drop_post": "activities.run",
    "edit": "activities.run",
    "end_series": "activities.run",
    "feed": "public",
    "feed_link": "signed-in",
    "group": "signed-in",
    "hide": "activities.run",
    "index": "public",
    "join": "activities.join",
    "lead": "activities.run",
    "meeting": "signed-in",
    "mine": "signed-in",
    "new": "activities.run",
    "new_meeting": "activities.group",
    "new_plan": "activities.run",
    "new_rule": "activities.group",
    "new_series": "activities.run",
    "one_series": "activities.run",
    "own_feed": "public",
    "paper": "activities.run",
    "pass_": "activities.run",
    "people": "activities.run",
    "person_step": "activities.run",
    "photo": "public",
    "plan": "activities.run",
    "plan_step": "activities.run",
    "plans": "activities.run",
    "report": "activities.view",
    "renew_code": "activities.run",
    "result": "activities.run",
    "rules": "public",
    "run": "activities.run",
    "show": "activities.run",
    "signup": "signed-in",
    "signup_step": "signed-in",
    "skip": "activities.run",
    "static": "public",
    "step": "activities.run",
    "week": "public",
}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_may_call_each_page_is_as_reviewed(app: Any) -> None:
    assert declared_access(app, "activities") == REVIEWED
