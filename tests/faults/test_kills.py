"""Web servers and workers are killed under load: what was acknowledged is there, once, and nothing is half written."""
from __future__ import annotations

import os
import random
import time
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core import clock
from core.communities.services import community_today
from core.kernel.jobs import Job, run_due
from core.kernel.jobs.queue import LEASE
from core.kernel.ledger import LedgerTransfer
from core.tenancy.session import use
from core.volunteers.models import ServiceRecord
from plugins.venues.models import Booking
from tests.faults.books import complaints, doubled, sqlite_file_is_sound
from tests.faults.callers import Caller, Poster
from tests.faults.conftest import Hangar, Stage

KILLS = int(os.environ.get("LINLI_TEST_KILLS", "200"))
SLOTS = 28  # half hours from 8 to 22
TAKEN = "这段时间已经有安排"


def served(stage: Stage, today: Any) -> Any:
    """Write n: a service of ten minutes, under a key of its own; the day's cap is never reached."""

    def write(number: int) -> tuple[str, dict[str, str]]:
        fields = {"on": str(today - timedelta(days=1 + number % 90)), "start": "10:00", "minutes": "10"}
        return f"/desk/volunteers/{stage.volunteer_id}/served", {**fields, "note": "陪聊天", "key": str(number)}

    return write


def booked(stage: Stage, today: Any) -> Any:
    """Write n: the n-th half hour of the coming days, place by place."""

    def write(number: int) -> tuple[str, dict[str, str]]:
        place, turn = stage.place_ids[number % len(stage.place_ids)], number // len(stage.place_ids)
        start = 480 + 30 * (turn % SLOTS)
        day = today + timedelta(days=1 + turn // SLOTS)
        fields = {"day": str(day), "start": str(start), "end": str(start + 30), "kind": "games"}
        return f"/venues/places/{place}/book", fields

    return write


@pytest.fixture
def posters(app: Any, community: Any, stage: Stage, hangar: Hangar) -> list[Poster]:
    """Two signed-in callers; each has posted once, to the parent itself."""
    with app.app_context(), use(community.id):
        today = community_today()
    hangar.order("serve 8")
    callers = [Caller(hangar.port, community.slug) for _poster in range(2)]
    for caller in callers:
        caller.enter(stage.phone)
    made = [Poster(callers[0], served(stage, today)), Poster(callers[1], booked(stage, today), TAKEN)]
    for poster in made:
        poster.post()
    hangar.done()
    return made


def kill_under_load(hangar: Hangar, posters: list[Poster]) -> None:
    """Each time after some write was acknowledged, and a moment later, wherever the next ones are by then."""
    chance = random.Random(1)
    for turn in range(KILLS):
        before = sum(poster.number for poster in posters)
        until = time.monotonic() + 20
        while sum(poster.number for poster in posters) == before and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.06))
        hangar.order(f"kill {('web', 'worker')[turn % 2]}")
        hangar.done()


def finish(app: Any) -> None:
    """What killed workers had taken is done by another one when its lease is over."""
    clock.shift(LEASE + timedelta(seconds=1))
    try:
        while Context().run(run_due, app):
            pass
    finally:
        clock.shift(timedelta(0))


@pytest.mark.timeout(600)
def test_of_many_kills_no_write_is_lost_doubled_or_half_done(
    site: Any, app: Any, community: Any, hangar: Hangar, posters: list[Poster]
) -> None:
    for kind in ("web", "worker"):
        hangar.order(f"launch {kind}")
        hangar.done()
    for poster in posters:
        poster.start()
    kill_under_load(hangar, posters)
    for poster in posters:
        poster.stop()
    hangar.close()
    finish(app)
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
        interrupted = session.scalar(select(func.count(Job.id)).where(Job.attempts > 1))
    if hasattr(site, "file"):
        assert sqlite_file_is_sound(site.file)
    # The kills came in the middle of something, else they prove nothing.
    assert hours.caller.broken + places.caller.broken >= KILLS // 10
    assert interrupted >= KILLS // 40
