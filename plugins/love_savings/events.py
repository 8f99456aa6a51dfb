"""News that the station tells itself through the outbox."""
from __future__ import annotations

from dataclasses import dataclass

from core.api import Event


@dataclass(frozen=True)
class OfferAnswered(Event):
    """An offer ran out; somebody has to see whether the wave is over."""

    request_id: int


@dataclass(frozen=True)
class SearchRests(Event):
    """The quiet hours are over for a search that waited."""

    request_id: int
