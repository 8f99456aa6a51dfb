"""Forms about places: what a place is, and why it is closed."""
from __future__ import annotations

from typing import Any

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from core.desk.forms import ReasonForm, choices_of
from core.forms import Form
from core.places.terms import LONGEST_PREPARATION, PLACE_KINDS
from core.texts import lazy_gettext as _l


def _number(label: Any, most: int, description: Any) -> IntegerField:
    refused = _l("请填 0 到 %(most)s 的整数。", most=most)
    return IntegerField(
        label, [InputRequired(refused), NumberRange(0, most, refused)], default=0, description=description
    )


class PlaceForm(Form):
    """A place of the community."""

    name = StringField(_l("名称"), [InputRequired(_l("请填写场地的名称。")), Length(max=40, message=_l("名称最多 40 个字。"))])
    kind = SelectField(_l("类别"), choices=choices_of(PLACE_KINDS), default="room")
    capacity = _number(_l("容纳人数"), 9999, _l("填 0 表示不限。"))
    setup_minutes = _number(_l("布置时间（分钟）"), LONGEST_PREPARATION, _l("每次使用前留出来，别人不能占用。"))
    cleanup_minutes = _number(_l("清理时间（分钟）"), LONGEST_PREPARATION, _l("每次使用后留出来，别人不能占用。"))
    position = _number(_l("排在第几"), 9999, _l("数字小的排在前面。"))


class ClosePlaceForm(ReasonForm):
    """Why a place is closed."""
