"""What people type in: a request, what was said on the phone, whom to invite."""
from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    NumberRange,
    Optional,
)

from core.api import Form, _l, at_most, community_zone

from .rules import LONGEST_MINUTES

PARTS = [SelectChoice("morning", _l("上午")), SelectChoice("afternoon", _l("下午")), SelectChoice("evening", _l("晚上")), SelectChoice("exact", _l("指定时间"))]
PART_START = {"morning": "09:00", "afternoon": "14:30", "evening": "19:00"}
HALF_HOURS = [SelectChoice(f"{h:02d}:{m:02d}", f"{h:02d}:{m:02d}") for h in range(7, 22) for m in (0, 30)]
LENGTHS = [
    SelectChoice(30, _l("半小时")), SelectChoice(60, _l("1 小时")), SelectChoice(90, _l("1 个半小时")),
    SelectChoice(120, _l("2 小时")), SelectChoice(180, _l("3 小时")), SelectChoice(240, _l("半天（4 小时）")),
]




def service(value: Any) -> int | None:
    """The id of a usual service, 0 for another one, None where none is chosen yet."""
    return None if value in ("", None) else int(value)


class AskForm(Form):
    """What, when and where; the choices of `skill_id` and the days are filled in by the view."""

    skill_id = SelectField(
        _l("需要帮什么忙"), coerce=service, validators=[InputRequired(_l("请选一项；都不合适就选“其他”。"))]
    )
    words = TextAreaField(
        _l("再说几句"), validators=[at_most(300)], description=_l("比如：水龙头滴水，家里有工具。可以不写。")
    )
    day = DateField(_l("哪一天"), validators=[InputRequired(_l("请选择哪一天。"))])
    part = RadioField(_l("什么时候"), choices=PARTS, default="morning")
    start = SelectField(_l("几点开始"), choices=HALF_HOURS, default="09:00", description=_l("选了“指定时间”才用。"))
    minutes = SelectField(_l("大概多久"), coerce=int, choices=LENGTHS, default=60)
    place = StringField(
        _l("在哪里"), validators=[at_most(80)], description=_l("不写就是您家里。")
    )

    def span(self) -> tuple[datetime, datetime]:
        """The wished start and end as aware moments of the community's zone."""
        clock = time.fromisoformat(PART_START.get(self.part.data, self.start.data))
        start = datetime.combine(self.day.data, clock, community_zone())
        return start, start + timedelta(minutes=self.minutes.data)


class BehalfForm(AskForm):
    """The same, typed in by a worker for a resident."""

    person_id = HiddenField(_l("居民"), validators=[DataRequired(_l("请先选一位居民。"))])


FROM_TO = _l("请填 %(min)s 到 %(max)s 之间的整数。")


class MinutesForm(Form):
    """A form with the minutes of one request, `most` of them: so many as all its visits could be together."""

    least = 1

    def __init__(self, *args: Any, most: int = LONGEST_MINUTES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes.validators = [Optional(), NumberRange(self.least, most, FROM_TO)]
        self.minutes.flags.max = most


class NoteForm(MinutesForm):
    """What the resident said on the phone, and the minutes if they differ from the clock's."""

    reason = StringField(_l("居民在电话里怎么说"), validators=[DataRequired(_l("请写下居民在电话里怎么说。")), at_most(200)])
    minutes = IntegerField(
        _l("更正分钟数"), validators=[Optional()], description=_l("和签到签退的一样就不用写。")
    )


class EndForm(MinutesForm):
    """How long somebody was at work who died meanwhile, and who said so."""

    reason = StringField(_l("问了谁，怎么说"), validators=[DataRequired(_l("请写下问了谁，怎么说。")), at_most(200)])
    minutes = IntegerField(_l("从签到起做了几分钟"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes.validators[0] = InputRequired(_l("请填做了几分钟。"))


class MatchForm(Form):
    """Whom to invite, and why not in the suggested order."""

    chosen = SelectMultipleField(_l("邀请谁"), coerce=int, validate_choice=False)
    reason = StringField(_l("没有按推荐选人的原因"), validators=[at_most(200)])
