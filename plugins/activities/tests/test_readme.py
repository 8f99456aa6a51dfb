"""The README draws the three lives as they are."""
from __future__ import annotations

import re
from pathlib import Path

from plugins.activities.workflow import activity_flow, plan_flow, signup_flow

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_the_diagrams_have_exactly_the_arrows_of_the_workflows() -> None:
    drawn = [set(re.findall(r"^\s+(\w+) --> (\w+)", part, re.MULTILINE)) for part in README.split("```mermaid")[1:]]
    real = [
        {(source, step.target) for step in flow.graph.transitions.values() for source in step.sources}
        for flow in (plan_flow, activity_flow, signup_flow)
    ]
    assert drawn == real
