"""The request form, made ready: this community's skills, another one last, and tomorrow as the first choice."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from wtforms import SelectChoice

from core.api import Skill, _, community_today, session, usual


def prepared(form: Any) -> Any:
    """Fill in the choices of a request form, and the day where none was typed in."""
    skills = session.execute(select(Skill.id, Skill.title).order_by(Skill.position, Skill.title))
    usual_ones = [SelectChoice(key, usual(title)) for key, title in skills]
    form.skill_id.choices = [
        SelectChoice("", _("请选择")), *usual_ones, SelectChoice(0, _("其他（请在下面写一句）"))
    ]
    if form.day.data is None and not form.is_submitted():
        form.day.data = community_today() + timedelta(days=1)
    return form
