"""What accounts tell: notices passes it on to the person."""
from __future__ import annotations

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True)
class SignedInOnNewDevice(Event):
    """Somebody of the staff signed in with a browser, or from a network, that was not seen before."""

    person_id: int
    session_id: int


@dataclass(frozen=True)
class CodesReset(Event):
    """Staff took the one-time codes off somebody's account."""

    person_id: int


@dataclass(frozen=True)
class RoleEnds(Event):
    """A role that somebody holds ends within days."""

    grant_id: int
