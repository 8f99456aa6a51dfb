"""What people type in: the settings, a request, what was said on the phone."""
from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from core.api import Form, _l, whole

from .rules import LONGEST_MINUTES

PARTS = [SelectChoice("morning", _l("上午")), SelectChoice("afternoon", _l("下午")), SelectChoice("evening", _l("晚上")), SelectChoice("exact", _l("指定时间"))]
PART_START = {"morning": "09:00", "afternoon": "14:30", "evening": "19:00"}
HALF_HOURS = [SelectChoice(f"{h:02d}:{m:02d}", f"{h:02d}:{m:02d}") for h in range(7, 22) for m in (0, 30)]
LENGTHS = [
    SelectChoice(30, _l("半小时")), SelectChoice(60, _l("1 小时")), SelectChoice(90, _l("1 个半小时")),
    SelectChoice(120, _l("2 小时")), SelectChoice(180, _l("3 小时")), SelectChoice(240, _l("半天（4 小时）")),
]


TOO_LONG = _l("最多 %(max)d 个字。")


def service(value: Any) -> int | None:
    """The id of a usual service, 0 for another one, None where none is chosen yet."""
    return None if value in ("", None) else int(value)


class SettingsForm(Form):
    """Per-community settings; every default is the advice."""

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
    resident_sees = RadioField(
        _l("居民能看到志愿者的什么"), default="name",
        choices=[SelectChoice("surname", _l("只看姓氏")), SelectChoice("name", _l("看全名")), SelectChoice("phone", _l("接单后看全名和电话"))],
        description=_l("接单以后，居民在手机上看到的内容。电话从接单到服务结束后 24 小时内可看。"),
    )
    card_name = StringField(
        _l("储蓄卡叫什么"), default="", validators=[Length(max=12, message=TOO_LONG)],
        description=_l("印在卡上和手机上的名字，不写就用社区自己的叫法。"),
    )


class AskForm(Form):
    """What, when and where; the choices of `skill_id` and the days are filled in by the view."""

    skill_id = SelectField(
        _l("需要帮什么忙"), coerce=service, validators=[InputRequired(_l("请选一项；都不合适就选“其他”。"))]
    )
    words = TextAreaField(
        _l("再说几句"), validators=[Length(max=300, message=TOO_LONG)], description=_l("比如：水龙头滴水，家里有工具。可以不写。")
    )
    day = DateField(_l("哪一天"), validators=[InputRequired(_l("请选择哪一天。"))])
    part = RadioField(_l("什么时候"), choices=PARTS, default="morning")
    start = SelectField(_l("几点开始"), choices=HALF_HOURS, default="09:00", description=_l("选了“指定时间”才用。"))
    minutes = SelectField(_l("大概多久"), coerce=int, choices=LENGTHS, default=60)
    place = StringField(
        _l("在哪里"), validators=[Length(max=80, message=TOO_LONG)], description=_l("不写就是您家里。")
    )

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """The wished start and end as aware moments of the community's zone."""
        clock = time.fromisoformat(PART_START.get(self.part.data, self.start.data))
        start = datetime.combine(self.day.data, clock, ZoneInfo(zone))
        return start, start + timedelta(minutes=self.minutes.data)


class BehalfForm(AskForm):
    """The same, typed in by a worker for a resident."""

    person_id = HiddenField(_l("居民"), validators=[DataRequired(_l("请先选一位居民。"))])


class NoteForm(Form):
    """What the resident said on the phone, and the minutes if they differ from the clock's."""

    reason = StringField(_l("居民在电话里怎么说"), validators=[DataRequired(_l("请写下居民在电话里怎么说。")), Length(max=200, message=TOO_LONG)])
    minutes = IntegerField(
        _l("更正分钟数"), validators=[Optional(), NumberRange(1, LONGEST_MINUTES)], description=_l("和签到签退的一样就不用写。")
    )


class MatchForm(Form):
    """Whom to invite, and why not in the suggested order."""

    chosen = SelectMultipleField(_l("邀请谁"), coerce=int, validate_choice=False)
    reason = StringField(_l("没有按推荐选人的原因"), validators=[Length(max=200, message=TOO_LONG)])
