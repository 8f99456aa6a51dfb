"""What is asked of matching, and what it answers."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Need:
    """What is asked for: a skill, from `start` to `end` (aware), for a person at (x, y) metres on the plan.

    Without x and y the person's building, else the building, else the community's middle is taken. minors: the
    person helped is a minor. travel_minutes: kept free before and after.
    """

    skill_id: int | None
    start: datetime
    end: datetime
    person_id: int | None = None
    x: int | None = None
    y: int | None = None
    building_id: int | None = None
    grid_id: int | None = None
    minors: bool = False
    travel_minutes: int = 0


@dataclass(frozen=True)
class Suggestion:
    """A volunteer who may go, with the reasons in the reader's language. `score` in metres, least first."""

    volunteer_id: int
    person_id: int
    name: str
    metres: int
    score: int
    reasons: list[str] = field(default_factory=list)
