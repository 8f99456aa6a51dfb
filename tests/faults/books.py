"""What must hold of a community's rows whatever died while they were written."""
from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from core.kernel import audit
from core.kernel.jobs import Job
from core.kernel.ledger import LedgerAccount, LedgerEntry, LedgerTransfer
from core.kernel.workflow.engine import workflows
from core.kernel.workflow.models import WorkflowStep


def complaints(session: Any) -> list[str]:
    """Everything half written in the session's community, as sentences; also unfinished jobs."""
    audit.seal(session.community_id)
    verdict = audit.verify(session.community_id)
    open_jobs = session.scalars(select(Job.kind).where(Job.done_at.is_(None), Job.every.is_(None))).all()
    return [
        *_ledger(session),
        *(fault for flow in workflows.values() for fault in _histories(session, flow)),
        *(f"job {kind} is not done" for kind in open_jobs),
        *([] if verdict.ok else [f"audit: {verdict.problem}"]),
    ]


def _ledger(session: Any) -> list[str]:
    sums = select(LedgerEntry.transfer_id, func.sum(LedgerEntry.amount)).group_by(LedgerEntry.transfer_id)
    booked: dict[int, int] = dict(session.execute(sums).all())
    found = [f"transfer {key} sums to {total}" for key, total in booked.items() if total]
    found += [f"transfer {key} has no entries" for key in session.scalars(select(LedgerTransfer.id)) if key not in booked]
    per_account = select(LedgerEntry.account_id, func.sum(LedgerEntry.amount)).group_by(LedgerEntry.account_id)
    entered: dict[int, int] = dict(session.execute(per_account).all())
    for key, balance in session.execute(select(LedgerAccount.id, LedgerAccount.balance)):
        if balance != entered.get(key, 0):
            found.append(f"account {key} says {balance}, its entries {entered.get(key, 0)}")
    return found


def _histories(session: Any, flow: Any) -> list[str]:
    """Rows whose history does not end, step by step, in their state."""
    steps: dict[int, list[Any]] = {}
    query = select(WorkflowStep).where(WorkflowStep.workflow == flow.name).order_by(WorkflowStep.at, WorkflowStep.id)
    for step in session.scalars(query):
        steps.setdefault(step.row_id, []).append(step)
    found = []
    for row_id, state in session.execute(select(flow.model.id, flow.model.state)):
        reached = ""
        for step in steps.pop(row_id, []):
            if step.source != reached:
                found.append(f"{flow.name} {row_id}: a step from {step.source!r} after {reached!r}")
            reached = step.target
        if reached != state:
            found.append(f"{flow.name} {row_id} is {state!r}, its history ends in {reached!r}")
    return found + [f"{flow.name} {row_id} has a history and no row" for row_id in steps]


def doubled(keys: list[Any]) -> list[Any]:
    """Keys that occur more than once."""
    return [key for key, times in Counter(keys).items() if times > 1]


def sqlite_file_is_sound(path: Path) -> bool:
    """What SQLite itself says of its file."""
    with sqlite3.connect(path) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        whole = connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    return sound and whole
