"""The load of the fault tests: hours noted and places booked over HTTP, paid by the worker; and what must come of it."""
from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core import clock
from core.kernel.jobs import run_due
from core.kernel.jobs.queue import LEASE
from core.kernel.ledger import LedgerTransfer
from core.tenancy.session import use
from core.volunteers.models import ServiceRecord
from plugins.venues.models import Booking
from tests.faults.books import complaints, doubled
from tests.faults.callers import Poster

SLOTS = 28  # half hours from 8 to 22
TAKEN = "这段时间已经有安排"


def served(stage: Any, today: Any) -> Any:
    """Write n: a service of ten minutes, under a key of its own; the day's cap is never reached."""

    def write(number: int) -> tuple[str, dict[str, str]]:
        fields = {"on": str(today - timedelta(days=1 + number % 90)), "start": "10:00", "minutes": "10"}
        return f"/desk/volunteers/{stage.volunteer_id}/served", {**fields, "note": "陪聊天", "key": str(number)}

    return write


def booked(stage: Any, today: Any) -> Any:
    """Write n: the n-th half hour of the coming days, place by place."""

    def write(number: int) -> tuple[str, dict[str, str]]:
        place, turn = stage.place_ids[number % len(stage.place_ids)], number // len(stage.place_ids)
        start = 480 + 30 * (turn % SLOTS)
        day = today + timedelta(days=1 + turn // SLOTS)
        fields = {"day": str(day), "start": str(start), "end": str(start + 30), "kind": "games"}
        return f"/venues/places/{place}/book", fields

    return write


def finish(app: Any) -> None:
    """What killed workers had taken is done by another one when its lease is over."""
    clock.shift(LEASE + timedelta(seconds=1))
    try:
        while Context().run(run_due, app):
            pass
    finally:
        clock.shift(timedelta(0))


def check_books(app: Any, community: Any, posters: list[Poster]) -> None:
    """What was acknowledged is there, once, and paid once, and nothing is half written."""
    hours, places = posters
    assert hours.odd + places.odd == []
    with app.app_context(), use(community.id) as session:
        assert complaints(session) == []
        kept = session.scalars(select(ServiceRecord.source_key)).all()
        assert sorted(kept) == sorted(f"desk:{number}" for number in hours.acknowledged)
        paid = session.scalars(select(LedgerTransfer.key)).all()
        assert sorted(paid) == sorted(f"service_record:{key}" for key in session.scalars(select(ServiceRecord.id)))
        taken = session.execute(select(Booking.place_id, Booking.starts_at).where(Booking.state == "approved")).all()
        assert (len(taken), doubled(taken)) == (len(places.acknowledged), [])
