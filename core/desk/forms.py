"""Forms of the desk: they read and check what a worker typed; the services decide."""
from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from core.forms import Form
from core.people.forms import choices_of
from core.people.terms import AID_CATEGORIES, END_REASONS, GUARDIAN_RELATIONS, RELATIONS, SEXES
from core.texts import gettext as _
from core.texts import lazy_gettext as _l


class PersonForm(Form):
    """A person's entry in the register."""

    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=30, message=_l("姓名最多 30 个字。"))])
    sex = SelectField(_l("性别"), choices=choices_of(SEXES), default="", validators=[Optional()])
    birth_date = DateField(_l("出生日期"), [Optional()])
    phone = StringField(_l("手机号"), [Optional()], description=_l("11 位手机号；没有手机可以不填。"))
    id_number = StringField(_l("身份证号"), [Optional()], description=_l("填写后会自动核对出生日期和性别，加密保存。"))
    note = TextAreaField(_l("备注"), [Length(max=500, message=_l("备注最多 500 个字。"))])


class NewPersonForm(PersonForm):
    """A new entry, with the door behind which the person lives."""

    door = StringField(
        _l("门牌"),
        [Optional()],
        description=_l("楼栋-房号，例如 3-502；有多个单元时写 3-2-502。不住在社区的志愿者可以不填。"),
    )
    relation = SelectField(_l("与户主的关系"), choices=choices_of(RELATIONS), default="other")
    on = DateField(_l("迁入日期"), [InputRequired(_l("请选择日期。"))])


class SmallForm(Form):
    """A form among others on one page: its fields' ids are its own, so that every label names its own field."""

    def __init__(self, *args: Any, mark: Any = "", **values: Any) -> None:
        super().__init__(*args, **values)
        for field in self:
            field.id = field.label.field_id = f"{type(self).__name__}{mark}-{field.name}"


class MoveInForm(SmallForm):
    """Where a person moves in."""

    door = StringField(
        _l("门牌"), [InputRequired(_l("请填写门牌。"))], description=_l("楼栋-房号，例如 3-502；有多个单元时写 3-2-502。")
    )
    relation = SelectField(_l("与户主的关系"), choices=choices_of(RELATIONS), default="other")
    on = DateField(_l("迁入日期"), [InputRequired(_l("请选择日期。"))])


class MoveOutForm(SmallForm):
    """Why and when a person leaves."""

    reason = SelectField(
        _l("原因"), choices=choices_of({k: t for k, t in END_REASONS.items() if k != "moved_inside"}),
        description=_l(
            "登记去世以后，还没办完的求助、心愿、报名和场地预约自动取消，志愿者身份、角色和派给本人的任务一并结束，"
            "不再给本人发消息。"
        ),
    )
    on = DateField(_l("日期"), [InputRequired(_l("请选择日期。"))])


class AidForm(SmallForm):
    """Aid that the person's household gets."""

    category = SelectField(_l("帮扶类别"), choices=choices_of(AID_CATEGORIES))
    since = DateField(_l("开始日期"), [InputRequired(_l("请选择日期。"))])


class ReasonForm(SmallForm):
    """Why something is opened or refused."""

    reason = StringField(
        _l("事由"), [DataRequired(_l("请写明事由。")), Length(max=200, message=_l("事由最多 200 个字。"))]
    )


class EraseForm(SmallForm):
    """One tick between an admin and what cannot be taken back."""

    sure = BooleanField(_l("已核对是本人提出的，明白抹掉以后找不回来"), [DataRequired(_l("请先核对并勾选，再注销。"))])


class EndAidForm(ReasonForm):
    """When and why an aid ends."""

    on = DateField(_l("结束日期"), [InputRequired(_l("请选择日期。"))])


class DeathCorrectionForm(ReasonForm):
    """Why a death that was noted is none; what it ended in the services does not come back by itself."""

    reason = StringField(
        _l("事由"), [DataRequired(_l("请写明事由。")), Length(max=200, message=_l("事由最多 200 个字。"))],
        description=_l("更正以后，住处和账号恢复；已经取消的求助、报名、预约，还有志愿者身份和角色，请和本人商量后重新办理。"),
    )


class RelationForm(SmallForm):
    """What a resident is to the head of the household."""

    relation = SelectField(_l("与户主的关系"), choices=choices_of({k: t for k, t in RELATIONS.items() if k != "head"}))


class HukouForm(SmallForm):
    """Behind which door the hukou is kept."""

    door = StringField(_l("户籍所在门牌"), [InputRequired(_l("请填写门牌。"))], description=_l("楼栋-房号，例如 3-502。"))
    on = DateField(_l("登记日期"), [InputRequired(_l("请选择日期。"))])


class EndHukouForm(SmallForm):
    """When the hukou moved away."""

    on = DateField(_l("迁出日期"), [InputRequired(_l("请选择日期。"))])


class BlockForm(ReasonForm):
    """Why two persons must not be sent to each other."""

    other = IntegerField(validators=[InputRequired(_l("请选择一位居民。"))], widget=HiddenInput())


class AddGuardianForm(SmallForm):
    """Who else answers for a child, and by what the worker knows it."""

    other = IntegerField(validators=[InputRequired(_l("请选择一位居民。"))], widget=HiddenInput())
    relation = SelectField(
        _l("对方是孩子的"), [InputRequired(_l("请选择对方与孩子的关系。"))],
        choices=[SelectChoice("", _l("请选择")), *choices_of(GUARDIAN_RELATIONS)],
    )
    may_decide = BooleanField(
        _l("也可以替孩子做决定"), description=_l("例如报名、同意或撤回同意；不勾选则只能查看和更正。")
    )
    reason = StringField(
        _l("依据"), [DataRequired(_l("请写明依据。")), Length(max=200, message=_l("依据最多 200 个字。"))],
        description=_l("例如看过户口本、出生证明或法院文书。"),
    )


class ApproveForm(SmallForm):
    """How long a worker may open a child's record."""

    days = SelectField(
        _l("批准多久"),
        choices=[
            SelectChoice("1", _l("1 天")), SelectChoice("7", _l("7 天")), SelectChoice("90", _l("90 天")),
            SelectChoice("date", _l("到指定的日期")),
        ],
    )
    until = DateField(_l("到哪一天"), [Optional()], description=_l("选“到指定的日期”时填写，最长一年。"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The day is needed where no number of days was chosen."""
        fine = super().validate(extra_validators)
        if self.days.data == "date" and self.until.data is None and not self.until.errors:
            self.until.errors = [_("请选择批准到哪一天。")]
            return False
        return fine
