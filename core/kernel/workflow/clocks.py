"""Clocks that ring: the recurring job that lets the system take the steps whose time has come."""
from __future__ import annotations

import logging
from typing import Any

from core.clock import now
from core.errors import Refused
from core.kernel.actor import SYSTEM
from core.kernel.switch import is_on
from core.kernel.workflow.engine import Workflow, workflows
from core.tenancy.session import db

log = logging.getLogger("linli.workflow")


def run_clocks(community_id: int) -> int:
    """Take every due step in the community in force; returns how many were taken.

    Each step has its own SAVEPOINT: one that fails or is refused is logged, stays overdue and stops no other.
    Workflows of plugins that are off rest.
    """
    return sum(
        _ring(flow, row)
        for flow in list(workflows.values())
        if is_on(flow.owner) and flow.graph.clocks
        for row in flow.overdue(limit=None)
    )


def _ring(flow: Workflow, row: Any) -> bool:
    row_id = row.id
    try:
        with db.session.begin_nested():
            row = flow.lock(row)
            clock = flow.graph.clocks.get(row.state)
            if clock is None or row.due_at is None or row.due_at > now():
                return False
            flow.fire(row, clock.transition, SYSTEM)
            return True
    except Refused as no:
        log.warning("clock of %s %s refused: %s", flow.name, row_id, no)
    except Exception:
        log.exception("clock of %s %s failed", flow.name, row_id)
    return False
