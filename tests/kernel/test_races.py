"""When several want the same thing at the same moment, exactly one gets it: in threads and in processes."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.jobs import enqueue
from core.kernel.ledger import LedgerEntry, balance, open_account, transfer
from core.kernel.occupancy import OccupiedQuarter
from core.tenancy.session import use
from tests.kernel import racers
from tests.kernel.tickets import FLOW, WORKER, Ticket

RACES = [*racers.RACES, "work"]


@pytest.fixture
def stage(app: Any, community: Any) -> Callable[[], None]:
    """Put everything to the start."""

    def prepare() -> None:
        with app.app_context(), use(community.id) as session:
            bank, person = open_account("bank", floor=None), open_account("person", 1)
            transfer("start", {bank.id: -60, person.id: 60})
            FLOW.start(Ticket(id=1), WORKER)
            enqueue("race", {}, "one")
            session.commit()

    return prepare


def outcome(app: Any, community: Any) -> dict[str, int]:
    with app.app_context(), use(community.id) as session:
        bank, person = racers.accounts()
        assert session.scalar(select(func.sum(LedgerEntry.amount))) == 0
        made = select(func.count(Ticket.id)).where(Ticket.title == "made by a job")
        return {
            "person": balance(person),
            "bank": balance(bank),
            "quarters": session.scalar(select(func.count(OccupiedQuarter.id))),
            "places": session.get(Ticket, 1).places,
            "steps": len(FLOW.history(session.get(Ticket, 1))),
            "made": session.scalar(made),
        }


START = {"person": 60, "bank": -60, "quarters": 0, "places": 1, "steps": 1, "made": 0}
AFTER = {
    "post_same_key": {"person": 120, "bank": -120},
    "spend_last": {"person": 0, "bank": 0},
    "occupy_same": {"quarters": 4},
    "take_ticket": {"places": 0, "steps": 2},
    "work": {"made": 1},
}


@pytest.mark.parametrize("race", RACES)
def test_of_six_threads_exactly_one_wins(app: Any, community: Any, stage: Callable[[], None], race: str) -> None:
    stage()
    results = racers.in_threads(app, community.id, race)
    assert results.count("won") == 1, results
    assert outcome(app, community) == START | AFTER[race]


def test_of_two_processes_exactly_one_wins_each_race(
    site: Any, app: Any, community: Any, stage: Callable[[], None]
) -> None:
    stage()
    expected = dict(START)
    with racers.process_pool(site.settings) as pool:
        for race in ("post_same_key", "occupy_same", "take_ticket", "work"):
            results = racers.in_processes(pool, community.id, race)
            assert results.count("won") == 1, (race, results)
            expected |= AFTER[race]
        # 120 minutes are left by now and both spend 60: two win, and a third and fourth find nothing.
        assert racers.in_processes(pool, community.id, "spend_last") == ["won", "won"]
    expected |= {"person": 0, "bank": 0}
    assert outcome(app, community) == expected
