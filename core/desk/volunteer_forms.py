"""Forms about volunteers: what they can do and when, work with minors, and a service noted by hand."""
from __future__ import annotations

import re
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from core.communities.services import community_today
from core.communities.words import usual
from core.desk.forms import SmallForm
from core.forms import Form
from core.grids.models import Building
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.volunteers.joining import Window
from core.volunteers.models import Skill
from core.volunteers.terms import WEEKDAYS
from core.web.fields import at_most

SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—－~至]\s*(\d{1,2})[:：](\d{2})")


class HoursField(StringField):
    """The free hours of one weekday as people write them: 08:00-12:00、14:00-18:00."""

    def spans(self) -> list[tuple[int, int]]:
        """Start and end in minutes after midnight. Raises ValidationError for what is no time of day."""
        found = []
        for part in re.split(r"[\s、,，;；]+(?=\d)", (self.data or "").strip()):
            typed = SPAN.fullmatch(part.strip()) if part.strip() else None
            if part.strip() and typed is None:
                raise ValidationError(_("请写成 08:00-12:00，几段时间用顿号隔开。"))
            if typed is not None:
                start_hour, start, end_hour, end = map(int, typed.groups())
                if max(start, end) > 59 or not start_hour * 60 + start < end_hour * 60 + end <= 1440:
                    raise ValidationError(_("结束时间要晚于开始时间，且不跨过午夜。"))
                found.append((start_hour * 60 + start, end_hour * 60 + end))
        return found

    def pre_validate(self, form: Any) -> None:
        self.spans()


def written(windows: list[Window], weekday: int) -> str:
    """The hours of a weekday, as HoursField reads them."""
    spans = [(start, end) for day, start, end in windows if day == weekday]
    return "、".join(f"{s // 60:02d}:{s % 60:02d}-{e // 60:02d}:{e % 60:02d}" for s, e in spans)


def volunteer_form(skills: list[Skill], places: list[Building], *, outside: bool, data: dict[str, Any]) -> Any:
    """The form for these skills and these places to start from; `outside`: or from none of them."""

    class VolunteerForm(Form):
        base = SelectField(_l("出发地"), coerce=int, description=_l("就近安排服务时，从这里算距离。选自己家的，搬家以后跟着换。"))

    for skill in skills:
        setattr(VolunteerForm, f"skill_{skill.id}", BooleanField(usual(skill.title)))
        if skill.needs_certificate:
            title = _("%(skill)s证书有效期至", skill=usual(skill.title))
            hint = _("没有登记或已过期，就不会安排这一项。")
            setattr(VolunteerForm, f"until_{skill.id}", DateField(title, [Optional()], description=hint))
    for day, weekday in enumerate(WEEKDAYS):
        hint = _("例如 08:00-12:00、14:00-18:00；不方便就空着。") if day == 0 else ""
        setattr(VolunteerForm, f"day_{day}", HoursField(weekday, [Length(max=100)], description=hint))
    form: Any = VolunteerForm(data=data)
    form.base.choices = [SelectChoice(0, _("不住在本社区"))] if outside else []
    form.base.choices += [SelectChoice(place.id, place.name) for place in places]
    return form


class ClearanceForm(SmallForm):
    """Until when a volunteer may work with minors."""

    until = DateField(
        _l("准许到哪一天"), [Optional()], description=_l("请先核对无犯罪记录等证明；不填就是收回准许。")
    )

    def validate_until(self, field: Any) -> None:
        """A day that is over would be none, although the page says that it was allowed."""
        if field.data and field.data < community_today():
            raise ValidationError(_("这一天已经过去了，请改一天；要收回准许，请不填。"))


class ServedForm(SmallForm):
    """A service that nobody checked in to; `key` makes a form sent twice one record."""

    on = DateField(_l("哪一天"), [InputRequired(_l("请选择日期。"))])
    start = TimeField(_l("几点开始"), [InputRequired(_l("请填写开始时间。"))])
    minutes = IntegerField(
        _l("多少分钟"), [InputRequired(_l("请填写分钟数。")), NumberRange(1, 960, _l("请填写 1 到 960 分钟。"))],
        description=_l("实际服务的时间，不含路上。"),
    )
    note = StringField(_l("做了什么"), [InputRequired(_l("请写明做了什么。")), at_most(200)])
    key = HiddenField(validators=[Regexp(r"\d{1,19}\Z")])
