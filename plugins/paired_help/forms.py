"""What people type in: the settings, intake, sheet, plan, visit notes, signatures."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Optional

from core.api import Form, TickBoxes, _l, at_most, community_zone, whole

from .rules import LONGEST_MINUTES
from .terms import INDICATORS, LANGUAGES, LEVELS, MEDIA, NEEDS, SOURCES


def choices_of(terms: dict[str, Any]) -> list[SelectChoice]:
    """A fixed list as choices of a form."""
    return [SelectChoice(key, title) for key, title in terms.items()]



def service(value: Any) -> int | None:
    """The id of a skill, None where none is chosen."""
    return int(value) if value not in ("", None, "0", 0) else None



def days(title: Any, default: int, why: Any, *, least: int = 1, most: int = 730) -> IntegerField:
    """A setting in days, with the reason for its default."""
    return IntegerField(title, default=default, validators=whole(least, most), description=why)


class SettingsForm(Form):
    """Per-community settings; every default is the advice."""

    high_days = days(_l("高风险：隔几天走访一次"), 7, _l("独自一人又病重、没有收入的，一周要见一面。建议 7 天。"), most=90)
    key_days = days(_l("重点：隔几天走访一次"), 30, _l("特殊困难老年人每月至少探访一次，建议 30 天。"), most=180)
    general_days = days(_l("一般：隔几天走访一次"), 90, _l("情况稳定的一个季度看一次就好，建议 90 天。"), most=365)
    trial_visit_days = days(
        _l("退出试行期间：隔几天走访一次"), 30, _l("试行就是少来一些，看看能不能自己过好。不会比原来更密，建议 30 天。"), most=180
    )
    lead_grace_days = days(
        _l("主帮扶人可以晚几天"), 2, _l("到期没走访，过了这几天就转给后备帮扶人。建议 2 天。"), least=0, most=30
    )
    backup_grace_days = days(
        _l("后备帮扶人有几天"), 2, _l("后备也没去，过了这几天就转给网格员。建议 2 天。"), least=1, most=30
    )
    grid_grace_days = days(
        _l("网格员有几天"), 3, _l("网格员也没去，过了这几天就成为工作站的急事。建议 3 天。"), least=1, most=30
    )
    high_alarm_days = days(_l("高风险：几天没联系上就报警"), 14, _l("连着两次没见到人就要马上查。建议 14 天。"))
    key_alarm_days = days(_l("重点：几天没联系上就报警"), 45, _l("比走访间隔长半个月，给补走访留时间。建议 45 天。"))
    general_alarm_days = days(_l("一般：几天没联系上就报警"), 120, _l("一个季度一访，再宽一个月。建议 120 天。"))
    review_days = days(_l("隔几天回顾一次"), 90, _l("重新填一次评估表，看帮扶有没有用、级别要不要变。建议 90 天。"), least=7)
    trial_days = days(_l("退出前试行几天"), 90, _l("试行期满、情况稳定才签字退出。建议 90 天，也就是三个月。"), least=0)
    trial_score = IntegerField(
        _l("自立评分到多少才能试行退出"), default=75, validators=whole(1, 100),
        description=_l("满分 100 分。75 分相当于多数事情自己能行，偶尔要人搭把手。"),
    )
    control_days = days(_l("退出后几天回访一次"), 180, _l("半年后网格员去看一次，有困难就重新帮扶。建议 180 天。"), least=7)


class IntakeForm(Form):
    """Who was noticed, how, and why; the person is chosen before."""

    person_id = HiddenField(_l("居民"), validators=[DataRequired(_l("请先选一位居民。"))])
    source = RadioField(_l("怎么知道的"), choices=choices_of(SOURCES), default="visit")
    situation = TextAreaField(
        _l("现在的情况"), validators=[DataRequired(_l("请写几句现在的情况。")), at_most(1000)],
        description=_l("住几个人、身体怎样、难在哪里。加密保存，只有经办人写明事由才能打开。"),
    )


class SheetForm(Form):
    """The eight lines of the indicator sheet, filled in at every look; `level` empty means as the score suggests."""

    words = TextAreaField(_l("补充说明"), validators=[at_most(1000)], description=_l("加密保存，可以不写。"))
    level = RadioField(
        _l("帮扶级别"), default="",
        choices=[SelectChoice("", _l("按评分定（40 分以下高风险，65 分以下重点）")), *choices_of(LEVELS)],
    )

    def answers(self) -> dict[str, int]:
        """Points by indicator; lines without an answer are left out."""
        given = {key: self[f"line_{key}"].data for key in INDICATORS}
        return {key: int(value) for key, value in given.items() if value not in (None, "", "None")}


for _key, _indicator in INDICATORS.items():
    setattr(
        SheetForm,
        f"line_{_key}",
        RadioField(
            _indicator.title, choices=[SelectChoice(str(points), said) for points, said in enumerate(_indicator.answers)],
            validators=[InputRequired(_l("请选一项。"))],
        ),
    )


class ConsentForm(Form):
    """The worker has read the text out and heard a yes."""

    agreed = BooleanField(
        _l("我已经把说明念给本人听，本人表示同意"), validators=[DataRequired(_l("本人同意了才能登记；不同意请点“本人不需要”。"))]
    )


class PlanForm(Form):
    """What is needed, what is to be reached, and what a helper should be able to do."""

    needs = TickBoxes(_l("需要什么"), choices=choices_of(NEEDS))
    goals = TextAreaField(
        _l("目标"), validators=[DataRequired(_l("请写下要帮到什么程度。")), at_most(1000)],
        description=_l("一条一行，写得出做到没做到，例如：下个月办好低保。加密保存。"),
    )
    skill_id = SelectField(_l("帮扶人最好会什么"), coerce=service, validate_choice=False)
    language = SelectField(
        _l("和本人说什么话"), choices=[SelectChoice("", _l("普通话就行")), *choices_of(LANGUAGES)], default="",
    )


class MatchForm(Form):
    """Volunteers chosen for a case."""

    lead = IntegerField(_l("主帮扶人"), validators=[Optional()])
    backup = IntegerField(_l("后备帮扶人"), validators=[Optional()])


class NoteForm(Form):
    """What a helper writes after a visit or a try."""

    contact = RadioField(
        _l("见到人了吗"), default="yes", choices=[SelectChoice("yes", _l("见到了或说上话了")), SelectChoice("no", _l("没有"))]
    )
    medium = RadioField(_l("怎么联系的"), choices=choices_of(MEDIA), default="home")
    day = DateField(_l("哪一天"), validators=[InputRequired(_l("请选择哪一天。"))])
    time = TimeField(_l("几点结束"), validators=[InputRequired(_l("请填几点结束。"))])
    minutes = IntegerField(
        _l("用了多少分钟"), default=30, validators=whole(0, LONGEST_MINUTES), description=_l("不算路上的时间，会记进您的服务时长。")
    )
    needs = TickBoxes(_l("看到什么需要"), choices=choices_of(NEEDS))
    words = TextAreaField(
        _l("说几句"), validators=[at_most(1000)], description=_l("情况怎样、有什么变化。加密保存，只有帮扶人和经办人能看。")
    )
    follow_up = TextAreaField(
        _l("接下来要做什么"), validators=[at_most(300)], description=_l("写了就会成为网格员的待办，例如：陪去社保所补材料。")
    )
    follow_up_on = DateField(_l("最好在哪天之前"), validators=[Optional()])

    def at(self) -> datetime:
        """The end of the visit as an aware moment of the community's zone."""
        return datetime.combine(self.day.data, self.time.data, community_zone())


class ReasonForm(Form):
    """Why something is done or read."""

    reason = StringField(_l("事由"), validators=[DataRequired(_l("请写明事由。")), at_most(200)])


class SignForm(Form):
    """A signature drawn on the screen."""

    signature = HiddenField(_l("签名"))


class OwnSignForm(Form):
    """The person's own signature, and with it the own view."""

    own_view = TextAreaField(
        _l("本人自己的看法"), validators=[DataRequired(_l("请写下本人自己的看法，一句话也行。")), at_most(1000)],
        description=_l("觉得自己能行吗？还担心什么？照原话写，加密保存。"),
    )
    signature = HiddenField(_l("签名"))


class LanguagesForm(Form):
    """What a helper speaks."""

    languages = TickBoxes(_l("我会说"), choices=choices_of(LANGUAGES))
