"""What staff choose when they look back, assign together, or credit earlier services."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

from wtforms import DateField, IntegerField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import Optional, ValidationError

from core.api import Form, _, _l, community_today, month_after, this_month, whole

from .rules import Rules, rules
from .services.fairness import PERIODS
from .settings import MatchingSettings

MATCHING = (
    "offer_size", "first_metres", "load_metres", "rest_metres", "same_building_metres", "same_grid_metres", "known_metres",
    "radius_metres",
)


FIRST_DAY = date(1990, 1, 1)


class ReplayForm(MatchingSettings):
    """The settings to try, and the month to try them on; sent by GET, because nothing changes."""

    class Meta:
        csrf = False

    month = SelectField(_l("哪个月的请求"), coerce=int)
    offer_size = IntegerField(
        _l("一次邀请几位志愿者"), validators=whole(1, 10),
        description=_l("只影响会问到哪几位。排第一的不会变，所以合起来的数字也不变。"),
    )
    first_metres = IntegerField(_l("第一批只问多少米以内的"), validators=whole(0, 5000), description=_l("写 0 就不限。"))

    @classmethod
    def asked(cls, args: object) -> ReplayForm:
        """Filled with what was asked for, else with the settings in force and last month."""
        now_here, months = rules(), [month_after(this_month(), -1), this_month()]
        data = {name: getattr(now_here, name) for name in MATCHING}
        form = cls(args or None, data={**data, "month": months[0]})
        form.month.choices = [SelectChoice(month, _l("%(year)s 年 %(month)s 月", year=month // 100, month=month % 100)) for month in months]
        return form

    def changed(self) -> Rules:
        """The rules in force with what is tried in their place."""
        return replace(rules(), **{name: self[name].data for name in MATCHING})


class PeriodForm(Form):
    """How far back the figures go."""

    class Meta:
        csrf = False

    days = SelectField(
        _l("看多久"), coerce=int, default=90,
        choices=[SelectChoice(days, _l("最近 %(days)s 天", days=days)) for days in PERIODS],
    )


class BatchForm(Form):
    """Which requests to assign together, or which invitations to send."""

    chosen = SelectMultipleField(_l("选哪些"), coerce=int, validate_choice=False)


def _sensible(form: Form, field: DateField) -> None:
    """A day on which somebody may have served."""
    if field.data and not FIRST_DAY <= field.data <= community_today():
        raise ValidationError(_("请选 %(first)s 年到今天之间的一天；不写就是全部。", first=FIRST_DAY.year))


class SinceForm(Form):
    """From which day on earlier services are credited."""

    since = DateField(
        _l("从哪一天起的服务"), validators=[Optional(), _sensible],
        description=_l("不写就是全部。只补记还没有存进卡里的；每人每天照样不超过一天的上限。"),
    )
