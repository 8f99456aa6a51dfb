"""Every step from every state of a request and of an offer is taken or refused as the graphs say."""
from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from core.clock import now
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.kernel.workflow.models import pen
from core.tenancy.session import db
from plugins.love_savings.models import Offer, Request
from plugins.love_savings.service_models import Visit
from plugins.love_savings.workflow import offer_flow, request_flow

from .conftest import Station, tomorrow_at
from .test_straight_path import accepted, offers

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
HELPERS = ("give_up", "check_in", "check_out", "confirm_at_door", "dispute")
RESIDENTS = ("confirm", "cancel")


def prepared(request: Request, state: str, step: str) -> Request:
    """The request in a state, as it stands there."""
    start = now() - timedelta(hours=2)
    request.starts_at, request.ends_at = start, start + timedelta(hours=1)
    if state in ("in_service", "unended", "done", "disputed", "confirmed"):
        request.checked_in_at = start
    if state in ("done", "disputed", "confirmed"):
        request.checked_out_at, request.minutes = start + timedelta(hours=1), 60
    if state == "not_home":
        request.door_at = start + timedelta(minutes=5)
    if step == "not_reached":
        request.control, request.calls = True, 1
    if step in ("stop_here", "move", "relieve"):
        request.visits, request.minutes_before = 1, 60
        db.session.add(
            Visit(
                request_id=request.id, helper_id=request.helper_id, number=1, started_at=start,
                ended_at=start + timedelta(hours=1), minutes=60,
            )
        )
    with pen():
        request.state = state
    db.session.flush()
    return request


def test_every_step_of_a_request_is_taken_from_its_states_and_refused_from_all_others(station: Station, asked: Any) -> None:
    request, tried = accepted(station, asked()), 0
    data = {
        "person_id": station.helper_ids[0], "shown": "code", "minutes": 45,
        "starts_at": tomorrow_at(9, days=3), "ends_at": tomorrow_at(10, days=3),
    }
    for state, (name, arrow) in product(request_flow.graph.states, request_flow.graph.transitions.items()):
        actor = station.helper() if name in HELPERS else station.resident if name in RESIDENTS else SYSTEM
        with db.session.begin_nested() as nested:
            request = prepared(db.session.get_one(Request, request.id), state, name)
            tried += 1
            if state in arrow.sources:
                assert request_flow.fire(request, name, actor, "理由", **data).state == arrow.target
            else:
                with pytest.raises(WorkflowRefused, match="现在的状态是"):
                    request_flow.fire(request, name, actor, "理由", **data)
                assert request.state == state
            nested.rollback()
        db.session.expire_all()
    assert tried == 11 * 30


def test_every_step_of_an_offer_is_taken_from_its_states_and_refused_from_all_others(station: Station, asked: Any) -> None:
    accepted(station, asked())
    offer = offers(db.session.query(Request).one().id, "accepted")[0]
    for state, (name, arrow) in product(offer_flow.graph.states, offer_flow.graph.transitions.items()):
        with db.session.begin_nested() as nested:
            row = db.session.get_one(Offer, offer.id)
            with pen():
                row.state = state
            if state in arrow.sources:
                assert offer_flow.fire(row, name, SYSTEM, "理由").state == arrow.target
            else:
                with pytest.raises(WorkflowRefused, match="现在的状态是"):
                    offer_flow.fire(row, name, SYSTEM, "理由")
            nested.rollback()
        db.session.expire_all()


def test_steps_that_need_a_reason_are_refused_without_one(station: Station, asked: Any) -> None:
    request = accepted(station, asked())
    needing = [arrow for arrow in request_flow.graph.transitions.values() if arrow.reason]
    assert {arrow.name for arrow in needing} == {
        "give_up", "take_back", "confirm_by_call", "found", "close_not_home", "dispute", "settle", "strike", "cancel",
        "call_off", "relieve", "note_end",
    }
    for arrow in needing:
        request = prepared(request, arrow.sources[0], arrow.name)
        actor = station.helper() if arrow.name in HELPERS else station.resident if arrow.name in RESIDENTS else SYSTEM
        with pytest.raises(WorkflowRefused, match="请写明"):
            request_flow.fire(request, arrow.name, actor, " ")


def test_from_every_state_a_request_comes_to_an_end(site: Any) -> None:
    leads = {key: {arrow.target for arrow in request_flow.graph.from_state(key)} for key in request_flow.graph.states}
    ends = {"confirmed", "cancelled"}
    for _round in leads:
        ends |= {key for key, targets in leads.items() if targets & ends}
    assert ends == set(request_flow.graph.states)
    assert leads["confirmed"] == {"disputed"}
