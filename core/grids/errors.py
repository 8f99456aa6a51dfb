"""What the plan of the community refuses."""
from __future__ import annotations

from core.errors import Missing


class NoSuchPlace(Missing):
    """No such grid, building or room, or one outside the actor's scope."""
