"""The settings page: one mixin per theme, in the order in which the page shows them; every default is the advice."""
from __future__ import annotations

from itertools import pairwise
from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import ValidationError

from core.api import Form, _, _l, at_most, whole

from .rules import CARD, CARD_THEN_STATION, NAME, NAME_AND_PHONE, STATION, SURNAME

HOURS_OF_DAY = [SelectChoice(hour, f"{hour:02d}:00") for hour in range(24)]


def five_rising(form: Any, field: Any) -> None:
    """Five whole numbers of hours, each larger than the one before."""
    numbers = [int(part) if part.isdecimal() else 0 for part in field.data.split()]
    if len(numbers) != 5 or not 0 < numbers[0] or any(one >= two for one, two in pairwise(numbers)):
        raise ValidationError(_("请写五个整数，从小到大，用空格隔开，比如 100 300 600 1000 1500。"))


class DispatchSettings(Form):
    """How volunteers are invited, wave after wave."""

    class Meta:
        legend = _l("邀请志愿者")

    offer_size = IntegerField(
        _l("一次邀请几位志愿者"), default=3, validators=whole(1, 10),
        description=_l("同时问几位，先答应的去。人太多会让大家白等，太少又慢，建议 3 位。"),
    )
    later_offer_size = IntegerField(
        _l("以后每批邀请几位"), default=5, validators=whole(1, 20),
        description=_l("第一批没人答应，后面几批可以多问几位。"),
    )
    offer_minutes = IntegerField(
        _l("邀请多少分钟内有效"), default=30, validators=whole(5, 1440),
        description=_l("到时间没人答应，就换下一批。建议 30 分钟。"),
    )
    next_wave_by_itself = BooleanField(
        _l("自动换下一批"), default=True,
        description=_l("关掉后，没人答应的请求回到工作人员手里，由工作人员再派。"),
    )
    most_waves = IntegerField(
        _l("最多自动问几批"), default=3, validators=whole(1, 10),
        description=_l("问完还没有人答应，就回到工作人员手里，打电话找人。"),
    )
    first_metres = IntegerField(
        _l("第一批只问多少米以内的"), default=0, validators=whole(0, 5000),
        description=_l("写 0 就不限。这个距离里没有合适的人时，第一批也会问远一点的。"),
    )
    later_any_skill = BooleanField(
        _l("后面几批不限技能"), default=False,
        description=_l("会做的人问完了，再问住得近、有空的人。要持证的服务不会放宽。"),
    )
    quiet_from = SelectField(
        _l("几点以后不打扰志愿者"), coerce=int, default=21, choices=HOURS_OF_DAY,
        description=_l("安静时间里不自动发邀请，第二天接着问。两个时间一样就是全天都可以。"),
    )
    quiet_until = SelectField(_l("几点以前不打扰志愿者"), coerce=int, default=8, choices=HOURS_OF_DAY)
    urgent_hours = IntegerField(
        _l("多少小时内开始的算急事"), default=12, validators=whole(0, 48),
        description=_l("急事在安静时间里也会发邀请。"),
    )


class VisitSettings(Form):
    """What counts at the door, and what a change of mind at the last moment means."""

    class Meta:
        legend = _l("上门和临时取消")

    check_in_by_code = BooleanField(
        _l("签到要凭居民的码"), default=False,
        description=_l("志愿者扫居民卡上的二维码，或者请居民念六位签到码，才能签到。工作站仍可代记。"),
    )
    late_hours = IntegerField(
        _l("开始前几小时内算临时取消"), default=2, validators=whole(0, 48),
        description=_l("居民或家里人这时取消、志愿者这时退单，都记下是临时的。工作人员看得到最近 90 天的次数；居民的次数不影响求助。"),
    )
    late_limit = IntegerField(
        _l("临时退单几次后先不自动派"), default=3, validators=whole(0, 20),
        description=_l("按最近 90 天算。写 0 就不限。工作人员仍可以选他。"),
    )
    not_home_minutes = IntegerField(
        _l("上门没人在家，记多少分钟"), default=30, validators=whole(0, 240),
        description=_l("工作站打过电话才记，由储蓄所出。写 0 就不记。"),
    )


