"""Occupancy: a person, room or tool is in one place at a time."""
from __future__ import annotations

from core.kernel.occupancy.errors import Occupied
from core.kernel.occupancy.models import OccupiedQuarter
from core.kernel.occupancy.services import busy, is_free, occupy, quarters, release, taken_quarters

__all__ = [
    "Occupied", "OccupiedQuarter", "busy", "is_free", "occupy", "quarters", "release", "taken_quarters",
]  # fmt: skip
