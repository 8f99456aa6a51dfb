"""Facts for reports: a figure with its unit, so that people, attendances, households and sessions are never mixed."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Persons, attendances, households, sessions, and the plain counts of things.
GRAINS = ("person", "attendance", "household", "session", "thing", "minute", "fen")


@dataclass(frozen=True)
class Fact:
    """One figure that a feature can count.

    name: "plugin.figure", unique. title, unit: shown to the reader (unit such as 人次). grain: what one unit is, one
    of GRAINS. count(year): the figure of a calendar year, or of all time for None, in the community in force.
    """

    name: str
    title: Any
    unit: Any
    grain: str
    count: Callable[[int | None], int]

    def __post_init__(self) -> None:
        if self.grain not in GRAINS:
            raise ValueError(f"fact {self.name!r}: grain {self.grain!r} is not one of {', '.join(GRAINS)}")
