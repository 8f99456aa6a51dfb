"""What can be refused, and how it is said: every message is a finished sentence in the reader's language."""
from __future__ import annotations


class LinliError(Exception):
    """Base of all errors that the reader is told about; `str(error)` is the sentence shown."""

    status = 500


class Refused(LinliError):
    """A rule of the community says no; the sentence says which and what to do next."""

    status = 409


class BadEntry(Refused):
    """Something typed does not hold together; the sentence says what."""

    status = 422


class Missing(LinliError):
    """No such thing, or not for this person: a foreign row and a missing row look the same."""

    status = 404


class Forbidden(LinliError):
    """The person is known and sees the thing, but may not do this to it."""

    status = 403
