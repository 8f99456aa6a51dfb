"""Threads that want the same thing at the same moment, on either database."""
from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from core.errors import LinliError
from core.tenancy.engines import app_engine
from core.tenancy.session import db, use

RACERS = 4
PATIENCE = 1.0  # seconds; who holds a lock keeps the others from ever meeting


def at_once(app: Any, community: Any, work: Callable[[int], Any], meet_before: str) -> list[Any]:
    """What each of four threads got from `work(number)`, committed: its value, or the class of the refusal.

    All have read what they read before any of them sends the first statement that starts with `meet_before`, unless
    a lock keeps them apart: without one, each acts on what was true before the others.
    """
    results: list[Any] = []

    def run(number: int) -> None:
        with app.app_context(), use(community.id):
            try:
                value = work(number)
                db.session.commit()
                results.append(value)
            except LinliError as refusal:
                db.session.rollback()
                results.append(type(refusal))

    with _meeting(app, meet_before):
        threads = [threading.Thread(target=run, args=(number,)) for number in range(RACERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return results


@contextmanager
def _meeting(app: Any, statement: str) -> Iterator[None]:
    gate, own = threading.Barrier(RACERS), threading.local()

    def wait(connection: Any, cursor: Any, sent: str, *rest: Any) -> None:
        # SQLite's guard names the schema of a table that is written to.
        if sent.replace("main.", "", 1).startswith(statement) and not getattr(own, "met", False):
            own.met = True
            try:
                gate.wait(PATIENCE)
            except threading.BrokenBarrierError:
                pass  # the others wait for this thread's lock

    event.listen(app_engine(app), "before_cursor_execute", wait, insert=True)
    try:
        yield
    finally:
        event.remove(app_engine(app), "before_cursor_execute", wait)
