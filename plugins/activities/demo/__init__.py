"""Invented activities for demo communities: the year that was published, the last months, and what is going on now."""
from __future__ import annotations

from collections.abc import Mapping
from random import Random

from core.api import Person

from .cast import choose
from .examples import examples
from .live import load_live
from .past import load_past

__all__ = ["examples", "load"]


def load(rng: Random, signins: Mapping[str, Person]) -> None:
    """The past in bulk, then the present month for those who can sign in."""
    cast = choose(signins)
    if cast is not None:
        load_past(rng, cast)
        load_live(cast)
