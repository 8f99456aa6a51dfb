"""Invented past and present of the wish station for demo communities, and example rows for tests."""
from __future__ import annotations

from collections.abc import Mapping
from random import Random

from core.api import Person

from .examples import examples
from .past import load_past

__all__ = ["examples", "load"]


def load(rng: Random, signins: Mapping[str, Person]) -> None:
    """A year of wishes, most of them realised, the others each with its reason, and something for every sign-in."""
    load_past(rng, signins)
