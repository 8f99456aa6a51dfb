"""The station's pages: for the worker at the desk, the volunteer and the resident on the phone."""
from __future__ import annotations

from . import (
    batches,
    books,
    card,
    certificates,
    door,
    giving,
    holders,
    late_credit,
    lobby,
    matching,
    pairs,
    printing,
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
    "batches", "books", "card", "certificates", "door", "giving", "holders", "late_credit", "lobby", "matching", "pages", "pairs",
    "printing", "problems", "resident", "review", "stars", "station", "steps", "volunteer",
]
