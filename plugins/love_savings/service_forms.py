"""What is typed in at the door and about a service that went wrong."""
from __future__ import annotations

from datetime import datetime, time, timedelta

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Optional

from core.api import Form, _l, at_most, community_zone

from .forms import HALF_HOURS, LENGTHS, MinutesForm
from .services.disputes import KINDS


class ArriveForm(Form):
    """The resident's six digits."""

    code = StringField(
        _l("居民念的六位签到码"), validators=[DataRequired(_l("请填居民念的六位数字。")), at_most(12)]
    )


class DoorForm(Form):
    """One of two proofs."""

    signature = HiddenField(_l("居民签名"))
    code = StringField(
        _l("居民念的完成码"), validators=[at_most(12)], description=_l("居民满意了才念；签了名就不用填。")
    )


class MoveForm(Form):
    """When the next visit begins."""

    day = DateField(_l("哪一天"), validators=[InputRequired(_l("请选择哪一天。"))])
    start = SelectField(_l("几点开始"), choices=HALF_HOURS, default="09:00")

    def begin(self) -> datetime:
        """The next visit's start as an aware moment of the community's zone."""
        return datetime.combine(self.day.data, time.fromisoformat(self.start.data), community_zone())


class ContinueForm(MoveForm):
    """When the work goes on, and for how long."""

    minutes = SelectField(_l("大概多久"), coerce=int, choices=LENGTHS, default=60)

    def span(self) -> tuple[datetime, datetime]:
        """The next visit's start and end as aware moments of the community's zone."""
        start = self.begin()
        return start, start + timedelta(minutes=self.minutes.data)


class ProblemForm(MinutesForm):
    """What went wrong."""

    least = 0

    kind = RadioField(
        _l("哪里有问题"), choices=[SelectChoice(key, title) for key, title in KINDS.items()], default="minutes"
    )
    minutes = IntegerField(
        _l("您认为是多少分钟"), validators=[Optional()], description=_l("时长不对时填，别的问题不用填。"),
    )
    words = TextAreaField(
        _l("说说经过"), validators=[DataRequired(_l("请写一句经过，工作人员好核实。")), at_most(200)],
        description=_l("对方和裁定的工作人员都会看到。"),
    )


class RulingForm(MinutesForm):
    """How the dispute ends."""

    outcome = RadioField(
        _l("怎么裁定"),
        choices=[SelectChoice("settle", _l("按核实的分钟数记")), SelectChoice("strike", _l("这次不算，不记时长"))],
        default="settle",
    )
    minutes = IntegerField(
        _l("核实的分钟数"), validators=[Optional()], description=_l("选“这次不算”就不用填。"),
    )
    reason = TextAreaField(
        _l("为什么这样裁定"), validators=[DataRequired(_l("请写明核实的情况，双方都会看到结果。")), at_most(200)]
    )
