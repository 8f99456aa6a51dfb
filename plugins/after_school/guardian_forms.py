"""What guardians type in on the phone: who fetches the child, going home alone, the health and safety sheet."""
from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from core.api import Form, TickBoxes, _l, at_most

from .forms import needed, picks
from .words import RELATIONS, WEEKDAYS


def _text(title: Any, most: int, hint: Any = "", **kw: Any) -> StringField:
    return TextAreaField(title, validators=[at_most(most)], description=hint, **kw)


class AdultForm(Form):
    """An adult who may fetch the child."""

    name = StringField(_l("接送人的姓名"), validators=needed(_l("请写接送人的姓名。"), 40))
    phone = StringField(_l("接送人的手机号"), validators=needed(_l("请写接送人的手机号，老师会打电话核对。"), 20))
    relation = SelectField(_l("和孩子的关系"), choices=picks(RELATIONS))
    weekdays = TickBoxes(
        _l("只在周几接"), choices=[SelectChoice(str(n), title) for n, title in enumerate(WEEKDAYS)],
        description=_l("都不勾就是每天都可以。"),
    )
    valid_from = DateField(_l("从哪天起"), validators=[InputRequired(_l("请选从哪天起。"))])
    valid_until = DateField(_l("到哪天止"), validators=[InputRequired(_l("请选到哪天止。"))])
    photo = FileField(
        _l("接送人的照片"), render_kw={"accept": "image/*"}, description=_l("老师按照片认人，照片加密保存，只在交接时看。"),
    )


class AloneForm(Form):
    """A signed consent to go home alone."""

    valid_from = DateField(_l("从哪天起"), validators=[InputRequired(_l("请选从哪天起。"))])
    valid_until = DateField(_l("到哪天止"), validators=[InputRequired(_l("请选到哪天止。"))])
    signature = HiddenField(_l("签名"))


class HealthForm(Form):
    """One child, one term."""

    allergies = _text(_l("过敏"), 300, _l("食物、药物、花粉等；没有就不写。"))
    illnesses = _text(_l("要注意的病"), 300, _l("比如哮喘、癫痫、心脏病；没有就不写。"))
    medicine = _text(_l("要吃的药"), 300)
    notes = _text(_l("还要老师知道的"), 300)
    emergency_name = StringField(_l("紧急联系人"), validators=needed(_l("请写一位紧急联系人。"), 40))
    emergency_phone = StringField(_l("紧急联系人的手机号"), validators=needed(_l("请写紧急联系人的手机号。"), 20))
    consent = BooleanField(_l("我同意上面的说明"))
    signature = HiddenField(_l("签名"))
