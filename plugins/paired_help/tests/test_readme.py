"""The README draws the workflow as it is."""
from __future__ import annotations

import re
from pathlib import Path

from plugins.paired_help.workflow import case_flow

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_the_diagram_has_exactly_the_arrows_of_the_workflow() -> None:
    drawn = set(re.findall(r"^\s+(\w+) --> (\w+)", README, re.MULTILINE))
    real = {(source, step.target) for step in case_flow.graph.transitions.values() for source in step.sources}
    assert drawn == real
