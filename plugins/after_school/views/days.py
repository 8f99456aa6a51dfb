"""Changes of single class days at the desk: cancelled, made up for, taught by a substitute."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Missing, _, carried_out, current_actor, moment_at, require

from ..forms import MakeUpForm
from ..services import days, duties, finding, sheet
from ..services.access import managed
from ..words import ROLES
from ..workflow import day_flow, duty_flow
from .blueprint import pages, reason

VIEW, MANAGE = "after_school.view", "after_school.manage"


@pages.get("/days/<int:class_day_id>/plan")
@require(VIEW)
def plan(class_day_id: int) -> Any:
    """One class day without its children: adults, substitutes, cancelling."""
    row, actor = finding.get_day(class_day_id), current_actor()
    course = finding.get_course(row.course_id)
    return render_template(
        "after_school/plan.html", row=row, course=course, state=day_flow.state_of(row), adults=sheet.adults(row),
        duty_states=duty_flow.states_in_words(), roles=ROLES, place=finding.place_of(row),
        substitutes=duties.substitutes_for(row) if actor.can(MANAGE, row) else [], may_manage=actor.can(MANAGE, row),
        history_steps=day_flow.history(row),
    )


@pages.post("/days/<int:class_day_id>/cancel")
@require(MANAGE)
def cancel_day(class_day_id: int) -> Any:
    """This class is not held."""
    actor = current_actor()
    managed(finding.get_day(class_day_id), actor)
    return carried_out(
        lambda: days.cancel_day(class_day_id, actor, reason()), _("这次课取消了，家长和老师都收到了通知。"),
        url_for("after_school.plan", class_day_id=class_day_id),
    )


@pages.post("/duties/<int:duty_id>/substitute")
@require(MANAGE)
def substitute(duty_id: int) -> Any:
    """Somebody else comes."""
    actor = current_actor()
    duty = duties.duty_for(duty_id, actor)
    person_id = request.form.get("person_id", type=int)
    if not person_id:
        raise Missing(_("请先选一位代课的老师。"))
    return carried_out(
        lambda: duties.substitute(duty_id, person_id, actor), _("代课安排好了，两位老师都收到了通知。"),
        url_for("after_school.plan", class_day_id=duty.class_day_id),
    )


@pages.post("/courses/<int:course_id>/make-up")
@require(MANAGE)
def make_up(course_id: int) -> Any:
    """One more class."""
    form, actor = MakeUpForm(), current_actor()
    course = managed(finding.get_course(course_id), actor)
    back = url_for("after_school.course", course_id=course_id)
    if not form.validate():
        flash(_("请把补课的日期、时间和场地都填好。"), "error")
        return redirect(back)
    start, end = (
        moment_at(form.day.data, clock.hour * 60 + clock.minute) for clock in (form.start.data, form.end.data)
    )
    return carried_out(
        lambda: days.make_up(course, start, end, form.place_id.data, actor), _("补课排好了，家长都收到了通知。"), back
    )
