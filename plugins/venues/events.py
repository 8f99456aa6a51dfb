"""What the plugin tells itself after a commit."""
from __future__ import annotations

from dataclasses import dataclass

from core.api import Event


@dataclass(frozen=True)
class PlaceFreed(Event):
    """Somebody will not come after all: whoever waits for the place may have it."""

    place_id: int
