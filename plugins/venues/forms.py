"""What people type in: the settings, a booking, the rules of a place, equipment, closed days."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from core.api import Form, _l, at_most, moment_at, usual, whole

from .kinds import KINDS
from .models import EVERYBODY, STAFF, TEAMS, VOLUNTEERS
from .services.calendar import clock
from .services.plans import near

WHO = [
    SelectChoice(EVERYBODY, _l("居民、志愿者、队伍和单位都可以")), SelectChoice(VOLUNTEERS, _l("只给志愿者、队伍和单位")),
    SelectChoice(TEAMS, _l("只给队伍和单位")), SelectChoice(STAFF, _l("只由工作人员安排")),
]


def soon(form: Any, field: Any) -> None:
    """A day that somebody could mean."""
    if field.data is not None and not near(field.data):
        raise ValidationError(_l("请选近一点的日子。"))


class SettingsForm(Form):
    """Per-community settings; every default is the advice."""

    release_minutes = IntegerField(
        _l("开始后多少分钟没签到就放出场地"), default=15, validators=whole(0, 120),
        description=_l("到时间没人签到，场地自动放给候补的人。建议 15 分钟；填 0 就不自动放出。"),
    )
    early_minutes = IntegerField(
        _l("可以提前多少分钟签到"), default=30, validators=whole(0, 120),
        description=_l("早来布置的人可以先签到。建议 30 分钟。"),
    )
    quota_hours = IntegerField(
        _l("紧俏场地每队每月最多几小时"), default=8, validators=whole(0, 200),
        description=_l("只管标了“紧俏”的场地，比如舞台。队伍、单位和个人各算各的；等审批的也算。填 0 就不限。"),
    )
    days_ahead = IntegerField(
        _l("最多提前多少天预约"), default=30, validators=whole(1, 366),
        description=_l("太早占位容易忘，建议 30 天。个别场地可以另定。"),
    )
    longest_minutes = IntegerField(
        _l("一次最多约多少分钟"), default=180, validators=whole(30, 1440),
        description=_l("180 分钟就是 3 小时，让更多人轮得上。个别场地可以另定。"),
    )
    open_at_once = IntegerField(
        _l("一个人最多同时有几个没用的预约"), default=5, validators=whole(1, 50),
        description=_l("用完或取消一个，才能再约新的；每周重复的一串算一个。建议 5 个。"),
    )
    offer_hours = IntegerField(
        _l("开始前几小时之内有空位要先问一声"), default=3, validators=whole(0, 48),
        description=_l("早早空出来的场地直接给第一位候补；临近开始才空出来的，先问还来不来得及。建议 3 小时。"),
    )


def group_value(value: Any) -> str:
    """"", "team:5" or "unit:7"; anything else is nobody's."""
    kind, _colon, number = str(value or "").partition(":")
    return f"{kind}:{number}" if kind in ("team", "unit") and number.isdecimal() else ""


class BookForm(Form):
    """Which day, from when to when, what for; the rest is folded away. The view fills in the choices."""

    day = DateField(_l("哪一天"), validators=[InputRequired(_l("请选择哪一天。")), soon])
    start = SelectField(_l("从几点"), coerce=int)
    end = SelectField(_l("到几点"), coerce=int)
    kind = SelectField(
        _l("做什么"), choices=[], validators=[InputRequired(_l("请选一项；都不合适就选“其他活动”。"))],
        description=_l("大厅屏幕上只显示这一项，不显示姓名。"),
    )
    group = SelectField(_l("以谁的名义"), coerce=group_value, default="")
    people = IntegerField(
        _l("大约多少人"), validators=[Optional(), NumberRange(1, 9999, _l("请填 1 到 9999 之间的整数。"))]
    )
    purpose = TextAreaField(
        _l("给工作人员的话"), validators=[at_most(200)],
        description=_l("比如要插电、要借音响。只有工作人员看得到，可以不写。"),
    )
    wait = BooleanField(
        _l("被人约了就排候补"), description=_l("空出来时按先后通知您，不用再来看。")
    )
    until = DateField(
        _l("每周这个时间都要，直到"), validators=[Optional(), soon],
        description=_l("只约一次就不用填。填了会先列出每一天能不能约，您看过再提交。"),
    )
    every_weeks = SelectField(
        _l("隔几周"), coerce=int, default=1, choices=[SelectChoice(1, _l("每周一次")), SelectChoice(2, _l("两周一次"))]
    )

    def offer(self, opens: int, closes: int, groups: list[tuple[str, str]]) -> None:
        """The times of the day, the kinds in the reader's language, and in whose name."""
        steps = range(opens, closes + 1, 30)
        self.start.choices = [SelectChoice(m, clock(m)) for m in steps][:-1]
        self.end.choices = [SelectChoice(m, clock(m)) for m in steps][1:]
        self.kind.choices = [SelectChoice("", _l("请选择")), *(SelectChoice(k, usual(t)) for k, t in KINDS.items())]
        self.group.choices = [SelectChoice("", _l("我自己")), *(SelectChoice(k, name) for k, name in groups)]

    def span(self, day: date | None = None) -> tuple[datetime, datetime]:
        """Start and end as aware moments here."""
        day = day or self.day.data
        return moment_at(day, self.start.data), moment_at(day, self.end.data)


class RulesForm(Form):
    """The rules of one place; the opening hours are drawn by hand, two lists per weekday."""

    who = RadioField(_l("谁可以约"), choices=WHO, default=EVERYBODY)
    needs_approval = BooleanField(_l("要工作人员审批"), description=_l("关掉后，没人占就直接约好。"))
    scarce = BooleanField(_l("紧俏场地，按队伍限时长"), description=_l("每队每月的小时数在“功能插件”里统一设置。"))
    longest_minutes = IntegerField(
        _l("一次最多约多少分钟"), default=0, validators=whole(0, 1440), description=_l("填 0 就按社区的统一设置。")
    )
    days_ahead = IntegerField(
        _l("最多提前多少天"), default=0, validators=whole(0, 366), description=_l("填 0 就按社区的统一设置。")
    )
    keyholder_id = SelectField(
        _l("谁来开门"), coerce=int, default=0, description=_l("有预约时提醒这个人开门。找不到要的人，先搜索。")
    )
    note = TextAreaField(
        _l("给大家看的说明"), validators=[at_most(300)], description=_l("比如：请自带水杯，鞋底要干净。")
    )


class EquipmentForm(Form):
    """One kind of thing, where it is kept and how many there are."""

    place_id = SelectField(_l("放在哪里"), coerce=int, default=0)
    name = StringField(
        _l("名称"), validators=[InputRequired(_l("请写器材的名称。")), at_most(30)]
    )
    count = IntegerField(_l("有几件"), default=1, validators=whole(0, 999), description=_l("填 0 就不再外借。"))


class ClosedDayForm(Form):
    """A day off, of one place or of all."""

    day = DateField(_l("哪一天不开放"), validators=[InputRequired(_l("请选择哪一天。")), soon])
    reason = StringField(_l("原因"), validators=[at_most(60)], description=_l("会告诉来预约的人，比如：春节放假。"))
    everywhere = BooleanField(_l("所有场地都不开放"))


class CodeForm(Form):
    """The number on the door."""

    code = StringField(
        _l("门上的六位数字"), validators=[InputRequired(_l("请输入门上的六位数字。")), at_most(12)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
