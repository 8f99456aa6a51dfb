"""Workflows: states and steps declared as data, taken in one place, remembered and clocked."""
from __future__ import annotations

from core.kernel.workflow.clocks import run_clocks
from core.kernel.workflow.definition import Button, Change, Clock, HistoryLine, State, Transition
from core.kernel.workflow.engine import Workflow, workflows
from core.kernel.workflow.errors import StateIsGuarded, WorkflowRefused
from core.kernel.workflow.models import Stateful, WorkflowStep
from core.kernel.workflow.past import past_steps

__all__ = [
    "Button", "Change", "Clock", "HistoryLine", "State", "StateIsGuarded", "Stateful", "Transition", "Workflow",
    "WorkflowRefused", "WorkflowStep", "past_steps", "run_clocks", "workflows",
]
