"""What the register of people refuses."""
from __future__ import annotations

from core.errors import BadEntry, Forbidden, Missing, Refused


class NoSuchPerson(Missing):
    """No such person, or one whom the actor may not see."""


class NoSuchHousehold(Missing):
    """No such household, or one whom the actor may not see."""


class BadIdNumber(BadEntry):
    """An ID number with a mistake in it; the sentence says where."""


class AlreadyKnown(Refused):
    """The person is in the register already."""


class NotLivingHere(Refused):
    """Asked of a person who has moved out, died, or never moved in."""


class MayNotOpen(Forbidden):
    """A sensitive field stays masked for this actor."""


class TooManySearches(Refused):
    """The brake on searching by phone digits."""

    status = 429
