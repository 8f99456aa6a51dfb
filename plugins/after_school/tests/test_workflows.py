"""Every step from every state of the six workflows: taken or refused exactly as declared; nobody skips the service."""
from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.kernel.workflow.models import pen
from core.tenancy.session import db
from plugins.after_school import workflow
from plugins.after_school.child_models import ChildDay
from plugins.after_school.models import ClassDay, Duty, Enrolment, Teacher

from .conftest import School, at, first_day, staffed, wish

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
FLOWS = {flow.name: flow for flow in (
    workflow.course_flow, workflow.teacher_flow, workflow.enrolment_flow, workflow.day_flow, workflow.duty_flow,
    workflow.child_flow,
)}  # fmt: skip
DATA = {
    "accept": {"why": ["录取", {}]}, "wait": {"why": ["候补", {}], "queue": 1}, "refuse": {"why": ["未录取", {}]},
    "hand_over": {"handed_to": "奶奶", "verified": "known", "late": False}, "leave_alone": {"late": False},
}  # fmt: skip


def row_of(school: School, name: str) -> Any:
    """A row of the workflow, with everything around it that its effects touch."""
    if name == "after_school.course":
        return db.session.get(workflow.course_flow.model, school.course_id)
    if name == "after_school.teacher":
        return db.session.query(Teacher).first()
    if name == "after_school.enrolment":
        return db.session.query(Enrolment).first()
    if name == "after_school.class_day":
        return db.session.get(ClassDay, first_day(school))
    if name == "after_school.duty":
        return db.session.query(Duty).first()
    made = ChildDay(class_day_id=first_day(school), child_id=school.children[0])
    return workflow.child_flow.start(made, SYSTEM)


@pytest.mark.parametrize("name", list(FLOWS))
def test_every_pair_is_taken_or_refused_as_declared(school: School, clock_at: Any, name: str) -> None:
    flow = FLOWS[name]
    staffed(school)
    wish(school, {0: [school.course_id]})
    clock_at(at(17, 0))
    row = row_of(school, name)
    db.session.flush()
    for state, step in product(flow.graph.states, flow.graph.transitions):
        with pen():
            row.state = state
        if name == "after_school.duty":
            row.checked_in_at = at(17, 0)
        db.session.flush()
        if state in flow.graph.leads(step):
            row = flow.fire(row, step, SYSTEM, "理由", **DATA.get(step, {}))
            assert row.state == flow.graph.transitions[step].target
        else:
            with pytest.raises(WorkflowRefused, match="现在的状态是"):
                flow.fire(row, step, SYSTEM, "理由", **DATA.get(step, {}))
            assert row.state == state


@pytest.mark.parametrize("name", list(FLOWS))
def test_steps_that_need_a_reason_are_refused_without_one(school: School, name: str) -> None:
    flow = FLOWS[name]
    staffed(school)
    wish(school, {0: [school.course_id]})
    row = row_of(school, name)
    for step in flow.graph.transitions.values():
        if step.reason:
            with pen():
                row.state = step.sources[0]
            db.session.flush()
            with pytest.raises(WorkflowRefused, match="请写明"):
                flow.fire(row, step.name, SYSTEM, " ")

