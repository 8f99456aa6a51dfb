"""Web servers and workers are killed under load: what was acknowledged is there, once, and nothing is half written."""
from __future__ import annotations

import os
import random
import time
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.jobs import Job
from core.tenancy.session import use
from tests.faults.books import sqlite_file_is_sound
from tests.faults.callers import Poster
from tests.faults.conftest import Hangar
from tests.faults.load import check_books, finish

KILLS = int(os.environ.get("LINLI_TEST_KILLS", "200"))
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
    check_books(app, community, posters)
    with app.app_context(), use(community.id) as session:
        interrupted = session.scalar(select(func.count(Job.id)).where(Job.attempts > 1))
    if hasattr(site, "file"):
        assert sqlite_file_is_sound(site.file)
    # The kills came in the middle of something, else they prove nothing.
    assert sum(poster.caller.broken for poster in posters) >= KILLS // 10
    assert interrupted >= KILLS // 40
