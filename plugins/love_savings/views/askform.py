"""The request form, made ready: this community's skills, another one last, and tomorrow as the first choice."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from wtforms import SelectChoice

from core.api import _, community_today, usual

from ..rules import STATION, rules
from ..services.prices import ONE_TO_ONE, price_list


def _priced(title: str, price: int) -> str:
    """The service, with what it costs where that is not one to one and the resident's card pays."""
    if price == ONE_TO_ONE or rules().payer == STATION:
        return usual(title)
    return _("%(service)s（一小时扣 %(price)d 分钟）", service=usual(title), price=price)


def prepared(form: Any, earlier: Any = None) -> Any:
    """Fill in the choices of a request form, the day where none was typed in, and what an earlier request asked for."""
    usual_ones = [SelectChoice(key, _priced(title, price)) for key, title, price in price_list()]
    form.skill_id.choices = [
        SelectChoice("", _("请选择")), *usual_ones, SelectChoice(0, _("其他（请在下面写一句）"))
    ]
    if form.day.data is None and not form.is_submitted():
        form.day.data = community_today() + timedelta(days=1)
    if earlier is not None and not form.is_submitted():
        form.skill_id.data = earlier.skill_id or 0
        form.words.data, form.place.data = earlier.words, earlier.place
    return form
