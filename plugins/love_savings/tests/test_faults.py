"""Whatever database call fails while help is asked for, promised, confirmed and paid, nothing is half done."""
from __future__ import annotations

from typing import Any

from core.testing_accounts import csrf_of

from .conftest import Station, tomorrow_at
from .test_refusals import offered
from .test_straight_path import accepted, served


def poster(client: Any, path: str, **fields: Any) -> Any:
    """A function that sends a form as a page would."""
    data = {"csrf_token": csrf_of(client, "/password"), **fields}
    return lambda: client.post(path, data=data)


def test_asking_for_help_happens_or_does_not(station: Station, browser: Any, each_call_fails: Any) -> None:
    resident, day = browser(station.resident_id), tomorrow_at(9).date().isoformat()
    fields = {"skill_id": str(station.skill_id), "words": "灯不亮了", "day": day, "part": "exact", "start": "15:30", "minutes": "60"}
    assert each_call_fails(poster(resident, "/love-savings/ask", **fields)) > 20


def test_accepting_an_offer_happens_or_does_not(station: Station, browser: Any, asked: Any, each_call_fails: Any) -> None:
    offer = offered(station, asked())[0]
    helper = browser(station.helper_ids[0])
    assert each_call_fails(poster(helper, f"/love-savings/mine/offers/{offer.id}/accept")) > 20


def test_confirming_happens_or_does_not(
    station: Station, browser: Any, asked: Any, clock_at: Any, each_call_fails: Any
) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    resident = browser(station.resident_id)
    assert each_call_fails(poster(resident, f"/love-savings/asked/{request_id}/confirm")) > 20
