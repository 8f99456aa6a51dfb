"""The columns of a thing with states, and the history of its steps."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from core.kernel.appendonly import AppendOnly
from core.kernel.workflow.errors import StateIsGuarded
from core.tenancy.model import TenantModel

_pen: ContextVar[bool] = ContextVar("workflow_pen", default=False)


@contextmanager
def pen() -> Iterator[None]:
    """Allow writing states; for the workflow engine only."""
    token = _pen.set(True)
    try:
        yield
    finally:
        _pen.reset(token)


class Stateful:
    """Mixin of a model that a Workflow drives: `class Wish(Stateful, TenantModel)`.

    state: key of the present state; state_since: when it was entered; due_at: when its clock rings, None without one.
    """

    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    due_at: Mapped[datetime | None]

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        table = getattr(cls, "__table__", None)
        if table is not None:
            Index(None, table.c.community_id, table.c.due_at)

    @validates("state", "state_since", "due_at")
    def _only_the_workflow_writes(self, name: str, value: Any) -> Any:
        if not _pen.get():
            raise StateIsGuarded(f"{type(self).__name__}.{name} is written by its workflow only: use fire()")
        return value


class WorkflowStep(AppendOnly, TenantModel):
    """One step of one thing: who took it, on whose behalf, when and why. `source` is "" for the start."""

    __table_args__ = (Index(None, "community_id", "workflow", "row_id"),)

    workflow: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    transition: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(30))
    target: Mapped[str] = mapped_column(String(30))
    actor_name: Mapped[str] = mapped_column(String(100))
    actor_person_id: Mapped[int | None]
    acting_for_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
