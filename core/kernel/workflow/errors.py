"""What a workflow refuses."""
from __future__ import annotations

from core.errors import Refused


class WorkflowRefused(Refused):
    """The step is not possible now; the sentence says in which state the thing is and what can be done."""


class StateIsGuarded(RuntimeError):
    """Code wrote `row.state` itself; use `workflow.start` or `workflow.fire`."""
