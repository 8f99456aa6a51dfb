"""The station's pages: for the worker at the desk, the volunteer and the resident on the phone."""
from __future__ import annotations

from . import (
    batches,
    card,
    door,
    late_credit,
    lobby,
    matching,
    pairs,
    problems,
    resident,
    review,
    stars,
    station,
    steps,
    volunteer,
)
from .blueprint import pages

__all__ = [
    "pages", "batches", "card", "door", "late_credit", "lobby", "matching", "pairs", "problems", "resident", "review",
    "stars", "station", "steps", "volunteer",
]
