"""What a guardian types about a child who is registered already."""
from __future__ import annotations

from wtforms import BooleanField, DateField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.accounts.forms import phone_field
from core.forms import Form
from core.people.forms import choices_of
from core.people.terms import GUARDIAN_RELATIONS, SEXES
from core.texts import lazy_gettext as _l


class CorrectChildForm(Form):
    """The child's entry; phone and ID number left empty stay as they are."""

    name = StringField(
        _l("孩子的姓名"), [InputRequired(_l("请填写姓名。")), Length(max=30, message=_l("姓名最多 30 个字。"))]
    )
    sex = SelectField(_l("性别"), choices=choices_of(SEXES), validators=[Optional()])
    birth_date = DateField(_l("出生日期"), [InputRequired(_l("请填写孩子的出生日期。"))])
    phone = StringField(
        _l("孩子的手机或手表号码"), [Optional()], description=_l("没有可以不填；留空则保持不变。"),
        render_kw={"inputmode": "tel"},
    )
    id_number = StringField(_l("身份证号"), [Optional()], description=_l("可以不填，加密保存；留空则保持不变。"))


class GuardianForm(Form):
    """Who else answers for the child."""

    name = StringField(
        _l("对方的姓名"), [InputRequired(_l("请填写姓名。")), Length(max=30, message=_l("姓名最多 30 个字。"))]
    )
    phone = phone_field(_l("对方的手机号"))
    relation = SelectField(
        _l("对方是孩子的"), [InputRequired(_l("请选择对方与孩子的关系。"))],
        choices=[SelectChoice("", _l("请选择")), *choices_of(GUARDIAN_RELATIONS)],
    )
    may_decide = BooleanField(
        _l("也可以替孩子做决定"), description=_l("例如报名、同意或撤回同意；不勾选则只能查看和更正。")
    )


class WithdrawForm(Form):
    """One tick between a guardian and a record that is sealed."""

    sure = BooleanField(_l("我明白，确定撤回同意"), [DataRequired(_l("请先勾选，再撤回。"))])


class ErasureForm(Form):
    """The wish to be erased."""

    words = StringField(
        _l("原因"), [Length(max=200, message=_l("原因最多 200 个字。"))], description=_l("可以不填。")
    )
    sure = BooleanField(_l("我明白，抹掉以后找不回来"), [DataRequired(_l("请先勾选，再申请。"))])
