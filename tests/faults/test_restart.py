"""The database is restarted under load: pages say that it is away, and the same processes go on when it is back."""
from __future__ import annotations

from typing import Any

import pytest

from tests.faults.callers import Poster
from tests.faults.conftest import Hangar
from tests.faults.load import check_books, finish

RESTARTS = 3
WITHIN = 30  # seconds until somebody is served again


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
    hangar.close()
    finish(app)
    check_books(app, community, posters)
    # The same web server answered throughout, and no caller was left without an answer.
    assert sum(poster.caller.broken for poster in posters) == 0
