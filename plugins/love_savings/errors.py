"""What the station refuses, each as a sentence that says what to do next."""
from __future__ import annotations

from core.api import Refused, _


class CannotAsk(Refused):
    """Whom a request is for, or when, does not fit."""


class OfferTaken(Refused):
    """Another volunteer was quicker, or the request is no longer looking for one."""

    def __init__(self) -> None:
        super().__init__(_("这一单已经有别的志愿者接了，或者已经取消，谢谢您愿意帮忙。"))


class OfferClosed(Refused):
    """The volunteer's own offer is answered, expired or taken back."""

    def __init__(self) -> None:
        super().__init__(_("这份邀请已经过期或已经回复过了，请回到「我的服务」看新的邀请。"))


class AlreadyBusy(Refused):
    """The volunteer has another accepted job at that time."""

    def __init__(self) -> None:
        super().__init__(_("您这个时间已经有别的安排，请换一单，或者先退掉那一单。"))


class CardShort(Refused):
    """The resident's card does not hold the hours that this community asks for."""

    def __init__(self) -> None:
        super().__init__(_("储蓄卡里的时长不够预约这次服务，请先存入时长，或者联系工作站想办法。"))


class NobodyLeft(Refused):
    """No volunteer passes the hard filters any more."""

    def __init__(self) -> None:
        super().__init__(_("没有更多合适的志愿者了，请改个时间，或者换一种说法再找。"))


class TimePassed(Refused):
    """Nobody is sent to a time that is over."""

    def __init__(self) -> None:
        super().__init__(_("约定的时间已经过了，请和居民另约时间，再登记一个新的请求。"))


class NobodyChosen(Refused):
    """The worker pressed the button without ticking anybody, or ticked somebody who cannot go."""

    def __init__(self) -> None:
        super().__init__(_("请至少勾选一位名单里的志愿者，再点“发出邀请”。"))


class OwnChoice(Refused):
    """Who verified the request sends themselves."""

    def __init__(self) -> None:
        super().__init__(_("这个请求是您核实的，想自己去，请另一位工作人员来派单。"))


class ReasonMissing(Refused):
    """The worker passed over the first of the list and did not say why."""

    def __init__(self) -> None:
        super().__init__(_("没有按推荐的先后选人，请写一句原因，方便以后查。"))


class NotFree(Refused):
    """Who was chosen a while ago cannot go any more."""

    def __init__(self) -> None:
        super().__init__(_("这位志愿者这个时间去不了了，请另选一位。"))


class NothingChosen(Refused):
    """The worker pressed the button without ticking a request."""

    def __init__(self) -> None:
        super().__init__(_("请至少勾选一项，再点按钮。"))


class AlreadyRunning(Refused):
    """Earlier services are being credited just now."""

    def __init__(self) -> None:
        super().__init__(_("以前的服务正在补记，请等这一次做完再看。"))


class TooEarly(Refused):
    """Checked in long before the time that was agreed."""

    def __init__(self, minutes: int) -> None:
        super().__init__(_("离约定时间还早，请在开始前 %(minutes)d 分钟之内签到。", minutes=minutes))


class TooLong(Refused):
    """Nobody serves that long in one go: the check-out was forgotten."""

    def __init__(self, hours: int) -> None:
        super().__init__(
            _("从签到到签退超过了 %(hours)d 小时，大概是忘了签退。请打电话给工作站，由工作站写上实际的分钟数再确认。", hours=hours)
        )


class TooManyMinutes(Refused):
    """More than all visits of the request could be together."""

    field = "minutes"

    def __init__(self, most: int) -> None:
        super().__init__(_("这一单最多记 %(most)d 分钟（上门一次最多 16 小时），请核对后改小。", most=most))


class CodeNeeded(Refused):
    """This community wants to see that the volunteer stands at the door."""

    def __init__(self) -> None:
        super().__init__(_("请扫居民卡上的二维码，或者请居民念六位签到码再签到。都不方便就请工作站代记。"))


class WrongCode(Refused):
    """Six other digits than the resident's; the next tries have to wait."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(_("这个码不对，请居民再念一遍。试错几次以后要等一会儿。"))


class NoProof(Refused):
    """Neither a signature nor a code."""

    def __init__(self) -> None:
        super().__init__(_("请居民签个名，或者念完成码，两样选一样。"))


class NotYetTime(Refused):
    """Nobody has to be at home before the agreed time."""

    def __init__(self) -> None:
        super().__init__(_("约定的时间还没到，请到时间再看居民在不在家。"))


class NoAnswer(Refused):
    """There is nothing (more) to answer."""

    def __init__(self) -> None:
        super().__init__(_("这件事已经说过一次，或者已经有了裁定，不能再补充。有话请打电话给工作站。"))


class AlreadyRuled(Refused):
    """One dispute per request; the ruling ended it."""

    def __init__(self) -> None:
        super().__init__(_("这次服务已经有人提出过问题，裁定以后不能再提。还有疑问请打电话给工作站。"))


class SpentAlready(Refused):
    """What would have to be taken back is no longer there."""

    field = "minutes"

    def __init__(self) -> None:
        super().__init__(_("要冲回的时长已经从卡里用掉了。请先让卡里存够，或者按原来的分钟数裁定。"))


class CardLost(Refused):
    """The number or code belongs to a card that was reported lost."""

    def __init__(self) -> None:
        super().__init__(_("这张卡已经挂失，不能再用。捡到的请交给社区工作站；本人请换一张新卡。"))


class NoSuchCard(Refused):
    """No card has this number or code."""

    def __init__(self) -> None:
        super().__init__(_("没有这张卡，请核对卡上的号码，或者重新扫一次码。"))


class CannotGive(Refused):
    """Who gives, to whom, or how much does not fit."""


class CannotGrant(Refused):
    """Whom the station would grant minutes or credit to, or how much, does not fit."""


class CannotTakeBack(Refused):
    """This booking cannot be taken back, or the minutes are spent."""


class NobodyTicked(Refused):
    """The worker pressed the button of a list without ticking anybody in it."""

    def __init__(self) -> None:
        super().__init__(_("请先在名单里勾选，再点按钮。"))


class NoWorkYet(Refused):
    """There is nothing that a certificate could say."""

    def __init__(self) -> None:
        super().__init__(_("还没有服务记录，开不了证明。做过一次志愿服务以后再来。"))
