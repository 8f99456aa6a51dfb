"""However people click, a workflow never leaves its graph."""
from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.kernel.workflow.models import pen
from tests.kernel.tickets import FLOW, Ticket

STEPS = list(FLOW.graph.transitions)
walks = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@walks
@given(steps=st.lists(st.sampled_from(STEPS), max_size=12), places=st.integers(-1, 1))
def test_random_walks_stay_in_the_graph(inside: Any, steps: list[str], places: int) -> None:
    row = FLOW.start(Ticket(places=places), SYSTEM)
    for name in steps:
        before, arrow = row.state, FLOW.graph.transitions[name]
        try:
            FLOW.fire(row, name, SYSTEM, "理由")
            assert before in arrow.sources
            assert row.state == arrow.target
        except Refused:
            assert row.state == before
            assert before not in arrow.sources or (name == "take" and row.places <= 0)
    path = [line.state.key for line in FLOW.history(row)]
    assert path[0] == "new"
    assert path[-1] == row.state
    arrows = {(source, t.target) for t in FLOW.graph.transitions.values() for source in t.sources}
    assert set(zip(path, path[1:], strict=False)) <= arrows
    inside.rollback()


def test_every_pair_is_taken_or_refused_as_declared(inside: Any) -> None:
    for state, name in product(FLOW.graph.states, STEPS):
        row = FLOW.start(Ticket(), SYSTEM)
        with pen():
            row.state = state
        if state in FLOW.graph.leads(name):
            assert FLOW.fire(row, name, SYSTEM, "理由").state == FLOW.graph.transitions[name].target
        else:
            with pytest.raises(WorkflowRefused, match=FLOW.graph.states[state].title):
                FLOW.fire(row, name, SYSTEM, "理由")
            assert row.state == state
