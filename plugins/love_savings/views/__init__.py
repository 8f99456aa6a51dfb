"""The station's pages: for the worker at the desk, the volunteer and the resident on the phone."""
from __future__ import annotations

from . import card, door, matching, pairs, problems, resident, station, steps, volunteer
from .blueprint import pages

__all__ = ["pages", "card", "door", "matching", "pairs", "problems", "resident", "station", "steps", "volunteer"]
