"""Occupancy: a person, room or tool is in one place at a time."""
from __future__ import annotations

from core.kernel.occupancy.errors import Occupied
from core.kernel.occupancy.models import OccupiedQuarter
from core.kernel.occupancy.services import (
    Plan,
    busy,
    is_free,
    occupy,
    occupy_all,
    quarters,
    release,
    release_all,
    taken_quarters,
)

__all__ = [
    "Occupied", "OccupiedQuarter", "Plan", "busy", "is_free", "occupy", "occupy_all", "quarters", "release",
    "release_all", "taken_quarters",
]  # fmt: skip
