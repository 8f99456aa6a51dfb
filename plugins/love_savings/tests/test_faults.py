"""Whatever database call fails while help is asked for, promised, confirmed and paid, nothing is half done."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.jobs import run_due
from core.kernel.ledger import LedgerTransfer
from core.tenancy.session import db
from core.testing_faults import Injected, failing
from plugins.love_savings.services import cards, serving

from .conftest import Station, tomorrow_at
from .test_refusals import offered
from .test_straight_path import accepted, served

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@SQLITE
def test_asking_for_help_happens_or_does_not(station: Station, browser: Any, each_call_fails: Any) -> None:
    resident, day = browser(station.resident_id), tomorrow_at(9).date().isoformat()
    fields = {"skill_id": str(station.skill_id), "words": "灯不亮了", "day": day, "part": "exact", "start": "15:30", "minutes": "60"}
    assert each_call_fails(resident, "/love-savings/ask", **fields) > 20


@SQLITE
def test_accepting_an_offer_happens_or_does_not(station: Station, browser: Any, asked: Any, each_call_fails: Any) -> None:
    offer = offered(station, asked())[0]
    helper = browser(station.helper_ids[0])
    assert each_call_fails(helper, f"/love-savings/mine/offers/{offer.id}/accept") > 20


def test_confirming_happens_or_does_not(
    station: Station, browser: Any, asked: Any, clock_at: Any, each_call_fails: Any
) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    resident = browser(station.resident_id)
    assert each_call_fails(resident, f"/love-savings/asked/{request_id}/confirm") > 20


@SQLITE
def test_the_worker_pays_once_whichever_of_its_calls_fails(
    station: Station, site: Any, asked: Any, clock_at: Any, later: Any
) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    serving.confirm(request_id, station.resident)
    db.session.commit()
    site.keep("before")
    number, struck = 0, True
    while struck:
        number += 1
        later(days=2)
        struck = worker_fails(station, number)
        later(days=3)  # when every lease and wait is over
        station.work()
        assert cards.card_view(station.helper_ids[0]).balance == 60, number
        paid = select(LedgerTransfer.key).where(LedgerTransfer.key.like("service_record:%"))
        assert len(db.session.scalars(paid).all()) == 1, number
        db.session.rollback()
        site.reset("before")
    assert number > 20


def worker_fails(station: Station, number: int) -> bool:
    """Let the worker do all that is due while its `number`-th call fails; whether there were so many."""
    with failing(station.app, number) as calls:
        try:
            run_due(station.app)
        except Injected:
            db.session.rollback()
    return calls.struck
