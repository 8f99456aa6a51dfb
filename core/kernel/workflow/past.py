"""A past that the workflow allows, as rows for a bulk insert: demo data and imported history."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.kernel.actor import SYSTEM
from core.kernel.bulk import bulk_row
from core.kernel.workflow.engine import Workflow


def past_steps(
    flow: Workflow, row_id: int, steps: Iterable[tuple[str, datetime, Any, str]]
) -> tuple[list[dict[str, Any]], str, datetime]:
    """The WorkflowStep rows of a past, the state it led to, and since when.

    steps: (transition, moment, person or None for the system, reason), oldest first; the first one is the start and
    has the transition "". Permissions, conditions and effects are not asked. Raises ValueError for a step that the
    graph does not allow, a missing reason, or a moment before the last one.
    """
    rows: list[dict[str, Any]] = []
    state, since = "", None
    for name, at, person, reason in steps:
        if since is not None and at < since:
            raise ValueError(f"workflow {flow.name!r}: {name!r} would come before the step before it")
        target = _target(flow, state, name, reason)
        rows.append(
            bulk_row(
                workflow=flow.name, row_id=row_id, transition=name, source=state, target=target,
                actor_name=person.name if person else str(SYSTEM.name),
                actor_person_id=person.id if person else None, acting_for_id=None, reason=reason, at=at,
            )
        )
        state, since = target, at
    if since is None:
        raise ValueError(f"workflow {flow.name!r}: a past begins with its start")
    return rows, state, since


def _target(flow: Workflow, state: str, name: str, reason: str) -> str:
    if not state and not name:
        return flow.first
    arrow = flow.graph.transitions.get(name)
    if arrow is None or state not in arrow.sources:
        raise ValueError(f"workflow {flow.name!r}: no {name!r} from {state or 'nothing'!r}")
    if arrow.reason and not reason:
        raise ValueError(f"workflow {flow.name!r}: {name!r} needs a reason")
    return arrow.target
