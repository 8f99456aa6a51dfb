"""What the activities refuse, each as one sentence that says what to do next."""
from __future__ import annotations

from core.api import Missing, Refused, _


class NoSuchActivity(Missing):
    """Not here, not published, or not this reader's."""

    def __init__(self) -> None:
        super().__init__(_("没有找到这个活动，可能还没有发布。"))


class NoSuchSignup(Missing):
    """Somebody else's, or none."""

    def __init__(self) -> None:
        super().__init__(_("没有找到这份报名。"))


class NoSuchPlan(Missing):
    """Not here, or not this reader's."""

    def __init__(self) -> None:
        super().__init__(_("没有找到这份计划。"))


class CannotPlan(Refused):
    """A time, a place, a number or a host that does not hold together."""


class CannotJoin(Refused):
    """Why this person has no place in this activity; always one reason."""


class CannotCheckIn(Refused):
    """The code, the link or the hour does not fit."""


class CannotSumUp(Refused):
    """A figure or a sheet that cannot be."""
