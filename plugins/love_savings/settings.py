"""The settings page: one mixin per theme, in the order in which the page shows them; every default is the advice."""
from __future__ import annotations

from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Length

from core.api import Form, _l, whole

from .forms import TOO_LONG


class DispatchSettings(Form):
    """How volunteers are invited."""

    offer_size = IntegerField(
        _l("一次邀请几位志愿者"), default=3, validators=whole(1, 10),
        description=_l("同时问几位，先答应的去。人太多会让大家白等，太少又慢，建议 3 位。"),
    )
    offer_minutes = IntegerField(
        _l("邀请多少分钟内有效"), default=30, validators=whole(5, 1440),
        description=_l("到时间没人答应，就换下一批。建议 30 分钟。"),
    )
    next_wave_by_itself = BooleanField(
        _l("自动换下一批"), default=True,
        description=_l("关掉后，没人答应的请求回到工作人员手里，由工作人员再派。"),
    )


class HoursSettings(Form):
    """How hours are counted, capped and paid."""

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
        _l("时长由谁出"), default="card_then_station",
        choices=[
            SelectChoice("station", _l("都由储蓄所出，居民的卡不扣")),
            SelectChoice("card", _l("从居民的卡里扣，不够不能派单")),
            SelectChoice("card_then_station", _l("先从居民的卡里扣，不够的由储蓄所出")),
        ],
        description=_l("时长只用来互相帮忙，不能买东西。老人和困难户居多的社区建议由储蓄所兜底。"),
    )


class LookSettings(Form):
    """What a resident sees of the volunteer, and what the card is called."""

    resident_sees = RadioField(
        _l("居民能看到志愿者的什么"), default="name",
        choices=[SelectChoice("surname", _l("只看姓氏")), SelectChoice("name", _l("看全名")), SelectChoice("phone", _l("接单后看全名和电话"))],
        description=_l("接单以后，居民在手机上看到的内容。电话从接单到服务结束后 24 小时内可看。"),
    )
    card_name = StringField(
        _l("储蓄卡叫什么"), default="", validators=[Length(max=12, message=TOO_LONG)],
        description=_l("印在卡上和手机上的名字，不写就用社区自己的叫法。"),
    )


class SettingsForm(DispatchSettings, HoursSettings, LookSettings):
    """Per-community settings of the station."""
