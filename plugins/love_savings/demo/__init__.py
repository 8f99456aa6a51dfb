"""Invented past and present of the station for demo communities, and example rows for tests."""
from __future__ import annotations

from collections.abc import Mapping
from random import Random

from core.api import Person

from .examples import examples
from .live import load_live
from .minutes import load_minutes
from .morning import load_morning
from .papers import load_papers
from .past import load_past
from .people import choose

__all__ = ["examples", "load"]


def load(rng: Random, signins: Mapping[str, Person]) -> None:
    """A year of completed requests and their hours, live ones for the demo sign-ins, and what is done with minutes."""
    cast = choose(rng, signins)
    if cast.helpers and cast.helped:
        load_past(rng, cast)
        load_live(rng, cast)
        load_minutes(cast)
        load_papers(cast)
        load_morning(cast)
