"""What paired help refuses, each as a sentence that says what to do next."""
from __future__ import annotations

from core.api import Missing, Refused, _


class CannotOpen(Refused):
    """A case cannot be opened for this person."""


class CannotMatch(Refused):
    """These helpers do not fit this case."""


class AlreadyMatched(Refused):
    """Somebody else matched the case a moment ago."""

    def __init__(self, names: str) -> None:
        super().__init__(_("这一户刚刚已经配好帮扶人：%(names)s。请刷新页面核对，要换人请点“换人”。", names=names))


class AlreadySigned(Refused):
    """This side has signed already."""

    def __init__(self) -> None:
        super().__init__(_("这一方已经签过名了，不用再签。请刷新页面看还缺什么。"))


class CannotSign(Refused):
    """It is not time to sign, or not this person's signature."""


class BadNote(Refused):
    """A visit note does not add up."""


class BadSheet(Refused):
    """An indicator sheet is not complete, or not asked for now."""


class MayNotRead(Refused):
    """Words about a person are opened with permission and a reason only."""


def no_case() -> Missing:
    """The same words for a case that is not there and one of others."""
    return Missing(_("没有找到这份帮扶档案，可能已经结案，或不在您负责的范围内。"))


def no_visit() -> Missing:
    """The same for a visit."""
    return Missing(_("没有找到这次走访，可能已经完成。请回到列表查看。"))
