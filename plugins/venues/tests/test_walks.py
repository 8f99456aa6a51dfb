"""However people click, a booking never leaves its graph; every pair of state and step is taken or refused as declared."""
from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from core.errors import Forbidden
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.kernel.workflow.models import pen
from core.people.models import Person
from core.tenancy.session import db
from plugins.venues.models import Booking
from plugins.venues.workflow import flow

from .conftest import Centre, at

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
STEPS = list(flow.graph.transitions)
OWN = {"take", "check_in", "finish", "cancel"}


def made(centre: Centre, state: str) -> Booking:
    """A booking of the resident that begins now, put into a state without its history."""
    start = at(10, days=0)
    row = flow.start(
        Booking(
            place_id=centre.room_id, person_id=centre.resident_id, kind="games",
            building_id=db.session.get(Person, centre.resident_id).building_id, title="棋牌书画", starts_at=start,
            ends_at=start + timedelta(hours=1), month=start.year * 100 + start.month, asked_at=start,
        ),
        SYSTEM,
    )
    db.session.flush()
    with pen():
        row.state = state
    db.session.flush()
    return row


@pytest.mark.parametrize("state", list(flow.graph.states))
def test_every_step_from_every_state_is_taken_or_refused_as_declared(centre: Centre, clock_at: Any, state: str) -> None:
    clock_at(at(10, days=0))
    for name in STEPS:
        arrow = flow.graph.transitions[name]
        actor = SYSTEM if arrow.automatic else centre.resident if name in OWN else centre.worker
        row = made(centre, state)
        if state in arrow.sources:
            assert flow.fire(row, name, actor, "理由", code=centre.code(centre.room_id)).state == arrow.target
        else:
            with pytest.raises(WorkflowRefused, match=str(flow.graph.states[state].title)):
                flow.fire(row, name, actor, "理由")
            assert row.state == state
        db.session.rollback()


def test_staff_steps_are_for_staff_and_own_steps_for_the_booker(centre: Centre, clock_at: Any) -> None:
    clock_at(at(10, days=0))
    for name, who in product(STEPS, ("neighbour", "resident")):
        arrow = flow.graph.transitions[name]
        if who == "resident" and name in OWN:
            continue
        row = made(centre, arrow.sources[0])
        with pytest.raises((Forbidden, WorkflowRefused)):
            flow.fire(row, name, getattr(centre, who), "理由", code=centre.code(centre.room_id))
        db.session.rollback()


def test_refusing_and_calling_off_need_a_reason(centre: Centre) -> None:
    for name, state in (("refuse", "requested"), ("call_off", "approved")):
        row = made(centre, state)
        with pytest.raises(WorkflowRefused, match="请写明"):
            flow.fire(row, name, centre.worker, " ")
        db.session.rollback()


def test_nobody_approves_their_own_booking(centre: Centre) -> None:
    row = made(centre, "requested")
    row.person_id = centre.worker_id
    db.session.flush()
    with pytest.raises(WorkflowRefused, match="另一位工作人员"):
        flow.fire(row, "approve", centre.worker)
