"""News that the wish station tells itself through the outbox."""
from __future__ import annotations

from dataclasses import dataclass

from core.api import Event


@dataclass(frozen=True)
class ClaimTurned(Event):
    """A claim ran out or became overdue by its clock; the wish behind it has to follow."""

    wish_id: int
