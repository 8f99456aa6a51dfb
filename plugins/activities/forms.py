"""What people type in: the settings, an activity, a line of a plan, a series, a sum, a rule."""
from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Optional

from core.api import Form, _l, at_most, moment_at, whole

from .rules import USUAL_KINDS

AUDIENCES = {
    "all": _l("所有居民"), "elders": _l("60 岁以上长者"), "children": _l("18 岁以下孩子"), "adults": _l("18 岁以上成人"),
    "members": _l("本队队员"), "helpers": _l("注册志愿者"),
}
WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


def maybe(least: int, most: int) -> list[Any]:
    """The validators of a whole number that may be left empty."""
    return [Optional(), *whole(least, most)[1:]]


def words(most: int, needed: Any = None) -> list[Any]:
    """The validators of a text; `needed` is what is said when it is missing."""
    return [*([DataRequired(needed)] if needed else []), at_most(most)]


def row_id(value: Any) -> int | None:
    """The id of a choice, None where none is chosen."""
    return int(value) if value not in ("", None, "None") else None


class SettingsForm(Form):
    """Per-community settings; every default is the advice."""

    kinds = TextAreaField(
        _l("活动类别"), default=USUAL_KINDS, validators=words(300, _l("请至少写一个类别。")),
        description=_l("一行一个，写活动时从里面选。默认是邻里守望的六个品牌。"),
    )
    planned_only = BooleanField(
        _l("只办写进月度计划的活动"), default=False,
        description=_l("打开后，活动要先写进月度计划、经别人批准才能发布；有审批权限的人可以直接发布。关着时，队长可以临时加办一场。"),
    )
    weeks_ahead = IntegerField(
        _l("系列活动提前排几周"), default=4, validators=whole(1, 26),
        description=_l("每周都有的活动会自动往后排好这么多周，建议 4 周。"),
    )
    signup_days = IntegerField(
        _l("提前几天开始报名"), default=14, validators=whole(0, 90),
        description=_l("没有另外写报名时间的活动，从开始前这么多天起可以报名。"),
    )
    late_hours = IntegerField(
        _l("开始前几小时内取消算临时取消"), default=24, validators=whole(0, 168),
        description=_l("临时取消会记下来，和“没来”“请假”分开；请人代替的不算。0 表示不记。"),
    )
    waiting_list = BooleanField(
        _l("报满以后可以候补"), default=True, description=_l("有人取消时，按先后自动补上并通知。关掉后报满就不能再报。"),
    )
    reminder_hours = IntegerField(
        _l("开始前几小时提醒"), default=24, validators=whole(0, 168),
        description=_l("给报了名的人发一条消息，每场一次。0 表示不提醒。"),
    )
    no_show_limit = IntegerField(
        _l("没来几次暂停报名"), default=3, validators=whole(0, 20),
        description=_l("报了名又没来、也没请假，满这么多次先暂停报名，请本人说明情况。0 表示不限制。"),
    )
    no_show_days = IntegerField(
        _l("只看最近几天的记录"), default=90, validators=whole(7, 730), description=_l("更早的“没来”不再计算。"),
    )
    early_minutes = IntegerField(
        _l("开始前几分钟可以签到"), default=60, validators=whole(0, 600), description=_l("太早签到容易记错场次，建议 60 分钟。"),
    )
    after_minutes = IntegerField(
        _l("结束后几分钟内还能自己签到"), default=120, validators=whole(0, 1440),
        description=_l("过了这个时间，由负责人照名单或签到纸补登。"),
    )


def minute_of(clock: time) -> int:
    """Minutes after midnight."""
    return clock.hour * 60 + clock.minute


class HostForm(Form):
    """Who does it; the view fills in the choices."""

    host = SelectField(_l("主办"), [InputRequired(_l("请选主办方。"))])


class TitleForm(Form):
    """What an activity is called, of which kind it is, and for whom."""

    title = StringField(_l("活动名称"), words(40, _l("请写活动名称。")))
    kind = SelectField(_l("类别"), validators=[Optional()])
    for_whom = SelectField(_l("面向谁"), choices=[SelectChoice(k, t) for k, t in AUDIENCES.items()], default="all")


class TimesForm(Form):
    """A day with a beginning and an end."""

    day = DateField(_l("日期"), [InputRequired(_l("请选择日期。"))])
    start = TimeField(_l("开始"), [InputRequired(_l("请填开始时间。"))], default=time(9))
    end = TimeField(_l("结束"), [InputRequired(_l("请填结束时间。"))], default=time(11))

    def minutes(self) -> int:
        """How long it lasts; an end before the start is the next day's."""
        return (minute_of(self.end.data) - minute_of(self.start.data)) % (24 * 60)

    def span(self) -> tuple[datetime, datetime]:
        """Beginning and end here."""
        begin = moment_at(self.day.data, minute_of(self.start.data))
        return begin, begin + timedelta(minutes=self.minutes())


