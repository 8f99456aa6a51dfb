"""A workflow that does not fit together is refused when its module is loaded."""
from __future__ import annotations

from typing import Any

import pytest

from core.kernel.workflow import Clock, State, Transition
from core.kernel.workflow.definition import Graph

A, B, END = State("a", "甲"), State("b", "乙"), State("end", "完", final=True)
GO = Transition("go", "去", "a", "b")


@pytest.mark.parametrize(
    ("states", "arrows", "clocks", "complaint"),
    [
        ([], [], [], "needs a state"),
        ([A, A], [], [], "twice"),
        ([A, B], [GO, GO], [], "twice"),
        ([A, B], [Transition("go", "去", "a", "c")], [], "unknown states"),
        ([A, B], [Transition("go", "去", "c", "b")], [], "unknown states"),
        ([A, B, END], [GO], [], "nothing leads to end"),
        ([A, END], [Transition("go", "去", "a", "end"), Transition("back", "回", "end", "a")], [], "final state 'end'"),
        ([A, B], [GO], [Clock("b", lambda row: 1, "go")], "no 'go' from 'b'"),
        ([A, B], [GO], [Clock("a", lambda row: 1, "fly")], "no 'fly' from 'a'"),
    ],
)
def test_a_graph_with_a_mistake_is_refused(states: Any, arrows: Any, clocks: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Graph.of("broken", states, arrows, clocks)


def test_a_sound_graph_is_accepted() -> None:
    graph = Graph.of("sound", [A, B], [GO], [Clock("a", lambda row: 1, "go")])
    assert graph.leads("go") == ("a",)
    assert graph.from_state("b") == []
