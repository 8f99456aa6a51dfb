"""The queue: put a job in with the change that causes it, take it out under a lease."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, or_, select, table, update
from sqlalchemy import column as sql_column
from sqlalchemy.engine import Engine

from core.clock import now
from core.kernel.insert import insert_new, insert_new_on
from core.kernel.jobs.models import Job
from core.kernel.jobs.registry import handlers, recurring
from core.tenancy.current import current_id_or_none
from core.tenancy.ids import new_id

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 12
KEPT = timedelta(days=30)
_job: Table = Job.__table__  # type: ignore[assignment]  # typed as FromClause


@dataclass(frozen=True)
class Claimed:
    """A job that this worker holds; `attempts` is the token by which a later lease is told from this one."""

    id: int
    community_id: int | None
    kind: str
    payload: dict[str, Any]
    attempts: int
    every: int | None


def enqueue(kind: str, payload: dict[str, Any], key: str, due_at: datetime | None = None) -> bool:
    """Queue a job for the community in force (outside: for the operator) in the current transaction.

    payload: ids, short codes and flags only, never personal data. The same kind and key is queued once; returns False
    when it was queued before, also when it is done already. It starts after the commit, at `due_at` or soon.
    """
    for name, value in payload.items():
        if not (value is None or isinstance(value, int) or (isinstance(value, str) and len(value) <= 120)):
            raise ValueError(f"job {kind!r}: {name!r} must be an id, a short code or a flag")
    community_id = current_id_or_none()
    values = {
        "id": new_id(), "community_id": community_id, "kind": kind, "key": f"{community_id or 0}:{kind}:{key}",
        "payload": payload, "due_at": due_at or now(), "attempts": 0, "error": "",
    }
    return insert_new(Job, values, ("key",))


def claim(engine: Engine) -> Claimed | None:
    """Take the job that is due longest, by committing a lease of five minutes first; None when nothing is due.

    Kinds without a handler wait: their plugin may come back.
    """
    at = now()
    waiting = (
        select(_job.c.id)
        .where(
            _job.c.done_at.is_(None),
            _job.c.due_at <= at,
            or_(_job.c.lease_until.is_(None), _job.c.lease_until <= at),
            or_(_job.c.attempts < MAX_ATTEMPTS, _job.c.every.is_not(None)),
            _job.c.kind.in_(list(handlers)),
        )
        .order_by(_job.c.due_at, _job.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(_job)
        .where(_job.c.id == waiting.scalar_subquery())
        .values(lease_until=at + LEASE, attempts=_job.c.attempts + 1)
        .returning(_job.c.id, _job.c.community_id, _job.c.kind, _job.c.payload, _job.c.attempts, _job.c.every)
    )
    with engine.begin() as connection:
        found = connection.execute(taken).one_or_none()
    return Claimed(*found) if found else None


def finish(session: Any, job: Claimed) -> bool:
    """Mark the job done in the handler's own transaction; False when the lease ran out and another worker took it."""
    at = now()
    done = update(_job).where(_job.c.id == job.id, _job.c.attempts == job.attempts, _job.c.done_at.is_(None))
    if job.every is None:
        done = done.values(done_at=at, lease_until=None, error="")
    else:
        done = done.values(due_at=at + timedelta(minutes=job.every), lease_until=None, attempts=0, error="")
    session.flush()
    return bool(session.connection().execute(done).rowcount == 1)


def postpone(engine: Engine, job: Claimed, error: str) -> None:
    """Give a failed job back, to be tried later: after 30 s, then twice as long each time, six hours at most."""
    later = now() + min(timedelta(seconds=30 * 2 ** min(job.attempts - 1, 10)), timedelta(hours=6))
    kept = update(_job).where(_job.c.id == job.id, _job.c.attempts == job.attempts, _job.c.done_at.is_(None))
    with engine.begin() as connection:
        connection.execute(kept.values(due_at=later, lease_until=None, error=error[:2000]))


def plant(engine: Engine) -> int:
    """Queue every recurring job in every community that lacks it; returns how many were new. Safe in many workers.

    Those that lie further ahead than their interval were put there by a clock that was ahead, and become due now.
    """
    community, planted = table("community", sql_column("id")), 0
    for name, job in list(recurring.items()):
        kind = f"every:{name}"
        there = select(_job.c.id).where(_job.c.community_id == community.c.id, _job.c.kind == kind)
        with engine.begin() as connection:
            missing = connection.scalars(select(community.c.id).where(~there.exists())).all()
        for community_id in missing:
            planted += _plant_one(engine, community_id, kind, job.minutes)
        _pull_back(engine, kind, job.minutes)
    return planted


def _pull_back(engine: Engine, kind: str, minutes: int) -> None:
    latest = now() + timedelta(minutes=minutes) + LEASE
    lost = _job.c.kind == kind, _job.c.attempts == 0, _job.c.due_at > latest  # a failed one waits on purpose
    with engine.begin() as connection:
        ids = connection.scalars(select(_job.c.id).where(*lost)).all()
        if ids:
            connection.execute(update(_job).where(_job.c.id.in_(ids), *lost).values(due_at=now()))


def prune(engine: Engine) -> None:
    """Forget jobs that were done a month ago."""
    with engine.begin() as connection:
        connection.execute(delete(_job).where(_job.c.done_at < now() - KEPT))


def _plant_one(engine: Engine, community_id: int, kind: str, minutes: int) -> bool:
    row = {
        "id": new_id(), "community_id": community_id, "kind": kind, "key": f"{community_id}:{kind}", "every": minutes,
        "payload": {"community_id": community_id}, "due_at": now(), "attempts": 0, "error": "",
    }
    with engine.begin() as connection:
        return insert_new_on(connection, Job, row, ("key",))
