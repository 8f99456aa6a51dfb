"""Fields and validators that forms of core and services share, each with a sentence that says what to type."""
from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from core.texts import lazy_gettext as _l


class TickBoxes(SelectMultipleField):
    """Several choices, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def whole(least: int, most: int) -> list[Any]:
    """A whole number that must be given."""
    said = _l("请填 %(least)s 到 %(most)s 之间的整数。", least=least, most=most)
    return [InputRequired(said), NumberRange(least, most, said)]


def at_most(most: int) -> Length:
    """A text of so many characters or fewer."""
    return Length(max=most, message=_l("最多 %(max)d 个字。"))
