"""What volunteers type about themselves."""
from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from core.accounts.forms import needed, phone_field
from core.forms import Form
from core.texts import lazy_gettext as _l
from core.volunteers.joining import Window
from core.volunteers.terms import DAY_PARTS, WEEKDAYS
from core.web.fields import TickBoxes, at_most


def time_choices() -> list[tuple[str, Any]]:
    """Every part of every weekday: ("0-am", "周一上午")."""
    return [
        (f"{day}-{part}", f"{weekday}{title}")
        for part, (title, _start, _end) in DAY_PARTS.items()
        for day, weekday in enumerate(WEEKDAYS)
    ]


def as_windows(times: list[str]) -> list[Window]:
    """The chosen parts as windows in minutes."""
    chosen = [(int(day), DAY_PARTS[part]) for day, _dash, part in (value.partition("-") for value in times)]
    return [(day, start, end) for day, (_title, start, end) in chosen]


class ApplyForm(Form):
    """来了就做志愿者: all that is asked before somebody from the community calls back."""

    name = StringField(
        _l("姓名"), [needed(), Length(max=30, message=_l("姓名最多 30 个字。"))], render_kw={"autocomplete": "name"}
    )
    phone = phone_field(description=_l("工作人员会打这个电话与您联系，不会公开。"))
    building = SelectField(_l("住在哪栋楼"), coerce=int, description=_l("用来就近安排服务；不住在本社区可以不选。"))
    skills = TickBoxes(_l("您能帮什么"), coerce=int, description=_l("可以多选，以后也能改。"))
    times = TickBoxes(_l("什么时候方便"), choices=time_choices, description=_l("可以多选，以后也能改。"))
    note = TextAreaField(
        _l("还想说的"), [at_most(300)], description=_l("例如：会说壮话、有护士证。")
    )
    consent = BooleanField(
        _l("我已阅读并同意上面的个人信息使用说明"), [DataRequired(_l("同意后才能报名，不同意也不影响其他服务。"))]
    )

    def offer(self, buildings: list[tuple[int, str]], skills: list[tuple[int, str]], *, known: bool) -> None:
        """Fill the lists; who is known already by signing in is not asked for name and phone."""
        self.building.choices = [(0, _l("不住在本社区")), *buildings]
        self.skills.choices = skills
        if not skills:
            del self.skills
        if known:
            del self.name, self.phone, self.building
