"""The plan of a month: who writes it, and who approves it."""
from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from core.api import Missing, _, carried_out, current_actor, moment_at, refusals_shown, require, session

from ..forms import LineForm, PlanForm, minute_of
from ..services import planning
from ..services.calendar import first_day, last_day
from ..services.hosts import host_name, host_values, hosts
from ..workflow import plan_flow
from .blueprint import framed, pages
from .choices import month_words, prepared
from .public import where

RUN = "activities.run"


@pages.get("/plans")
@require(RUN)
def plans() -> str:
    """The plans that this person writes or approves."""
    actor = current_actor()
    return framed(
        "activities/plans.html", rows=planning.plans(actor), states=plan_flow.states_in_words(), host_name=host_name,
        month_words=month_words, may_make=bool(hosts(actor)),
    )


@pages.route("/plans/new", methods=("GET", "POST"))
@require(RUN)
def new_plan() -> Any:
    """Begin the plan of a month."""
    actor = current_actor()
    form = prepared(PlanForm(), actor)
    form.host.choices = [choice for choice in form.host.choices if not choice.value.startswith("unit:")]
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            host = host_values(form.host.data)
            plan = planning.start(
                actor, form.month.data, team_id=host["team_id"], grid_id=host["grid_id"], note=form.note.data or ""
            )
            session.commit()
            return redirect(url_for("activities.plan", plan_id=plan.id))
    return framed("activities/form.html", form=form, title=_("写月度计划"), back=url_for("activities.plans"))


@pages.route("/plans/<int:plan_id>", methods=("GET", "POST"))
@require(RUN)
def plan(plan_id: int) -> Any:
    """A plan with its lines; while it is a draft, one form adds a line."""
    actor = current_actor()
    row = planning.for_reader(plan_id, actor)
    form = prepared(LineForm(), actor)
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            planning.add_line(plan_id, actor, _values(form))
            session.commit()
            return redirect(url_for("activities.plan", plan_id=plan_id))
        row, form = planning.for_reader(plan_id, actor), prepared(form, actor)
    elif request.method == "GET":
        form.day.data = first_day(row.month)
    return framed(
        "activities/plan.html", row=row, host=host_name(row), title=month_words(row.month), form=form, where=where,
        lines=planning.lines_of(row.id), state=plan_flow.state_of(row), buttons=plan_flow.available(row, actor),
        may_write=row.state == "draft" and actor.can(RUN, row), history_steps=plan_flow.history(row),
        last=last_day(row.month), moment_at=moment_at,
    )


def _values(form: LineForm) -> dict[str, Any]:
    return {
        **form.what(), "day": form.day.data, "start_minute": minute_of(form.start.data), "minutes": form.minutes() or 60,
        "helpers": form.helpers.data or 0,
    }


@pages.post("/plans/<int:plan_id>/lines/<int:line_id>/drop")
@require(RUN)
def drop_line(plan_id: int, line_id: int) -> Any:
    """Take a line out."""
    actor = current_actor()
    back = url_for("activities.plan", plan_id=plan_id)
    return carried_out(lambda: planning.drop_line(plan_id, line_id, actor), _("这一项删掉了。"), back)


SAID = {
    "submit": lambda: _("计划交上去了，等人审批。"), "withdraw": lambda: _("撤回来了，可以修改。"),
    "approve": lambda: _("批准了，活动都列好了，等负责人发布。"), "send_back": lambda: _("退回给写计划的人了。"),
}


@pages.post("/plans/<int:plan_id>/do/<step>")
@require(RUN)
def plan_step(plan_id: int, step: str) -> Any:
    """Submit, withdraw, approve, send back."""
    actor = current_actor()
    planning.for_reader(plan_id, actor)
    if step not in SAID:
        raise Missing(_("没有这一步，请回到计划页面再试。"))
    reason = request.form.get("reason", "").strip()
    back = url_for("activities.plan", plan_id=plan_id)
    return carried_out(lambda: planning.step(plan_id, step, actor, reason), SAID[step](), back)
