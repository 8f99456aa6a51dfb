"""The choices of the forms: this community's kinds of activity, places, hosts and skills."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select
from wtforms import SelectChoice

from core.api import Skill, _, month_after, places, session, this_month, usual

from ..rules import rules
from ..services.hosts import hosts


def prepared(form: Any, actor: Any) -> Any:
    """Fill in the choices of whichever of these fields the form has."""
    if "kind" in form:
        known = rules().kind_list
        current = [form.kind.data] if form.kind.data and form.kind.data not in known else []
        form.kind.choices = [SelectChoice(kind, usual(kind)) for kind in [*known, *current]]
    if "place_id" in form:
        offered = [SelectChoice(place.id, place.name) for place in places(open_only=True)]
        form.place_id.choices = [SelectChoice("", _("不用社区场地")), *offered]
    if "host" in form:
        form.host.choices = [SelectChoice(key, name) for key, name in hosts(actor).items()]
    if "skill_id" in form:
        skills = session.execute(select(Skill.id, Skill.title).order_by(Skill.position, Skill.title))
        form.skill_id.choices = [SelectChoice("", _("不限"))] + [SelectChoice(key, usual(t)) for key, t in skills]
    if "month" in form:
        form.month.choices = [SelectChoice(m, month_words(m)) for m in (month_after(this_month(), n) for n in range(4))]
    return form


def month_words(month: int) -> str:
    """202611 as people write it."""
    return _("%(year)d 年 %(month)d 月", year=month // 100, month=month % 100)
