"""The resident's phone: ask for help, follow it, cancel, confirm."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import (
    Refused,
    _,
    carried_out,
    current_actor,
    require,
    session,
    signed_in,
)

from ..forms import AskForm
from ..names import polite
from ..rules import rules
from ..services import asking, codes, details, disputes, lists, relief, serving, visits
from ..workflow import request_flow
from .askform import prepared
from .blueprint import pages

ASK = "love_savings.ask"


@pages.route("/ask", methods=("GET", "POST"))
@require(ASK)
def ask() -> Any:
    """请人帮忙: what, when, where."""
    actor = current_actor()
    again = request.args.get("again", type=int)
    form = prepared(AskForm(), details.for_resident(again, actor).request if again else None)
    if request.method == "POST" and form.validate():
        starts_at, ends_at = form.span()
        try:
            made = asking.ask(
                actor, actor.person_id, starts_at, ends_at, skill_id=form.skill_id.data or None,
                words=form.words.data or "", place=form.place.data or "",
            )
            session.commit()
            flash(_("收到了！工作站会尽快核实，帮您找最近的志愿者。"), "success")
            return redirect(url_for("love_savings.asked", request_id=made.id))
        except Refused as refusal:
            session.rollback()
            form.form_errors.append(str(refusal))
    return render_template("love_savings/ask.html", form=form)


@pages.get("/asked")
@signed_in
def my_requests() -> Any:
    """All that this resident asked for, the newest first."""
    rows = lists.requests_of(current_actor().person_id, limit=30)
    return render_template("love_savings/my_requests.html", rows=rows, state_of=request_flow.state_of)


@pages.get("/asked/<int:request_id>")
@signed_in
def asked(request_id: int) -> Any:
    """How far one's own request is, and what can be done now."""
    return _asked_page(details.for_resident(request_id, current_actor()))


@pages.post("/asked/<int:request_id>/phone")
@signed_in
def helper_phone(request_id: int) -> Any:
    """The helper's phone number, noted in the audit before it is shown."""
    actor = current_actor()
    number = details.open_helper_phone(details.for_resident(request_id, actor), actor)
    session.commit()
    return _asked_page(details.for_resident(request_id, actor), number or _("没有登记电话，请联系工作站。"))


def _asked_page(found: Any, number: str = "") -> Any:
    actor, row = current_actor(), found.request
    matter = disputes.matter_for_side(row)
    helper = polite(found.helper.name, rules().resident_sees) if found.helper else ""
    return render_template(
        "love_savings/asked.html", found=found, row=row, state=request_flow.state_of(row), helper=helper, number=number,
        may_call=details.may_call(found), steps={b.name for b in request_flow.available(row, actor) if not b.refusal},
        arrival=codes.arrival_code(row) if row.state == "accepted" else "",
        finish=codes.finish_code(row) if row.state == "done" else "", rules=rules(),
        history_steps=details.steps_for_resident(found, helper), matter=matter, state_of=request_flow.state_of,
        turns=relief.turns_of(row, lambda name: polite(name, rules().resident_sees)),
        may_answer=disputes.may_answer(row, matter, actor),
    )


@pages.post("/asked/<int:request_id>/confirm")
@signed_in
def confirm(request_id: int) -> Any:
    """It happened: the hours go to the helper's card."""
    actor = current_actor()
    details.for_resident(request_id, actor)
    back = url_for("love_savings.asked", request_id=request_id)
    return carried_out(lambda: serving.confirm(request_id, actor), _("谢谢您的确认，志愿者的时长已经记上了。"), back)


@pages.post("/asked/<int:request_id>/cancel")
@signed_in
def cancel(request_id: int) -> Any:
    """Not needed any more."""
    actor = current_actor()
    details.for_resident(request_id, actor)
    back = url_for("love_savings.asked", request_id=request_id)
    reason = request.form.get("reason", "").strip()
    return carried_out(lambda: serving.cancel(request_id, actor, reason), _("这个请求已经取消。"), back)


@pages.post("/asked/<int:request_id>/stop")
@signed_in
def stop(request_id: int) -> Any:
    """No further visit is needed."""
    actor = current_actor()
    details.for_resident(request_id, actor)
    back = url_for("love_savings.asked", request_id=request_id)
    return carried_out(lambda: visits.stop_here(request_id, actor), _("好的，志愿者不用再来了。请确认做过的时长。"), back)
