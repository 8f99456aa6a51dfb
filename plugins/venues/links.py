"""Where notices lead; relative to the community."""
from __future__ import annotations

MINE = "/venues/mine"


def booking(booking_id: int) -> str:
    """The booker's page of one booking."""
    return f"/venues/mine/{booking_id}"
