"""Invented past and present of the station for demo communities, and example rows for tests."""
from __future__ import annotations

from random import Random
from typing import Any


def load(rng: Random) -> None:
    """A year of completed requests and some live ones."""


def examples() -> dict[str, dict[str, Any]]:
    return {}
