"""The activities' pages: in public, on the person's phone, for whoever runs one, and at the desk."""
from __future__ import annotations

from . import desk, door, group, lead, mine, people, plans, public, result, series
from .blueprint import pages

__all__ = ["pages", "desk", "door", "group", "lead", "mine", "people", "plans", "public", "result", "series"]
