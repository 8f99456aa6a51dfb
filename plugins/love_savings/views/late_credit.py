"""Earlier services: how much is not credited yet, and the one button that credits it."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import _, carried_out, current_actor, refusals_shown, require, session

from ..batch_workflow import CREDIT_LATE, late_flow
from ..review_forms import SinceForm
from ..services import late_credit as late
from ..services.stars import source_title
from .blueprint import pages


@pages.route("/late-credit", methods=("GET", "POST"))
@require(CREDIT_LATE)
def late_credit() -> Any:
    """What was recorded before the station heard of it, from a chosen day on; POST starts the run."""
    form = SinceForm(request.values)
    readable = form.since.validate(form)  # also of an address, which is followed without pressing the button
    if form.validate_on_submit():
        with refusals_shown(form):
            late.begin(current_actor(), form.since.data)
            session.commit()
            flash(_("开始补记了，做完以前可以先去忙别的。"), "success")
            return redirect(url_for("love_savings.late_credit"))
    run = late.latest()
    since = form.since.data if readable else None
    found = late.uncredited(since)
    return render_template(
        "love_savings/late_credit.html", form=form, found=found, run=run, state=late_flow.state_of(run) if run else None,
        source_title=source_title, since=since,
    )


@pages.post("/late-credit/decline")
@require(CREDIT_LATE)
def decline_late_credit() -> Any:
    """Nobody wants it."""
    actor = current_actor()
    return carried_out(lambda: late.decline(actor), _("好的，以前的服务不补记。"), url_for("love_savings.index"))
