"""The station's pages: for the worker at the desk, the volunteer and the resident on the phone."""
from __future__ import annotations

from . import (
    books,
    card,
    door,
    giving,
    holders,
    matching,
    pairs,
    printing,
    problems,
    resident,
    station,
    steps,
    volunteer,
)
from .blueprint import pages

__all__ = [
    "books", "card", "door", "giving", "holders", "matching", "pages", "pairs", "printing", "problems", "resident",
    "station", "steps", "volunteer",
]
