"""双报到: a Party member's own page, the list to confirm, and the figures per unit."""
from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from wtforms import SelectChoice

from core.api import Missing, _, carried_out, current_actor, require, signed_in

from ..forms import ReportForm
from ..services import reporting
from ..workflow import claim_flow, report_flow
from .blueprint import pages, reason_sent

CLAIM, CONFIRM, FOR_UNIT, VIEW = (f"micro_wish.{name}" for name in ("claim", "confirm_report", "claim_for_unit", "view"))


def _form(**values: Any) -> Any:
    form = ReportForm(**values)
    form.unit_id.choices = [SelectChoice(unit_id, name) for unit_id, name in reporting.units()]
    return form


@pages.get("/report")
@require(CLAIM)
def report() -> Any:
    """From which unit one comes, and how far the confirmation is."""
    found = reporting.own_report(current_actor().person_id)
    return _report_page(found, _form(formdata=None, unit_id=found.unit_id if found else None))


def _report_page(found: Any, form: Any) -> Any:
    state = report_flow.state_of(found) if found else None
    return render_template("micro_wish/report.html", found=found, state=state, form=form)


@pages.post("/report")
@require(CLAIM)
def report_in() -> Any:
    """Report in, or no longer."""
    actor = current_actor()
    back = url_for("micro_wish.report")
    if request.form.get("step") == "end":
        return carried_out(lambda: reporting.leave(actor), _("已取消报到。"), back)
    form = _form()
    if not form.validate():
        return _report_page(reporting.own_report(actor.person_id), form)
    return carried_out(lambda: reporting.report_in(actor, form.unit_id.data), _("报到已经交上去，单位联系人或工作站确认后生效。"), back)


@pages.get("/reports")
@require(CONFIRM)
def reports() -> Any:
    """Reports that wait for this actor's confirmation."""
    return render_template("micro_wish/reports.html", rows=reporting.waiting(current_actor()))


@pages.post("/reports/<int:report_id>/<answer>")
@require(CONFIRM)
def answer_report(report_id: int, answer: str) -> Any:
    """Confirm or decline."""
    actor = current_actor()
    said = _("已确认报到。") if answer == "confirm" else _("已退回这份报到。")
    return carried_out(
        lambda: reporting.answer(report_id, actor, answer, reason_sent()), said, url_for("micro_wish.reports")
    )


def _may_see_units(actor: Any) -> None:
    if not actor.can(VIEW) and not actor.can(FOR_UNIT):
        raise Missing(_("没有找到这个页面。"))


@pages.get("/units")
@signed_in
def units() -> Any:
    """Figures per unit: members who reported in, claims under way, wishes realised."""
    actor = current_actor()
    _may_see_units(actor)
    page = reporting.per_unit(actor, request.args.get("page", 1, type=int))
    return render_template("micro_wish/units.html", page=page, may_confirm=actor.can(CONFIRM))


@pages.get("/units/<int:unit_id>")
@signed_in
def unit(unit_id: int) -> Any:
    """The claims of one unit, by its contact and its members."""
    found = reporting.unit_for(unit_id, current_actor())
    page = reporting.claims_of_unit(found.id, request.args.get("page", 1, type=int))
    return render_template("micro_wish/unit.html", unit=found, page=page, states=claim_flow.states_in_words())