class ConfirmSettings(Form):
    """When silence counts as a yes, who is called first, and how long something can be contested."""

    class Meta:
        legend = _l("确认和有争议")

    auto_confirm_hours = IntegerField(
        _l("多少小时没有回音就自动确认"), default=72, validators=whole(1, 336),
        description=_l("从签退算起。自动确认的证明等级比居民自己确认的低。"),
    )
    control_percent = IntegerField(
        _l("抽查回访的百分比"), default=10, validators=whole(0, 100),
        description=_l("每一百次没有回音的服务里，随机抽几次先打电话问过再确认。谁也不能挑。"),
    )
    control_calls = IntegerField(
        _l("抽查电话打几次没人接就不再打"), default=3, validators=whole(1, 10),
        description=_l("到了次数就按没有回音确认，统计里算“没有联系上”。志愿者和居民是亲属的除外，要等居民自己确认。"),
    )
    dispute_days = IntegerField(
        _l("确认后几天内可以提出问题"), default=7, validators=whole(0, 60),
        description=_l("居民和志愿者都可以提出，由没有参与的工作人员裁定。"),
    )


class PairSettings(Form):
    """From where on two people who often serve each other are reported."""

    class Meta:
        legend = _l("往来集中")

    pair_days = IntegerField(_l("往来统计最近多少天"), default=30, validators=whole(7, 365))
    pair_times = IntegerField(
        _l("同一人帮同一人几次算集中"), default=5, validators=whole(2, 100),
        description=_l("达到这个次数，就列在“往来集中”里，供工作人员了解情况。"),
    )
    pair_back = IntegerField(
        _l("互相各帮几次算对存"), default=2, validators=whole(1, 100),
        description=_l("两个人互相存时长，各达到这个次数就列出来。同一户的一次也列。"),
    )


class MatchingSettings(Form):
    """What counts beside the way when volunteers are ranked; everything in metres of way."""

    class Meta:
        legend = _l("排先后")

    load_metres = IntegerField(
        _l("本月每服务过一次，当作远多少米"), default=60, validators=whole(0, 1000),
        description=_l("让活儿分得匀一些：数字越大，越先请这个月去得少的人。建议 60 米，填 0 就不看。"),
    )
    rest_metres = IntegerField(
        _l("离上次服务不满一周，每差一天当作远多少米"), default=20, validators=whole(0, 1000),
        description=_l("让刚去过的人歇一歇。建议 20 米，填 0 就不看。"),
    )
    same_building_metres = IntegerField(
        _l("同一栋楼，当作近多少米"), default=60, validators=whole(0, 1000),
        description=_l("楼里的人上门方便，也容易熟起来。建议 60 米。"),
    )
    same_grid_metres = IntegerField(
        _l("同一网格，当作近多少米"), default=40, validators=whole(0, 1000),
        description=_l("同一网格又在同一栋楼的，只按同一栋楼算。建议 40 米。"),
    )
    known_metres = IntegerField(
        _l("服务过这位居民，当作近多少米"), default=100, validators=whole(0, 1000),
        description=_l("熟人去，老人更放心。建议 100 米，填 0 就不看。"),
    )
    radius_metres = IntegerField(
        _l("最远请多少米以外的志愿者"), default=0, validators=whole(0, 100_000),
        description=_l("填 0 不限远近。社区很大时可以填 3000。"),
    )


class StarSettings(Form):
    """How many hours make one to five stars."""

    class Meta:
        legend = _l("星级")

    star_hours = StringField(
        _l("一星到五星各要多少小时"), default="100 300 600 1000 1500", validators=[five_rising],
        description=_l("五个整数，从小到大，用空格隔开。各项服务里记录的时长都算在内，建议用民政部门通行的 100 300 600 1000 1500。"),
    )


