"""What is typed in at the door and about a service that went wrong."""
from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

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
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.api import Form, _l

from .forms import HALF_HOURS, LENGTHS, TOO_LONG
from .rules import LONGEST_MINUTES
from .services.disputes import KINDS

FROM_TO = _l("请填 %(min)s 到 %(max)s 之间的整数。")


class ArriveForm(Form):
    """The resident's six digits."""

    code = StringField(
        _l("居民念的六位签到码"), validators=[DataRequired(_l("请填居民念的六位数字。")), Length(max=12, message=TOO_LONG)]
    )


class DoorForm(Form):
    """One of two proofs."""

    signature = HiddenField(_l("居民签名"))
    code = StringField(
        _l("居民念的完成码"), validators=[Length(max=12, message=TOO_LONG)], description=_l("居民满意了才念；签了名就不用填。")
    )


class ContinueForm(Form):
    """When the work goes on."""

    day = DateField(_l("哪一天"), validators=[InputRequired(_l("请选择哪一天。"))])
    start = SelectField(_l("几点开始"), choices=HALF_HOURS, default="09:00")
    minutes = SelectField(_l("大概多久"), coerce=int, choices=LENGTHS, default=60)

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """The next visit's start and end as aware moments of the community's zone."""
        start = datetime.combine(self.day.data, time.fromisoformat(self.start.data), ZoneInfo(zone))
        return start, start + timedelta(minutes=self.minutes.data)


class ProblemForm(Form):
    """What went wrong."""

    kind = RadioField(
        _l("哪里有问题"), choices=[SelectChoice(key, title) for key, title in KINDS.items()], default="minutes"
    )
    minutes = IntegerField(
        _l("您认为是多少分钟"), validators=[Optional(), NumberRange(0, LONGEST_MINUTES, FROM_TO)],
        description=_l("时长不对时填，别的问题不用填。"),
    )
    words = TextAreaField(
        _l("说说经过"), validators=[DataRequired(_l("请写一句经过，工作人员好核实。")), Length(max=200, message=TOO_LONG)],
        description=_l("对方和裁定的工作人员都会看到。"),
    )


class RulingForm(Form):
    """How the dispute ends."""

    outcome = RadioField(
        _l("怎么裁定"),
        choices=[SelectChoice("settle", _l("按核实的分钟数记")), SelectChoice("strike", _l("这次不算，不记时长"))],
        default="settle",
    )
    minutes = IntegerField(
        _l("核实的分钟数"), validators=[Optional(), NumberRange(1, LONGEST_MINUTES, FROM_TO)],
        description=_l("选“这次不算”就不用填。"),
    )
    reason = TextAreaField(
        _l("为什么这样裁定"), validators=[DataRequired(_l("请写明核实的情况，双方都会看到结果。")), Length(max=200, message=TOO_LONG)]
    )
