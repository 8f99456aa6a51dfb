"""Every step of the three lives, from every state: taken as declared, or refused."""
from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from core.api import month_after, this_month
from core.errors import Forbidden
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.kernel.workflow.models import pen
from core.tenancy.session import db
from plugins.activities.models import Activity, Signup
from plugins.activities.services import joining, making, planning
from plugins.activities.services.calendar import first_day
from plugins.activities.workflow import activity_flow, plan_flow, signup_flow

from .conftest import Scene, day_at, values

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
MOVE = {"starts_at": day_at(9, 6), "ends_at": day_at(10, 6), "place_id": None, "place_text": "花园"}


def put(row: Any, state: str) -> Any:
    with pen():
        row.state = state
    db.session.flush()
    return row


def test_an_activity_takes_each_step_from_its_states_only(scene: Scene, clock_at: Any) -> None:
    row = making.make(scene.leader, values(scene))
    for state, (name, arrow) in product(activity_flow.graph.states, activity_flow.graph.transitions.items()):
        clock_at(day_at(12, 4) if name in ("record", "hold") else day_at(9, -1))
        put(row, state)
        row.starts_at, row.ends_at = day_at(9, 1 if name == "publish" else -1), day_at(11, 1 if name == "publish" else -1)
        actor = SYSTEM if arrow.automatic else scene.leader
        data = MOVE if name == "reschedule" else {}
        if state in arrow.sources:
            assert activity_flow.fire(row, name, actor, "原因", **data).state == arrow.target
        else:
            with pytest.raises(WorkflowRefused):
                activity_flow.fire(row, name, actor, "原因", **data)
            assert row.state == state


def test_a_plan_takes_each_step_from_its_states_only(scene: Scene) -> None:
    month = month_after(this_month())
    row = planning.start(scene.leader, month, team_id=scene.team_id)
    planning.add_line(
        row.id, scene.leader, {
            "title": "花园清洁日", "kind": "", "for_whom": "all", "text": "", "place_id": None, "place_text": "",
            "quota": None, "day": first_day(month), "start_minute": 540, "minutes": 60, "helpers": 0,
        },
    )
    for state, (name, arrow) in product(plan_flow.graph.states, plan_flow.graph.transitions.items()):
        put(row, state)
        actor = scene.admin if arrow.permission == "activities.approve" else scene.leader
        if state in arrow.sources:
            assert plan_flow.fire(row, name, actor, "原因").state == arrow.target
        else:
            with pytest.raises(WorkflowRefused):
                plan_flow.fire(row, name, actor, "原因")


def test_a_sign_up_takes_each_step_from_its_states_only(scene: Scene, announced: Any) -> None:
    row = joining.join(announced(), scene.person(scene.resident_ids[0]), scene.resident())
    own = {"accept", "cancel", "cancel_late", "hand_over", "arrive", "object", "again"}
    for state, (name, arrow) in product(signup_flow.graph.states, signup_flow.graph.transitions.items()):
        put(row, state)
        row.disputed = "late_cancelled" if name == "keep_late" else "no_show"
        actor = SYSTEM if arrow.automatic else scene.resident() if name in own else scene.leader
        data = {"disputed": "no_show"} if name == "object" else {}
        if state in arrow.sources:
            assert signup_flow.fire(row, name, actor, "原因", **data).state == arrow.target
        else:
            with pytest.raises(WorkflowRefused):
                signup_flow.fire(row, name, actor, "原因", **data)


def test_nobody_else_takes_the_steps(scene: Scene, announced: Any) -> None:
    activity_id = announced()
    activity = db.session.get_one(Activity, activity_id)
    signup = joining.join(activity_id, scene.person(scene.resident_ids[0]), scene.resident())
    for name, arrow in activity_flow.graph.transitions.items():
        if activity.state in arrow.sources:
            with pytest.raises(Forbidden):
                activity_flow.fire(activity, name, scene.worker, "原因", **(MOVE if name == "reschedule" else {}))
    for name, arrow in signup_flow.graph.transitions.items():
        if signup.state in arrow.sources and name != "again":
            with pytest.raises((Forbidden, WorkflowRefused)):
                signup_flow.fire(signup, name, scene.resident(1), "原因")
    assert (activity.state, db.session.get_one(Signup, signup.id).state) == ("open", "signed_up")


def test_the_pictures_of_the_lives_name_every_state(scene: Scene) -> None:
    for flow in (plan_flow, activity_flow, signup_flow):
        assert all(key in flow.diagram() for key in flow.graph.states)
