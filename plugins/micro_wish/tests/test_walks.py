"""Every step from every state is taken or refused as the graphs say, and random clicking never leaves them."""
from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import now
from core.errors import LinliError
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.kernel.workflow.models import pen
from core.tenancy.session import db
from plugins.micro_wish.models import Claim, Report, Wish
from plugins.micro_wish.services import claiming, handover, publishing
from plugins.micro_wish.workflow import claim_flow, report_flow, wish_flow

from .conftest import Station, in_days
from .test_straight_path import SIGNED, the

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
DATA = {"title": "换的", "proof": "self", "thanks": "谢谢", "thanks_state": "kept"}
WISH_PAIRS = list(product(wish_flow.graph.states, wish_flow.graph.transitions))


def _at(row: Any, state: str) -> Any:
    with pen():
        row.state = state
    db.session.flush()
    return row


def _wish(station: Station, state: str) -> Wish:
    wish = Wish(person_id=station.ids["resident"], title="书包", kind="goods", collected_at=now(), promised_on=in_days(1))
    return _at(wish_flow.start(wish, SYSTEM), state)


def test_every_step_of_a_wish_is_taken_or_refused_as_declared(station: Station) -> None:
    for state, name in WISH_PAIRS:
        wish = _wish(station, state)
        arrow = wish_flow.graph.transitions[name]
        # The system may everything but what only the resident may: those it takes as the resident.
        actor = station.resident if name in ("resubmit", "withdraw", "thank") else SYSTEM
        if state in arrow.sources:
            assert wish_flow.fire(wish, name, actor, "理由", **DATA).state == arrow.target
        else:
            with pytest.raises(WorkflowRefused):
                wish_flow.fire(wish, name, actor, "理由", **DATA)
            assert wish.state == state


@pytest.mark.parametrize(("flow", "made"), [(claim_flow, "claim"), (report_flow, "report")])
def test_every_step_of_claims_and_reports_is_taken_or_refused_as_declared(station: Station, flow: Any, made: str) -> None:
    wish, member = _wish(station, "published"), station.actor("member")
    for state, name in product(flow.graph.states, flow.graph.transitions):
        db.session.query(Report).delete()
        row: Any = Report(person_id=member.person_id, unit_id=station.ids["unit"])
        if made == "claim":
            row = Claim(wish_id=wish.id, person_id=member.person_id, party="person", parts=1, promised_on=in_days(1))
        row, arrow = _at(flow.start(row, SYSTEM), state), flow.graph.transitions[name]
        own = made == "report" and name in ("ask", "end")
        if state in arrow.sources:
            assert flow.fire(row, name, member if own else SYSTEM, "理由").state == arrow.target
        else:
            with pytest.raises(WorkflowRefused):
                flow.fire(row, name, member if own else SYSTEM, "理由")
            assert row.state == state


def test_from_every_state_a_wish_can_come_to_an_end(app: Any) -> None:
    leads = {state: {t.target for t in wish_flow.graph.from_state(state)} for state in wish_flow.graph.states}
    ends = {key for key, state in wish_flow.graph.states.items() if state.final}
    for _round in leads:
        ends |= {state for state, targets in leads.items() if targets & ends}
    assert ends == set(wish_flow.graph.states)


CLICKS = ("claim", "promise", "leave", "prepare", "receive", "deliver", "hand_over", "swap", "withdraw", "confirm", "lapse")


def _click(station: Station, wish: Wish, name: str, who: str) -> None:
    actor = station.actor(who)
    mine = db.session.query(Claim).filter_by(wish_id=wish.id, person_id=actor.person_id).order_by(Claim.id.desc()).first()
    steps = {
        "claim": lambda: claiming.claim(wish.number, actor, promised_on=None),
        "promise": lambda: claiming.promise(mine.id, actor, in_days(1)),
        "leave": lambda: claiming.leave(mine.id, actor, "忙"),
        "prepare": lambda: handover.prepare(wish.id, actor),
        "receive": lambda: handover.receive(wish.id, station.worker),
        "deliver": lambda: handover.deliver(wish.id, station.worker),
        "hand_over": lambda: handover.hand_over(wish.id, station.worker, signature=SIGNED),
        "swap": lambda: publishing.substitute(wish.id, station.worker, "别的", "没货", agreed=True),
        "withdraw": lambda: publishing.withdraw(wish.id, station.worker, "other", "撤", by_station=True),
        "confirm": lambda: handover.confirm_oneself(wish.id, station.resident),
        "lapse": lambda: claim_flow.fire(mine, "lapse", SYSTEM) and claiming.turned(wish.id),
    }
    if mine is None and name in ("promise", "leave", "lapse"):
        return
    steps[name]()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clicks=st.lists(st.tuples(st.sampled_from(CLICKS), st.sampled_from(("helper", "second", "leader"))), max_size=14))
def test_random_clicking_never_sells_a_share_twice_or_loses_one(station: Station, wished: Any, clicks: Any) -> None:
    db.session.rollback()
    for old in db.session.query(Wish).filter(Wish.state.not_in(("withdrawn", "closed"))):
        _at(old, "withdrawn")
    wish = the(wished(to="published", share="parts", parts=2))
    for name, who in clicks:
        try:
            with db.session.begin_nested():
                _click(station, wish, name, who)
        except LinliError as refusal:
            assert str(refusal)
        db.session.expire_all()
        live = db.session.query(Claim).filter(Claim.wish_id == wish.id, Claim.state.in_(("reserved", "promised", "overdue", "prepared")))
        held = sum(claim.parts for claim in live)
        assert wish.taken == (held if wish.state not in ("fulfilled", "thanked", "closed") else wish.taken) <= wish.parts
        assert (wish.state == "published") == (held < wish.parts and wish.state not in (
            "withdrawn", "fulfilled", "thanked", "closed", "prepared", "at_station", "delivered",
        ))
