"""What the wish station refuses, each as a sentence that says what to do next."""
from __future__ import annotations

from typing import Any

from core.api import Refused, _


class CannotWish(Refused):
    """Who wishes, or what, does not fit; `field` is where the form shows it."""

    def __init__(self, said: Any, field: str = "") -> None:
        super().__init__(said)
        self.field = field


class TellsTooMuch(Refused):
    """The text for the wall would say who wishes or where they live."""

    def __init__(self, what: Any) -> None:
        super().__init__(_("公开的心愿里不能写%(what)s，请改成只说想要什么。", what=what))
        self.field = "title"


class CardKnown(Refused):
    """A paper card is entered once."""

    def __init__(self, card: str) -> None:
        super().__init__(_("心愿卡 %(card)s 已经登记过了，请核对卡号。", card=card))
        self.field = "card"


class AlreadyClaimed(Refused):
    """Somebody was quicker."""

    def __init__(self) -> None:
        super().__init__(_("这个心愿刚刚被别人认领了，谢谢您！心愿墙上还有别的心愿，请再挑一个。"))


class TooFewLeft(Refused):
    """Fewer shares are free than were asked for."""

    def __init__(self, left: Any) -> None:
        super().__init__(_("这个心愿只剩 %(left)s 可以认领，请改小一点再认领。", left=left))
        self.field = "parts"


class MayNotClaim(Refused):
    """The community, or the wish, does not let this one claim."""


class BadDay(Refused):
    """The promised day does not fit."""

    def __init__(self, days: int) -> None:
        super().__init__(_("请选今天以后、%(days)d 天以内的一天。", days=days))
        self.field = "promised_on"


class ClaimClosed(Refused):
    """The reservation ran out or was given back."""

    def __init__(self) -> None:
        super().__init__(_("这份认领已经过期或已经退回，请到心愿墙上重新认领。"))


class NoProof(Refused):
    """A wish is realised only with something that shows it."""

    def __init__(self) -> None:
        super().__init__(_("请留下一样凭证：居民签名、收货码，或者现场照片。"))


class WrongPin(Refused):
    """The code does not fit; after a few tries a new one is needed."""

    def __init__(self, left: int) -> None:
        said = _("收货码不对，还可以再试 %(left)d 次。", left=left) if left else _("收货码错的次数太多，请让居民重新生成一个，或者改用签名。")
        super().__init__(said)
        self.field = "pin"


class NoThanks(Refused):
    """Thanks are shown only with a standing yes."""

    def __init__(self) -> None:
        super().__init__(_("居民没有同意公开，或者已经撤回，这段话不能上墙。"))


class NotYet(Refused):
    """The step does not fit now, or not for this one."""


class NoMatter(Refused):
    """What was told in confidence is opened for a reason only."""

    def __init__(self) -> None:
        super().__init__(_("看居民另外说的话要写明事由，请填写后再试。"))


class NoReason(Refused):
    """Personal data are shown to a claimant only with a note."""

    def __init__(self) -> None:
        super().__init__(_("请写明居民是怎么同意的，再提交一次。"))
