"""What is asked of matching, and what it answers."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from core.communities.services import word
from core.texts import gettext


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
class Weights:
    """What counts beside the way, said in metres of way; the least sum goes first.

    load: added for each service this month, ten at most. rest: added for each day short of a week since the last
    service. same_building, same_grid, known: taken off for a neighbour, and for who helped this person before.
    radius: nobody who would come from further away is named; None sets no limit.
    """

    load: int = 60
    rest: int = 20
    same_building: int = 60
    same_grid: int = 40
    known: int = 100
    radius: int | None = None

    @property
    def largest_bonus(self) -> int:
        """How much closer than their way somebody can seem at most."""
        return max(self.same_building, self.same_grid) + self.known


USUAL_WEIGHTS = Weights()


class Reason(NamedTuple):
    """Why somebody suits: a message (`N_`) and its values. `str` says it to whoever reads; JSON keeps it as a pair."""

    text: str
    values: Mapping[str, int] = {}

    def __str__(self) -> str:
        return gettext(self.text, grid=word("grid"), **self.values)


@dataclass(frozen=True)
class Suggestion:
    """A volunteer who may go, and why. `score` in metres, least first."""

    volunteer_id: int
    person_id: int
    name: str
    metres: int
    score: int
    reasons: list[Reason] = field(default_factory=list)
