"""How many statements each page costs, however many bookings there are."""
from __future__ import annotations

from typing import Any

import pytest

from core.tenancy.session import db
from plugins.venues.services import deciding

from .conftest import Centre
from .test_pages import text_of

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
PAGES = {
    "index": ("resident_id", "/venues/", 5),
    "place": ("resident_id", "/venues/places/{room}", 7),
    "book": ("resident_id", "/venues/places/{room}/book", 8),
    "mine": ("resident_id", "/venues/mine", 7),
    "booking": ("resident_id", "/venues/mine/{id}", 9),
    "lobby": ("resident_id", "/venues/lobby", 5),
    "home": ("resident_id", "/", 6),
    "me": ("resident_id", "/me/", 9),
    "desk": ("worker_id", "/venues/desk/?show=all", 14),
    "desk booking": ("worker_id", "/venues/desk/bookings/{id}", 10),
    "day": ("worker_id", "/venues/desk/day", 7),
    "week": ("worker_id", "/venues/desk/places/{room}/week", 7),
    "today": ("worker_id", "/desk/", 12),
    "rules": ("admin_id", "/venues/desk/places", 4),
    "things": ("admin_id", "/venues/desk/equipment", 7),
}


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_costs_a_fixed_number_of_statements(
    centre: Centre, browser: Any, book: Any, query_counter: Any, page: str
) -> None:
    who, path, most = PAGES[page]
    centre.configure(open_at_once=50)
    booking_id = book(centre.hall_id)
    deciding.approve(booking_id, centre.admin)
    db.session.commit()
    client = browser(getattr(centre, who))
    path = path.format(id=booking_id, room=centre.room_id)
    costs = []
    for days in (range(1, 2), range(2, 9)):
        for day in days:
            book(centre.room_id, days=day, wanted={centre.projector_id: 1})
            book(centre.room_id, days=day, person_id=centre.neighbour_id, wait=True)
            book(centre.hall_id, days=day + 1)
        text_of(client.get(path))
        with query_counter() as statements:
            text_of(client.get(path))
        costs.append(len(statements))
    assert costs[0] == costs[1] <= most, (costs, "\n".join(statements))
