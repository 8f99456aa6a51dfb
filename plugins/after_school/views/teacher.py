"""The teacher's phone: the classes to come, checking in and out, asking for a substitute."""
from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from core.api import Missing, _, carried_out, community_today, current_actor, has_link, require, signed_in

from ..services import duties, lists
from ..workflow import CLASS_DAY, day_flow, duty_flow
from .blueprint import pages, reason
from .calendars import TEACHER


@pages.get("/teaching")
@require("after_school.teach")
def teaching() -> Any:
    """My classes from today on."""
    actor = current_actor()
    return render_template(
        "after_school/teaching.html", rows=lists.my_duties(actor.person_id), today=community_today(),
        state_of=duty_flow.states_in_words(), day_state=day_flow.states_in_words(),
        subscribed=has_link(TEACHER, actor.person_id),
    )


@pages.post("/duties/<int:duty_id>/do/<step>")
@signed_in
def duty_step(duty_id: int, step: str) -> Any:
    """An adult comes, goes, or cannot come; a worker may note it for them."""
    actor, said = current_actor(), reason()
    duty = duties.duty_for(duty_id, actor)
    steps = {
        "check_in": (lambda: duties.check_in(duty_id, actor), _("已签到，辛苦了。")),
        "check_out": (lambda: duties.check_out(duty_id, actor), _("已签退，时长记进服务记录。")),
        "ask_off": (lambda: duties.ask_off(duty_id, actor, said), _("知道了，工作站会找人代课。找到之前请先留着时间。")),
    }
    if step not in steps:
        raise Missing(_("没有这一步，请回到点名表再试。"))
    today = duty.person_id == actor.person_id and step == "ask_off" and not actor.can(CLASS_DAY)
    back = url_for("after_school.teaching") if today else url_for("after_school.sheet_page", class_day_id=duty.class_day_id)
    return carried_out(*steps[step], back)
