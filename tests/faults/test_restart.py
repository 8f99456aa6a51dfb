"""The database is restarted under load: pages say that it is away, and the same processes go on when it is back."""
from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.ledger import LedgerTransfer
from core.tenancy.session import use
from core.volunteers.models import ServiceRecord
from tests.faults.callers import Poster
from tests.faults.conftest import Hangar
from tests.faults.load import check_books, finish

RESTARTS = 3
WITHIN = 30  # seconds until somebody is served again


def paid_in_time(app: Any, community: Any, number: int) -> bool:
    """Whether the worker that was there before the restart pays what was noted after it."""
    record = select(ServiceRecord.id).where(ServiceRecord.source_key == f"desk:{number}")
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        with app.app_context(), use(community.id) as session:
            key = f"service_record:{session.scalars(record).one()}"
            if session.scalar(select(LedgerTransfer.id).where(LedgerTransfer.key == key)):
                return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_after_a_restart_of_the_database_everybody_goes_on_and_nothing_is_doubled(
    site: Any, app: Any, community: Any, hangar: Hangar, posters: list[Poster]
) -> None:
    for kind in ("web", "worker"):
        hangar.order(f"launch {kind}")
        hangar.done()
    for poster in posters:
        poster.start()
    for _restart in range(RESTARTS):
        for poster in posters:
            poster.wait_for(3, WITHIN)
        site.restart()
    for poster in posters:
        poster.wait_for(3, WITHIN)
        poster.stop()
    assert paid_in_time(app, community, max(posters[0].acknowledged)), "the worker did not come back"
    hangar.close()
    finish(app)
    check_books(app, community, posters)
    # The same web server answered throughout, and no caller was left without an answer.
    assert sum(poster.caller.broken for poster in posters) == 0
