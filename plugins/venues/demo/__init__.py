"""Invented past and present of the venues for demo communities, and example rows for tests."""
from __future__ import annotations

from collections.abc import Mapping
from random import Random

from core.api import Person

from .examples import examples
from .live import load_live
from .past import load_past
from .setting import furnish

__all__ = ["examples", "load"]


def load(rng: Random, signins: Mapping[str, Person]) -> None:
    """Rules and equipment for each place, weeks of bookings behind and ahead, and some that wait for the sign-ins."""
    venues = furnish(rng, signins)
    if venues:
        load_past(rng, venues, signins)
        load_live(rng, venues, signins)
