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


class NeedsConsent(BadEntry):
    """Nothing about a child is stored before a guardian has consented."""

    field = "consent"


class NoChild(BadEntry):
    """A birth date that is not that of a child under 14."""

    field = "birth_date"


class NoSuchChild(Missing):
    """No such child, or one of whom the actor is no guardian."""


class NeedsApproval(Refused):
    """A child's record stays shut until the responsible person has approved; the sentence says how to ask."""

    status = 403
