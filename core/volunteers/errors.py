"""What the register of volunteers refuses."""
from __future__ import annotations

from core.errors import Missing, Refused


class NoSuchVolunteer(Missing):
    """No such volunteer, team or unit, or one outside the actor's scope."""


class NotAsked(Refused):
    """An entry about a volunteer, team or block that does not hold together; the sentence says what."""

    status = 422


class AlreadyRecorded(Refused):
    """The same work was recorded before, with other figures."""
