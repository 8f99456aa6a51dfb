"""What the register of volunteers refuses."""
from __future__ import annotations

from core.errors import Missing, Refused


class NoSuchVolunteer(Missing):
    """No such volunteer, team or unit, or one outside the actor's scope."""


class AlreadyRecorded(Refused):
    """The same work was recorded before, with other figures."""
