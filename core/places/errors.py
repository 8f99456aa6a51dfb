"""What bookable places refuse."""
from __future__ import annotations

from core.errors import BadEntry, Missing, Refused
from core.kernel.occupancy import Occupied


class PlaceMissing(Missing):
    """No such place in this community."""


class PlaceClosed(Refused):
    """The place is closed for now: no new use begins."""


class PlaceOccupied(Occupied):
    """Somebody is in the place at that time, or sets up or cleans up there."""


class PlaceRefused(BadEntry):
    """A name, a number or a time that does not hold together."""
