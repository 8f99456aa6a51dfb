"""How the queue stands for the community in force: what keeps failing, and whether a worker is there at all."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, func, select, update

from core.clock import now
from core.kernel.jobs.models import Job
from core.tenancy.current import current_id
from core.tenancy.session import db

FAILING = 3  # attempts after which a job is a problem, and no mishap
SILENT = timedelta(minutes=30)


def failing() -> int:
    """How many jobs failed three times or more and still wait, those that are given up included."""
    query = select(func.count()).select_from(Job).where(*_failing())
    return int(db.session.scalar(query) or 0)


def try_again() -> int:
    """Have failing jobs taken at once, from their first attempt; returns how many. The caller commits."""
    waiting = update(Job).where(*_failing(), Job.lease_until.is_(None))
    done = db.session.execute(waiting.values(attempts=0, due_at=now()).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def silent() -> bool:
    """Whether a recurring job is due for half an hour, so that no worker can be running."""
    oldest = select(func.min(Job.due_at)).where(Job.community_id == current_id(), Job.every.is_not(None))
    due = db.session.scalar(oldest)
    return due is not None and due < now() - SILENT


def _failing() -> tuple[ColumnElement[bool], ...]:
    return Job.community_id == current_id(), Job.done_at.is_(None), Job.every.is_(None), Job.attempts >= FAILING
