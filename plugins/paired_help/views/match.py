"""Choosing helpers: lead and backup for a new case, another one for a running case, a unit's Party member."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Missing, _, _l, carried_out, current_actor, refusals_shown, require, session

from ..errors import CannotMatch
from ..forms import MatchForm
from ..services import details, matching, units
from ..terms import FUNCTIONS, UNIT_PAIR
from ..workflow import case_flow
from .blueprint import pages

MANAGE = "paired_help.manage"
WHEN_TITLES = {"weekday": _l("工作日下午"), "evening": _l("工作日晚上"), "weekend": _l("周末上午")}


@pages.route("/cases/<int:case_id>/match", methods=("GET", "POST"))
@require(MANAGE)
def match(case_id: int) -> Any:
    """Ranked volunteers with their reasons; one is the lead, another the backup."""
    actor = current_actor()
    found = details.around(case_id, actor, MANAGE)
    when = request.values.get("when", "weekday")
    when = when if when in matching.TIMES else "weekday"
    form = MatchForm()
    if request.method == "POST":
        with refusals_shown():
            if not form.lead.data:
                raise _nobody()
            matching.match(found.case, actor, form.lead.data, form.backup.data)
            session.commit()
            flash(_("帮扶人配好了，约好第一次上门就可以开始走访。"), "success")
            return redirect(url_for("paired_help.case_page", case_id=case_id))
        found = details.around(case_id, actor, MANAGE)
    return render_template(
        "paired_help/match.html", found=found, picks=matching.ranked(found.case, when), when=when, whens=WHEN_TITLES,
        waiting=found.case.state == "planned", form=form, posted=request.method == "POST",
        state=case_flow.state_of(found.case),
    )


def _nobody() -> CannotMatch:
    return CannotMatch(_("请先选一位主帮扶人，再点“配好了”。"))


@pages.route("/cases/<int:case_id>/helpers/<function>", methods=("GET", "POST"))
@require(MANAGE)
def assign(case_id: int, function: str) -> Any:
    """Another helper in one function."""
    actor = current_actor()
    found = details.around(case_id, actor, MANAGE)
    if function not in FUNCTIONS:
        raise Missing(_("没有这种帮扶人，请回到档案页面再试。"))
    unit_id = request.args.get("unit", type=int)
    if request.method == "POST":
        return carried_out(
            lambda: _assign(found.case, actor, function), _("安排好了。"), url_for("paired_help.case_page", case_id=case_id),
            refused_to=url_for("paired_help.assign", case_id=case_id, function=function, unit=unit_id),
        )
    return render_template(
        "paired_help/assign.html", found=found, function=function, title=FUNCTIONS[function],
        units=units.with_members() if function == UNIT_PAIR else [], unit_id=unit_id,
        members=units.members(unit_id) if function == UNIT_PAIR and unit_id else [],
        picks=[] if function == UNIT_PAIR else matching.ranked(found.case),
    )


def _assign(case: Any, actor: Any, function: str) -> Any:
    volunteer_id = request.form.get("volunteer_id", type=int)
    if not volunteer_id:
        raise _nobody()
    return matching.assign(case, actor, volunteer_id, function)


@pages.post("/cases/<int:case_id>/assignments/<int:assignment_id>/<what>")
@require(MANAGE)
def change_assignment(case_id: int, assignment_id: int, what: str) -> Any:
    """End one helper's function, or share the earlier notes with them."""
    actor = current_actor()
    case = details.around(case_id, actor, MANAGE).case
    back = url_for("paired_help.case_page", case_id=case_id)
    if what == "share":
        return carried_out(lambda: matching.share(case, actor, assignment_id), _("这位帮扶人现在能看以前的走访记录了。"), back)
    if what == "end":
        reason = request.form.get("reason", "")
        return carried_out(lambda: matching.end(case, actor, assignment_id, reason), _("这位帮扶人的结对结束了。"), back)
    raise Missing(_("没有这一步，请回到档案页面再试。"))
