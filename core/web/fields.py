"""Validators that forms of core and services share, each with a sentence that says what to type."""
from __future__ import annotations

from typing import Any

from wtforms.validators import InputRequired, NumberRange

from core.texts import lazy_gettext as _l


def whole(least: int, most: int) -> list[Any]:
    """A whole number that must be given."""
    said = _l("请填 %(least)s 到 %(most)s 之间的整数。", least=least, most=most)
    return [InputRequired(said), NumberRange(least, most, said)]
