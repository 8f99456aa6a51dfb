"""What a guardian, or a worker beside the guardian, types about a child."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, DateField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.forms import Form
from core.people.terms import GUARDIAN_RELATIONS, SEXES
from core.texts import lazy_gettext as _l


def choices_of(titles: Mapping[str, Any]) -> list[SelectChoice]:
    """Choices of a select field from a table of key and title."""
    return [SelectChoice(key, title) for key, title in titles.items()]


class ChildForm(Form):
    """A new child under 14; the box is never ticked beforehand."""

    name = StringField(
        _l("孩子的姓名"), [InputRequired(_l("请填写姓名。")), Length(max=30, message=_l("姓名最多 30 个字。"))]
    )
    sex = SelectField(_l("性别"), choices=choices_of(SEXES), default="", validators=[Optional()])
    birth_date = DateField(_l("出生日期"), [InputRequired(_l("请填写孩子的出生日期。"))])
    relation = SelectField(
        _l("监护人是孩子的"), [InputRequired(_l("请选择您与孩子的关系。"))],
        choices=[SelectChoice("", _l("请选择")), *choices_of(GUARDIAN_RELATIONS)],
    )
    same_household = BooleanField(_l("孩子和监护人住在一起"), description=_l("勾选后，孩子登记在同一户。"))
    consent = BooleanField(
        _l("我是监护人，已阅读并同意上面的说明"),
        [DataRequired(_l("监护人同意后才能登记孩子；不同意也不影响使用其他服务。"))],
    )

    def fit(self, *, lives_here: bool, at_desk: bool = False) -> None:
        """Leave out the household where there is none; at the desk the worker ticks what the guardian said."""
        if not lives_here:
            del self.same_household
        if at_desk:
            self.consent.label.text = _l("监护人已当面阅读上面的说明，并表示同意")

    def values(self) -> dict[str, Any]:
        """Ready for `register_child`."""
        names = ("name", "sex", "birth_date", "relation")
        found = {name: self[name].data for name in names}
        found["same_household"] = bool("same_household" in self and self.same_household.data)
        return found | {"consented": bool(self.consent.data)}
