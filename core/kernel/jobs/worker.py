"""Run due jobs, each in a fresh context that inherits neither a community nor a request."""
from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import Context
from traceback import format_tb

from flask import Flask

from core.errors import LinliError
from core.kernel.jobs.queue import Claimed, claim, finish, postpone
from core.kernel.jobs.registry import handlers
from core.tenancy.session import db, use

log = logging.getLogger("linli.jobs")


class LeaseLost(RuntimeError):
    """The handler took longer than its lease and another worker has the job: this run is rolled back."""


def run_due(app: Flask, limit: int = 100, stop: Callable[[], bool] = lambda: False) -> int:
    """Run up to `limit` due jobs, also those they queue themselves; returns how many were done.

    Failures are logged and postponed. `stop()` is asked between two jobs.
    """
    done = 0
    for _turn in range(limit):
        if stop():
            break
        job = Context().run(_take, app)
        if job is None:
            break
        done += Context().run(_run, app, job)
    return done


def _take(app: Flask) -> Claimed | None:
    with app.app_context():
        return claim(db.engine)


def _run(app: Flask, job: Claimed) -> bool:
    with app.app_context():
        try:
            _work(job)
        except LinliError as refusal:
            # Its sentence may name people, and neither the log nor the queue is read by who may read names.
            said, where = type(refusal).__name__, "".join(format_tb(refusal.__traceback__))
            log.error("job %s (%s), attempt %s, was refused: %s\n%s", job.id, job.kind, job.attempts, said, where)
            postpone(db.engine, job, said)
            return False
        except Exception as problem:
            log.exception("job %s (%s), attempt %s, failed", job.id, job.kind, job.attempts)
            postpone(db.engine, job, f"{type(problem).__name__}: {problem}")
            return False
        return True


def _work(job: Claimed) -> None:
    if job.community_id is None:
        session = db.session()
        handlers[job.kind](job.payload)
        _commit(session, job)
        return
    with use(job.community_id) as session:
        handlers[job.kind](job.payload)
        _commit(session, job)


def _commit(session: object, job: Claimed) -> None:
    if not finish(session, job):
        raise LeaseLost(f"job {job.id}: the lease ran out before the handler was ready")
    db.session.commit()
