"""Something went wrong: either side says so, and a worker who had no part in it rules."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Refused, _, carried_out, current_actor, refusals_shown, require, session, signed_in

from ..service_forms import ProblemForm, RulingForm
from ..services import details, disputes, involved, kin, parts, visits
from ..workflow import request_flow
from .blueprint import pages

SETTLE = "love_savings.settle"


@pages.route("/requests/<int:request_id>/problem", methods=("GET", "POST"))
@signed_in
def problem(request_id: int) -> Any:
    """这次服务有问题: for the resident, for the helper, and for the station after a call."""
    actor = current_actor()
    row = disputes.party(request_id, actor)
    form = ProblemForm(most=parts.most_minutes(row))
    back = _way_back(row, actor)
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            disputes.dispute(request_id, actor, form.kind.data, form.words.data, form.minutes.data)
            session.commit()
            flash(_("已经记下，工作站核实后会告诉双方。"), "success")
            return redirect(back)
    layout = "phone.html" if actor.person_id in (row.person_id, row.helper_id) else "shell.html"
    return render_template("love_savings/problem.html", row=row, form=form, back=back, layout=layout)


@pages.post("/requests/<int:request_id>/problem/answer")
@signed_in
def answer_problem(request_id: int) -> Any:
    """What the other side says to it, before it is ruled on."""
    actor = current_actor()
    back = _way_back(disputes.party(request_id, actor), actor)
    words = request.form.get("reason", "")
    return carried_out(lambda: disputes.answer(request_id, actor, words), _("记下了，裁定的工作人员会看到。"), back)


def _way_back(row: Any, actor: Any) -> str:
    if actor.person_id == row.person_id:
        return url_for("love_savings.asked", request_id=row.id)
    page = "love_savings.job" if actor.person_id == row.helper_id else "love_savings.request_page"
    return url_for(page, request_id=row.id)


@pages.route("/requests/<int:request_id>/ruling", methods=("GET", "POST"))
@require(SETTLE)
def ruling(request_id: int) -> Any:
    """What both sides say, what is known, and the ruling."""
    actor = current_actor()
    found = details.for_station(request_id, actor)
    form = RulingForm(most=parts.most_minutes(found.request))
    if not form.is_submitted():
        form.minutes.data = found.request.minutes
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            _rule(request_id, actor, form)
            session.commit()
            flash(_("已裁定，双方都收到了通知。"), "success")
            return redirect(url_for("love_savings.request_page", request_id=request_id))
        found = details.for_station(request_id, actor)
    refusal = next((b.refusal for b in request_flow.available(found.request, actor) if b.name == "settle"), None)
    return render_template(
        "love_savings/ruling.html", found=found, row=found.request, form=form, state=request_flow.state_of(found.request),
        matter=disputes.matter_of(request_id), refusal=refusal, hands=actor.person_id in involved.had_a_hand(request_id),
        visits=visits.visits_of(request_id), history_steps=details.history_steps(found.request),
        related=kin.said(kin.relatives_of(found.request.person_id).get(found.request.helper_id)),
    )


def _rule(request_id: int, actor: Any, form: RulingForm) -> None:
    if form.outcome.data == "strike":
        disputes.strike(request_id, actor, form.reason.data)
    elif form.minutes.data:
        disputes.settle(request_id, actor, form.minutes.data, form.reason.data)
    else:
        raise Refused(_("请填核实的分钟数，或者选“这次不算”。"))
