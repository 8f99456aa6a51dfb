"""Whether the owner of a workflow or recurring job (core or a plugin) is on in the community in force.

The plugin system decides; the kernel only asks, so that clocks and jobs of a switched-off plugin rest.
"""
from __future__ import annotations

from collections.abc import Callable

_decide: Callable[[str], bool] | None = None


def decide_by(question: Callable[[str], bool]) -> None:
    """Let `question(owner)` answer from now on; it is asked inside `use(community)`."""
    global _decide
    _decide = question


def is_on(owner: str) -> bool:
    """Whether `owner` ("core" or a plugin's name) works in the community in force; core always does."""
    return owner == "core" or _decide is None or _decide(owner)
