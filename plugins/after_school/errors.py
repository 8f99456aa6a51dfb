"""What the classes refuse, each as a sentence that says what to do next."""
from __future__ import annotations

from core.api import Refused, _


class BadPlan(Refused):
    """A term or a course that does not hold together; `field` is the form's field to blame."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class NotEnoughAdults(Refused):
    """Two adults with a valid clearance are always there; nobody can switch that off."""

    def __init__(self, there: int) -> None:
        super().__init__(
            _(
                "课堂上要始终有两位审查有效的大人，现在只有 %(there)d 位。请再请一位老师签到，或先安排代课，再继续。",
                there=there,
            )
        )


class NotCleared(Refused):
    """The volunteer's clearance for work with minors is missing or ends before the course does."""

    def __init__(self, name: str, day: str) -> None:
        super().__init__(
            _(
                "%(name)s的未成年人工作审查没有覆盖到 %(day)s，请先在志愿者档案里办好审查，再安排上课。",
                name=name, day=day,
            )
        )


class PersonBusy(Refused):
    """Nobody is in two places at once."""

    def __init__(self, name: str) -> None:
        super().__init__(_("%(name)s在这些时间里已经有别的安排，请换时间，或者换一位。", name=name))


class CannotEnrol(Refused):
    """Why this child cannot be enrolled in this course."""


class ChildrenInside(Refused):
    """A class ends when the last child has left."""

    def __init__(self, count: int) -> None:
        super().__init__(_("还有 %(count)d 个孩子没有交接，请先把他们一一交给家长，再下课。", count=count))


class WrongCode(Refused):
    """The code is not one of this child's codes of today; the try is counted."""

    def __init__(self, left: int) -> None:
        said = (
            _("接孩子的码不对，还可以试 %(left)d 次。请对方把手机上的码再念一遍。", left=left)
            if left > 0
            else _("今天试错的次数已经用完，请打电话问监护人，再按照片认人交接。")
        )
        super().__init__(said)


class AdultBlocked(Refused):
    """Staff learn at once that this adult must not take the child."""

    def __init__(self) -> None:
        super().__init__(
            _("这位大人被列为不能接走孩子的人。请不要交出孩子，马上打电话给监护人和社区工作人员，必要时报警 110。")
        )


class NotAuthorised(Refused):
    """This adult may not take the child today."""

    def __init__(self) -> None:
        super().__init__(_("这位大人今天没有接孩子的授权。请打电话给监护人，让监护人在手机上授权或发一次性的码。"))


class MayNotLeaveAlone(Refused):
    """There is no signed consent for today."""

    def __init__(self) -> None:
        super().__init__(_("没有今天有效的“自己回家”同意书，请等监护人来接，或请监护人在手机上签字同意。"))

