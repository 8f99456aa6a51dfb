"""Forms of a team's page: a post by need, and the fixed service items. The services judge what was typed."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select
from wtforms import IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from core.communities.words import usual
from core.desk.forms import SmallForm
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l
from core.volunteers.models import Skill
from core.volunteers.posts import LARGEST_QUOTA


class TeamPostForm(SmallForm):
    """A post by need; the title of one that exists changes that one."""

    title = StringField(
        _l("岗位"), [InputRequired()], description=_l("和已有岗位同名，就是修改那个岗位。"), render_kw={"maxlength": 30}
    )
    quota = IntegerField(
        _l("需要几人"), [InputRequired()], default=2, render_kw={"type": "number", "min": 1, "max": LARGEST_QUOTA}
    )
    need = StringField(_l("负责什么"), render_kw={"maxlength": 200})
    skill_id = SelectField(_l("需要的技能"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        skills = db.session.execute(select(Skill.id, Skill.title).order_by(Skill.position, Skill.title))
        self.skill_id.choices = [SelectChoice("", _("不限")), *(SelectChoice(key, usual(title)) for key, title in skills)]


class TeamItemsForm(SmallForm):
    """The fixed service items, one a line."""

    items = TextAreaField(_l("固定项目"), description=_l("一行一项，最多 12 项。"))
