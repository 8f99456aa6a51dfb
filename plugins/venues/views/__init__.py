"""The pages: for everybody who looks for a place, for the booker's phone, for the desk."""
from __future__ import annotations

from . import booking, desk, door, mine, plan, public, steps, upkeep
from .blueprint import pages

__all__ = ["pages", "booking", "desk", "door", "mine", "plan", "public", "steps", "upkeep"]
