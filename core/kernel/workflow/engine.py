"""The one place where a state changes: it locks and re-reads the row, then judges, writes and remembers."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.clock import now
from core.errors import Forbidden
from core.kernel.actor import SYSTEM, Actor
from core.kernel.locking import locked
from core.kernel.workflow.definition import Button, Change, Clock, Graph, HistoryLine, State, Transition
from core.kernel.workflow.diagram import mermaid
from core.kernel.workflow.errors import WorkflowRefused
from core.kernel.workflow.models import WorkflowStep, pen
from core.tenancy.owners import owner_of
from core.tenancy.session import db
from core.texts import gettext as _

workflows: dict[str, Workflow] = {}


class Workflow:
    """States and steps of one model; the first state is where `start` begins. Registers itself under its name."""

    def __init__(
        self,
        name: str,
        model: Any,
        states: Sequence[State],
        transitions: Sequence[Transition],
        clocks: Sequence[Clock] = (),
    ) -> None:
        """Raises ValueError when states, transitions and clocks do not fit together."""
        self.name, self.model, self.owner = name, model, owner_of(model.__module__)
        self.graph = Graph.of(name, states, transitions, clocks)
        self.first = states[0].key
        workflows[name] = self

    def start(self, row: Any, actor: Actor, reason: str | None = None, *, at: datetime | None = None) -> Any:
        """Put a new row into the first state, add it to the session and begin its history; returns the row."""
        at = at or now()
        self._enter(row, self.first, at)
        db.session.add(row)
        self._remember(row, "", "", actor, reason, at)
        return row

    def fire(
        self, row: Any, name: str, actor: Actor, reason: str | None = None, *, at: datetime | None = None, **data: Any
    ) -> Any:
        """Take the step `name` and return the row as locked and re-read; `data` is handed to the effect.

        Nothing is committed: the lock lasts until the caller's transaction ends. Unflushed changes of the row are
        flushed first. Raises LookupError (no such step), Missing (row gone), Forbidden (permission),
        WorkflowRefused (wrong state, reason missing, condition).
        """
        step = self.graph.transitions.get(name)
        if step is None:
            raise LookupError(f"workflow {self.name!r} has no transition {name!r}")
        row = self.lock(row)
        self._judge(row, step, actor, reason)
        change = Change(actor, (reason or "").strip(), data, at or now(), name)
        source = row.state
        self._enter(row, step.target, change.at)
        self._remember(row, name, source, actor, reason, change.at)
        if step.effect:
            step.effect(row, change)
        db.session.flush()
        return row

    def lock(self, row: Any) -> Any:
        """The row, locked until the transaction ends and read anew; raises Missing when it is gone."""
        return locked(row)

    def available(self, row: Any, actor: Actor) -> list[Button]:
        """The buttons for `actor` on `row` as it is in memory; `fire` judges again on the locked row."""
        return [
            Button(t.name, t.title, t.icon, t.primary, t.reason, t.condition(row, actor) if t.condition else None)
            for t in self._open(row, actor)
        ]

    def state_of(self, row: Any) -> State:
        """The present State (title, badge) of a row; raises KeyError when its key is no longer declared."""
        return self.graph.states[row.state]

    def states_in_words(self) -> dict[str, tuple[str, str]]:
        """State key -> (title in the reader's language, badge), for lists that show the same few states again and again."""
        return {key: (str(state.title), state.badge) for key, state in self.graph.states.items()}

    def history(self, row: Any) -> list[HistoryLine]:
        """All steps of a row, oldest first."""
        query = select(WorkflowStep).where(WorkflowStep.workflow == self.name, WorkflowStep.row_id == row.id)
        return [self._line(step) for step in db.session.scalars(query.order_by(WorkflowStep.at, WorkflowStep.id))]

    def overdue(self, limit: int | None = 50, at: datetime | None = None) -> list[Any]:
        """Rows whose clock has rung by `at` (default now), longest overdue first."""
        query = select(self.model).where(self.model.due_at <= (at or now()))
        return list(db.session.scalars(query.order_by(self.model.due_at, self.model.id).limit(limit)).unique())

    def diagram(self) -> str:
        """The graph as mermaid text."""
        return mermaid(self.graph)

    def _open(self, row: Any, actor: Actor) -> list[Transition]:
        return [
            t
            for t in self.graph.from_state(row.state)
            if not t.automatic and (t.permission is None or actor.can(t.permission, row))
        ]

    def _judge(self, row: Any, step: Transition, actor: Actor, reason: str | None) -> None:
        if (step.automatic and actor is not SYSTEM) or (step.permission and not actor.can(step.permission, row)):
            raise Forbidden(_("您没有权限“%(step)s”。需要的话，请联系社区管理员。", step=step.title))
        if row.state not in step.sources:
            raise WorkflowRefused(self._wrong_state(row, step, actor))
        if step.reason and not (reason or "").strip():
            raise WorkflowRefused(_("请写明“%(step)s”的原因，再提交一次。", step=step.title))
        sentence = step.condition(row, actor) if step.condition else None
        if sentence:
            raise WorkflowRefused(sentence)

    def _wrong_state(self, row: Any, step: Transition, actor: Actor) -> str:
        state = self.state_of(row)
        said: str = _("现在的状态是“%(state)s”，不能“%(step)s”。", state=state.title, step=step.title)
        if state.final:
            return said + str(_("这一项已经结束，不用再处理。"))
        choices = _("、").join(f"“{b.title}”" for b in self.available(row, actor) if not b.refusal)
        if choices:
            return said + str(_("现在可以：%(choices)s。", choices=choices))
        return said + str(_("请刷新页面查看最新进展，等待其他人处理。"))

    def _enter(self, row: Any, key: str, at: datetime) -> None:
        with pen():
            row.state, row.state_since = key, at
            clock = self.graph.clocks.get(key)
            minutes = clock.minutes(row) if clock else None
            row.due_at = None if minutes is None else at + timedelta(minutes=minutes)

    def _remember(
        self, row: Any, name: str, source: str, actor: Actor, reason: str | None, at: datetime
    ) -> None:
        step = WorkflowStep(
            workflow=self.name, row_id=row.id, transition=name, source=source, target=row.state,
            actor_name=str(actor.name), actor_person_id=actor.person_id, acting_for_id=actor.acting_for_id,
            reason=(reason or "").strip(), at=at,
        )
        db.session.add(step)

    def _line(self, step: WorkflowStep) -> HistoryLine:
        arrow = self.graph.transitions.get(step.transition)
        state = self.graph.states.get(step.target, State(step.target, step.target))
        return HistoryLine(
            arrow.title if arrow else step.transition or None, state, step.actor_name, step.actor_person_id,
            step.acting_for_id, step.reason, step.at,
        )