class HoursSettings(Form):
    """How hours are counted, capped and paid."""

    class Meta:
        legend = _l("时长怎么记")

    rounding_minutes = SelectField(
        _l("时长取整"), coerce=int, default=5,
        choices=[SelectChoice(1, _l("按分钟")), SelectChoice(5, _l("取到 5 分钟")), SelectChoice(15, _l("取到一刻钟")), SelectChoice(30, _l("取到半小时"))],
        description=_l("签到到签退的分钟数四舍五入到这个单位，最少记一个单位。"),
    )
    daily_cap_minutes = IntegerField(
        _l("一人一天最多存入（分钟）"), default=480, validators=whole(30, 1440),
        description=_l("超过的部分照样有服务记录，只是不再存入储蓄卡。480 分钟就是 8 小时。"),
    )
    payer = RadioField(
        _l("时长由谁出"), default=CARD_THEN_STATION,
        choices=[
            SelectChoice(STATION, _l("都由储蓄所出，居民的卡不扣")),
            SelectChoice(CARD, _l("从居民的卡里扣，不够不能派单")),
            SelectChoice(CARD_THEN_STATION, _l("先从居民的卡里扣，不够的由储蓄所出")),
        ],
        description=_l("时长只用来互相帮忙，不能买东西。老人和困难户居多的社区建议由储蓄所兜底。"),
    )


class BookSettings(Form):
    """Gifts, grants to key elders, credit and the most that a card holds."""

    class Meta:
        legend = _l("转赠、发放和信用")

    gift_daily_minutes = IntegerField(
        _l("一张卡一天最多转赠（分钟）"), default=240, validators=whole(0, 1440),
        description=_l("持卡人可以把自己的时长送给邻居。写 0 就关掉转赠；捐给公共池不受这个限制。"),
    )
    balance_cap_minutes = IntegerField(
        _l("一张卡最多存多少（分钟）"), default=0, validators=whole(0, 600_000),
        description=_l("存满以后，多出来的时长进公共池，留给重点老人。写 0 就不设上限；90000 分钟是 1500 小时。"),
    )
    grant_minutes = IntegerField(
        _l("每月给一位重点老人多少（分钟）"), default=120, validators=whole(0, 6_000),
        description=_l("由工作人员选人发放，每人每月一次，先用公共池里捐来的时长。写 0 就不发放。"),
    )
    grant_topped_up = BooleanField(
        _l("公共池不够时由储蓄所垫"), default=True,
        description=_l("关掉后，公共池里有多少才能发多少。"),
    )
    grant_goes_back = BooleanField(
        _l("没用完的月底收回"), default=True,
        description=_l("下个月初，当月没有用来请人帮忙的部分回到原处，老人自己存的时长不动。关掉后就留在老人卡里。"),
    )
    credit_limit_minutes = IntegerField(
        _l("信用额度最多给多少（分钟）"), default=600, validators=whole(0, 6_000),
        description=_l("80 岁以上或享受帮扶的居民，卡里没有时长也能先请人帮忙，由工作人员写明原因后开通。写 0 就不开通。"),
    )


class LookSettings(Form):
    """What a resident sees of the volunteer, and what the card is called."""

    class Meta:
        legend = _l("居民看到什么")

    resident_sees = RadioField(
        _l("居民能看到志愿者的什么"), default=NAME,
        choices=[SelectChoice(SURNAME, _l("只看姓氏")), SelectChoice(NAME, _l("看全名")), SelectChoice(NAME_AND_PHONE, _l("接单后看全名和电话"))],
        description=_l("接单以后，居民在手机上看到的内容。电话从接单到服务结束后 24 小时内可看。"),
    )
    card_name = StringField(
        _l("储蓄卡叫什么"), default="", validators=[at_most(12)],
        description=_l("印在卡上和手机上的名字，不写就用社区自己的叫法。"),
    )


class SettingsForm(
    DispatchSettings, MatchingSettings, VisitSettings, ConfirmSettings, PairSettings, HoursSettings, BookSettings,
    StarSettings, LookSettings,
):
    """Per-community settings of the station."""
