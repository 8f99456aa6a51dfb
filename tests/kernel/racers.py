"""What the racers do, in threads and in spawned processes; each returns "won" or why it lost."""
from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from core.app import create_app
from core.config import Settings
from core.errors import Refused
from core.kernel.jobs import handles, run_due
from core.kernel.ledger import find_account, transfer
from core.kernel.occupancy import occupy
from core.tenancy.session import db, use
from tests.kernel.tickets import FLOW, WORKER, Ticket

NINE = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)


def accounts() -> tuple[int, int]:
    bank, person = find_account("bank"), find_account("person", 1)
    assert bank is not None
    assert person is not None
    return bank.id, person.id


def post_same_key(me: int) -> None:
    bank, person = accounts()
    before = datetime.now(UTC)
    if transfer("same", {bank: -60, person: 60}, f"racer {me}", at=before).memo != f"racer {me}":
        raise Refused("got the earlier transfer")


def spend_last(me: int) -> None:
    bank, person = accounts()
    transfer(f"spend-{me}", {bank: 60, person: -60})


def occupy_same(me: int) -> None:
    occupy("person", 1, NINE + me * timedelta(minutes=1), NINE + timedelta(hours=1), "visit", me)


def take_ticket(me: int) -> None:
    row = db.session.get(Ticket, 1)
    assert row is not None
    FLOW.fire(row, "take", WORKER)


RACES: dict[str, Callable[[int], None]] = {
    race.__name__: race for race in (post_same_key, spend_last, occupy_same, take_ticket)
}


@handles("race")
def open_ticket(payload: dict[str, Any]) -> None:
    FLOW.start(Ticket(title="made by a job"), WORKER)


def run(app: Flask, community_id: int, race: str, me: int, go: Any) -> str:
    with app.app_context():
        db.engine.connect().close()
    go.wait(30)
    if race == "work":
        return "won" if run_due(app, limit=1) else "nothing left"
    with app.app_context(), use(community_id) as session:
        try:
            RACES[race](me)
            session.commit()
            return "won"
        except Refused as no:
            session.rollback()
            return str(no)


def in_threads(app: Flask, community_id: int, race: str, racers: int = 6) -> list[str]:
    go = threading.Barrier(racers)
    with ThreadPoolExecutor(racers) as pool:
        runs = [pool.submit(Context().run, run, app, community_id, race, me, go) for me in range(racers)]
        return [each.result(60) for each in runs]


_barrier: Any = None
_app: Flask | None = None


def start_process(settings: dict[str, Any], barrier: Any) -> None:
    """Prepare a spawned process: its own app on the same database."""
    global _barrier, _app
    _barrier, _app = barrier, create_app(Settings(**settings))


def run_in_process(community_id: int, race: str, me: int) -> str:
    assert _app is not None
    return run(_app, community_id, race, me, _barrier)


def process_pool(settings: dict[str, Any], racers: int = 2) -> ProcessPoolExecutor:
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(racers, spawn, start_process, (settings, spawn.Barrier(racers)))


def in_processes(pool: ProcessPoolExecutor, community_id: int, race: str, racers: int = 2) -> list[str]:
    runs: list[Future[str]] = [pool.submit(run_in_process, community_id, race, me) for me in range(racers)]
    return [each.result(60) for each in runs]
