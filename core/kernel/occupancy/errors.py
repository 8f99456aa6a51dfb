"""What occupancy refuses."""
from __future__ import annotations

from core.errors import Refused
from core.texts import gettext as _


class Occupied(Refused):
    """The person, room or tool is taken at some quarter hour of the wanted time."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text or _("这段时间已经有别的安排了。请换一个时间，或另选一位。"))
