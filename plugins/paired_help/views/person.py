"""The phone of the person who is helped: who comes when, the goals, the own curve, and the way out."""
from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from core.api import _, carried_out, community_today, current_actor, signed_in, volunteer_of

from ..errors import no_case
from ..services import cases, charts, details, reading, sheets, signing, visits
from ..terms import FUNCTIONS, LEVELS, RESIDENT
from ..workflow import HELPED, case_flow
from .blueprint import pages


@pages.get("/me")
@signed_in
def me() -> Any:
    """My help: only one's own, whoever asks."""
    actor = current_actor()
    case = cases.own_case(actor)
    if case is None:
        raise no_case()
    of_case = sheets.sheets_of(case.id)
    volunteer = volunteer_of(actor.person_id)
    return render_template(
        "paired_help/me.html", case=case, state=case_flow.state_of(case), helpers=details.helpers(case.id),
        visit=visits.open_visit(case.id), words=reading.own_words(case), functions=FUNCTIONS, levels=LEVELS,
        chart_data=charts.independence(of_case) if of_case else None, chart_said=charts.said(of_case) if of_case else "",
        may_sign=case.state == "graduating" and signing.signature_of(case, RESIDENT) is None,
        helped=case.state in HELPED, today=community_today(), volunteers=volunteer is not None and volunteer.state != "left",
    )


@pages.post("/me/stop")
@signed_in
def stop() -> Any:
    """The person does not want to be helped any more."""
    actor = current_actor()
    case = cases.own_case(actor)
    if case is None:
        raise no_case()
    reason = request.form.get("reason", "").strip()[:200]
    said = _("好的，帮扶停止了，同意也撤回了。以后需要，随时找我们。")
    return carried_out(lambda: cases.stop(case, actor, reason), said, url_for("me.home"))
