"""Whatever database call fails while a place is booked, it is booked or free."""
from __future__ import annotations

from typing import Any

from .conftest import Centre
from .test_pages import wish


def test_booking_a_place_happens_or_does_not(centre: Centre, browser: Any, each_call_fails: Any) -> None:
    assert each_call_fails(browser(centre.resident_id), f"/venues/places/{centre.room_id}/book", **wish()) > 20
