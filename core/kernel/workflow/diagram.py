"""The picture of a workflow, as mermaid text for the docs."""
from __future__ import annotations

from core.kernel.workflow.definition import Graph


def mermaid(graph: Graph) -> str:
    """A stateDiagram-v2 with one line per arrow; clocked arrows carry ⏰."""
    clocked = {(c.state, c.transition) for c in graph.clocks.values()}
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(graph.states))}"]
    lines += [f"    {state.key}: {state.title}" for state in graph.states.values()]
    for arrow in graph.transitions.values():
        for source in arrow.sources:
            bell = "⏰ " if (source, arrow.name) in clocked else ""
            lines.append(f"    {source} --> {arrow.target}: {bell}{arrow.title}")
    lines += [f"    {state.key} --> [*]" for state in graph.states.values() if state.final]
    return "\n".join(lines) + "\n"
