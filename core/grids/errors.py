"""What places refuse."""
from __future__ import annotations

from core.errors import Missing, Refused


class NoSuchPlace(Missing):
    """No such grid, building or room, or one outside the actor's scope."""


class PlaceExists(Refused):
    """Two places may not bear the same name or number."""
