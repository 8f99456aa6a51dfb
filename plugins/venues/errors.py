"""What the venues refuse, each as a sentence that says what to do next."""
from __future__ import annotations

from typing import Any

from core.api import Refused, _


class CannotBook(Refused):
    """Who books, when or for how long does not fit the rules of the place; `field` is what to put right, if it is one."""

    def __init__(self, said: Any, field: str = "") -> None:
        super().__init__(str(said))
        self.field = field


class PlaceTaken(CannotBook):
    """Somebody has the place at that time; the waiting list is open."""

    def __init__(self, place: str, free: str) -> None:
        said = _("%(place)s这段时间已经有安排。", place=place)
        said += _("当天还空着：%(free)s。", free=free) if free else _("当天没有空闲了。")
        super().__init__(said + _("请改一个时间，或勾选“排候补”。"), "start")


class QuotaUsed(CannotBook):
    """A team or person has had its share of a scarce place this month."""

    def __init__(self, place: str, who: str, hours: int, possible: str) -> None:
        said = _("%(place)s大家都想用，%(who)s这个月的 %(hours)s 小时已经约满。", place=place, who=who, hours=hours)
        super().__init__(said + _("最早可以约 %(possible)s以后的时间。", possible=possible))


class NotEnoughEquipment(Refused):
    """Others have borrowed the last piece for that time."""

    field = "wanted"

    def __init__(self, name: str, left: int) -> None:
        if left:
            said = _("%(name)s这段时间只剩 %(left)s 件，请少借一些，或换一个时间。", name=name, left=left)
        else:
            said = _("%(name)s这段时间已经借完，请不借这一项，或换一个时间。", name=name)
        super().__init__(said)


class OverlapsUnseen(Refused):
    """Approving would refuse others whom the worker has not been shown yet."""

    def __init__(self) -> None:
        super().__init__(_("同一时间还有别的预约在等审批，请先看清楚会谢绝谁，再确认批准。"))


class WrongCode(Refused):
    """The number typed in is not the one on that door."""

    field = "code"

    def __init__(self, place: str) -> None:
        super().__init__(_("签到码不对。请看%(place)s门上的六位数字，再输一次。", place=place))


class TooEarly(Refused):
    """Long before the time that was booked."""

    def __init__(self, minutes: int) -> None:
        super().__init__(_("还没到时间，请在开始前 %(minutes)s 分钟之内签到。", minutes=minutes))


class TooLate(Refused):
    """The time that was booked is over."""

    def __init__(self) -> None:
        super().__init__(_("约的时间已经过了，不能再签到。当时来了的话，请告诉工作人员补记。"))


class ClosedMeanwhile(Refused):
    """The day or the hours were closed after somebody had asked."""

    def __init__(self, place: str) -> None:
        super().__init__(_("%(place)s那段时间已经改为不开放，请另约时间；工作人员请先谢绝或改开放时间。", place=place))


class BadRules(Refused):
    """Opening hours or equipment that do not hold together."""