class WhatForm(TitleForm):
    """What every activity has; the view fills in the choices."""

    place_id = SelectField(_l("社区的场地"), coerce=row_id, description=_l("选社区的场地会自动占好时间；在别处办就写在下面。"))
    place_text = StringField(_l("别的地点"), words(60))
    quota = IntegerField(
        _l("参加名额"), maybe(0, 10_000), description=_l("不限人数请留空；只招募志愿者、不设参加者请填 0。")
    )
    text = TextAreaField(_l("说明"), words(500), description=_l("做什么、带什么、注意什么。公开显示，请不要写个人信息。"))

    def what(self) -> dict[str, Any]:
        """The columns of a plan's line, a series and an activity."""
        return {
            "title": self.title.data.strip(), "kind": self.kind.data or "", "for_whom": self.for_whom.data,
            "place_id": self.place_id.data, "place_text": (self.place_text.data or "").strip(),
            "quota": self.quota.data, "text": (self.text.data or "").strip(),
        }


class ActivityForm(HostForm, TimesForm, WhatForm):
    """One activity."""

    signup_from = DateField(_l("哪天开始报名"), [Optional()], description=_l("不填就用社区设置里的天数。"))
    signup_until = DateField(_l("报名截止到哪天"), [Optional()], description=_l("含当天；不填就到活动开始为止。"))


class LineForm(TimesForm, WhatForm):
    """One line of a monthly plan."""

    helpers = IntegerField(_l("需要几位志愿者"), maybe(0, 500), default=0)


class SeriesForm(HostForm, WhatForm):
    """An activity that comes back."""

    weekday = SelectField(_l("星期几"), coerce=int, choices=[SelectChoice(at, t) for at, t in enumerate(WEEKDAYS)])
    every_weeks = IntegerField(_l("每几周一次"), whole(1, 12), default=1)
    start = TimeField(_l("开始"), [InputRequired(_l("请填开始时间。"))], default=time(9))
    minutes = IntegerField(_l("多少分钟"), whole(15, 720), default=120)
    helpers = IntegerField(_l("需要几位志愿者"), maybe(0, 500), default=0)
    from_day = DateField(_l("从哪天开始"), [InputRequired(_l("请选择日期。"))])
    until_day = DateField(_l("到哪天结束"), [Optional()], description=_l("不填就一直办下去。"))


class MoveForm(TimesForm):
    """Another time, and why."""

    place_id = SelectField(_l("社区的场地"), coerce=row_id)
    place_text = StringField(_l("别的地点"), words(60))
    reason = StringField(_l("为什么改期"), words(200, _l("请写为什么改期，报了名的人会看到。")))


class PostForm(Form):
    """A post by need."""

    title = StringField(_l("岗位"), words(30, _l("请写岗位名称。")))
    quota = IntegerField(_l("需要几位"), whole(1, 500), default=2)
    need = StringField(_l("负责什么"), words(200))
    skill_id = SelectField(_l("需要的技能"), coerce=row_id)


class PaperForm(Form):
    """A paper sheet, typed in."""

    text = TextAreaField(
        _l("签到纸上的名单"), words(20_000),
        description=_l("一行一位：姓名，空格，手机号。本队队员和报过名的，只写姓名就行。"),
    )
    guests = IntegerField(_l("没留姓名的还有几位"), maybe(0, 10_000), description=_l("只计入人次，不计入人数。"))


class ResultForm(Form):
    """What an activity brought."""

    guests = IntegerField(
        _l("没留姓名的参加者"), whole(0, 10_000), default=0, description=_l("签到名单以外、只数了人头的，计入人次。")
    )
    beneficiaries = IntegerField(
        _l("受益人次"), whole(0, 100_000), default=0,
        description=_l("这场活动服务到了多少人次，比如量血压的人数。和参加人次分开统计。"),
    )
    summary = TextAreaField(_l("小结"), words(500), description=_l("几句话就好。公开以后大家都能看到，请不要写个人情况。"))


class PlanForm(Form):
    """Whose plan, for which month."""

    host = SelectField(_l("谁的计划"), [InputRequired(_l("请选主办方。"))])
    month = SelectField(_l("哪个月"), coerce=int)
    note = TextAreaField(_l("本月重点"), words(500))


class MemberForm(Form):
    """A member of the leading group."""

    unit_id = SelectField(_l("代表单位"), coerce=row_id)
    post = StringField(_l("职务"), words(30))


class RuleForm(Form):
    """A rule, or its next version."""

    title = StringField(_l("制度名称"), words(60, _l("请写制度名称；和已有的同名就是它的新版本。")))
    text = TextAreaField(_l("正文"), words(5000, _l("请写制度正文。")))
    valid_from = DateField(_l("从哪天起执行"), [InputRequired(_l("请选择日期。"))])
    public = BooleanField(_l("公开给所有居民看"))


class MeetingForm(Form):
    """The minutes of a meeting; the view fills in the members."""

    title = StringField(_l("会议名称"), words(60, _l("请写会议名称。")))
    held_on = DateField(_l("哪天开的"), [InputRequired(_l("请选择日期。"))])
    attendees = SelectMultipleField(_l("到会成员"), coerce=int, validate_choice=False)
    text = TextAreaField(_l("讨论了什么"), words(5000))
    decisions = TextAreaField(_l("定了什么"), words(2000, _l("请写会上定下的事。")))
