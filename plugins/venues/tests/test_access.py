"""Who may call each page: a declaration that was loosened by mistake shows here."""
from __future__ import annotations

from typing import Any

import pytest

from core.testing import declared_access

REVIEWED = {
    "all_rules": "venues.manage",
    "approve": "venues.approve",
    "approve_series": "venues.approve",
    "book": "venues.book",
    "book_for": "venues.approve",
    "booking": "signed-in",
    "cancel_series": "signed-in",
    "check_in": "signed-in",
    "close_day": "venues.manage",
    "day": "venues.view",
    "desk": "venues.view",
    "desk_booking": "venues.view",
    "do": "venues.approve",
    "door": "signed-in",
    "door_sheet": "venues.manage",
    "edit_rules": "venues.manage",
    "index": "public",
    "lobby": "public",
    "mine": "signed-in",
    "new": "venues.approve",
    "open_day": "venues.manage",
    "opened": "signed-in",
    "place": "public",
    "sheet": "public",
    "static": "public",
    "step": "signed-in",
    "thing": "venues.manage",
    "things": "venues.manage",
    "week": "venues.view",
}


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_who_may_call_each_page_is_as_reviewed(app: Any) -> None:
    assert declared_access(app, "venues") == REVIEWED
