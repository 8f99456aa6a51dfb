"""Collects the rows of the demo table by table, each with a history that its workflow allows, and writes them in order."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.api import ServiceRecord, Workflow, WorkflowStep, bulk_insert, bulk_row, past_steps, session

from ..child_models import AloneConsent, ChildDay, HealthSheet
from ..models import Application, ClassDay, Course, CourseTime, Duty, Enrolment, Seat, Teacher, Term

ORDER = (
    Term, Course, CourseTime, Teacher, ClassDay, Duty, Application, Enrolment, Seat, ChildDay, HealthSheet, AloneConsent,
    ServiceRecord, WorkflowStep,
)  # fmt: skip
Past = Iterable[tuple[str, datetime, Any, str]]


class Books:
    """Rows by table."""

    def __init__(self) -> None:
        self.rows: dict[Any, list[dict[str, Any]]] = {model: [] for model in ORDER}

    def add(self, model: Any, **columns: Any) -> int:
        """One row; its id."""
        row = bulk_row(**columns)
        self.rows[model].append(row)
        return int(row["id"])

    def live(self, flow: Workflow, past: Past, **columns: Any) -> int:
        """One row of a workflow with all its steps; its id."""
        row = bulk_row(**columns)
        steps, row["state"], row["state_since"] = past_steps(flow, row["id"], past)
        row["due_at"] = None
        self.rows[flow.model].append(row)
        self.rows[WorkflowStep] += steps
        return int(row["id"])

    def write(self) -> None:
        """Everything, in the order of the foreign keys."""
        session.flush()
        for model in ORDER:
            if self.rows[model]:
                bulk_insert(model, self.rows[model])
        self.rows = {model: [] for model in ORDER}
        session.expire_all()
