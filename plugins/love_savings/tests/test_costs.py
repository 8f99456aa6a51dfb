"""How many statements each page costs."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.tenancy.session import db
from plugins.love_savings.services import asking, dispatching, serving

from .conftest import Station, tomorrow_at
from .test_pages import text_of


def many(station: Station, count: int) -> None:
    """More requests by the worker, offered to the volunteers."""
    for index in range(count):
        start = tomorrow_at(8) + timedelta(hours=index % 10, days=index // 10)
        made = asking.ask(station.worker, station.resident_id, start, start + timedelta(hours=1), words="帮忙")
        dispatching.verify(made.id, station.worker)
        dispatching.next_wave(made.id, station.worker)
        serving.cancel(made.id, station.resident, "算了")
    db.session.commit()


PAGES = {
    "home": ("resident_id", "/"),
    "desk": ("worker_id", "/desk/"),
    "station": ("worker_id", "/love-savings/?show=all"),
    "request": ("worker_id", "/love-savings/requests/{id}"),
    "match": ("worker_id", "/love-savings/requests/{id}/match"),
    "pairs": ("worker_id", "/love-savings/pairs"),
    "card of": ("worker_id", "/love-savings/cards/{resident}"),
    "ask": ("resident_id", "/love-savings/ask"),
    "my requests": ("resident_id", "/love-savings/asked"),
    "asked": ("resident_id", "/love-savings/asked/{id}"),
    "card": ("resident_id", "/love-savings/card"),
    "mine": ("helper_ids", "/love-savings/mine"),
}


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_costs_a_fixed_number_of_statements_however_many_rows(
    station: Station, browser: Any, asked: Any, query_counter: Any, page: str
) -> None:
    who, path = PAGES[page]
    person = getattr(station, who)
    request_id = asked()
    dispatching.verify(request_id, station.worker)
    db.session.commit()
    client = browser(person[0] if isinstance(person, list) else person)
    path = path.format(id=request_id, resident=station.resident_id)
    costs = []
    for more in (0, 25):
        many(station, more)
        text_of(client.get(path))
        with query_counter() as statements:
            text_of(client.get(path))
        costs.append(len(statements))
    # Matching looks in growing boxes, one statement each, until nobody outside can be better: four where few can go.
    # Two of them are for relatives and for those who often gave up late.
    # The desk: seven of its own, one each for what waits at the station and for the building's plan, two for the charts.
    # A card's page: the reader, the card, five of its statement, its lost ones, the star; three for what can be given away;
    # at the desk the person and the scope too, and five for whether minutes can be granted.
    most = {"match": 13, "desk": 11, "card": 13, "card of": 17}.get(page, 8)
    assert costs[0] == costs[1] <= most, "\n".join(statements)
