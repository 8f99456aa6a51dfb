"""Assigning the morning's requests together: choose, wait for the job process, send what fits."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from core.api import _, carried_out, current_actor, refusals_shown, require, session

from ..batch_workflow import batch_flow, pair_flow
from ..review_forms import BatchForm
from ..services import batch as batches
from .blueprint import pages

DISPATCH = "love_savings.dispatch"


@pages.route("/batches/new", methods=("GET", "POST"))
@require(DISPATCH)
def new_batch() -> Any:
    """The requests that wait for somebody, all ticked."""
    actor, form = current_actor(), BatchForm()
    if form.validate_on_submit():
        with refusals_shown():
            made = batches.begin(actor, form.chosen.data or [])
            session.commit()
            return redirect(url_for("love_savings.batch", batch_id=made.id))
        actor = current_actor()
    return render_template("love_savings/new_batch.html", rows=batches.open_requests(actor), most=batches.MOST)


@pages.get("/batches/<int:batch_id>")
@require(DISPATCH)
def batch(batch_id: int) -> Any:
    """What was found, or that it is still being reckoned; renews itself until then and survives a reload."""
    found, rows = batches.the_batch(batch_id, current_actor())
    proposed = [row[0].id for row in rows if row[0].state == "proposed" and row[0].person_id is not None]
    return render_template(
        "love_savings/batch.html", batch=found, rows=rows, state=batch_flow.state_of(found), proposed=proposed,
        state_of=pair_flow.state_of,
    )


@pages.post("/batches/<int:batch_id>/send")
@require(DISPATCH)
def send_batch(batch_id: int) -> Any:
    """Invite the volunteers of the ticked pairs; what came too late is said."""
    actor, form = current_actor(), BatchForm()
    batches.the_batch(batch_id, actor)

    def step() -> None:
        done = batches.send(batch_id, actor, form.chosen.data or [])
        if done.gone:
            flash(_("有 %(count)s 个已经有人接、取消了，或者志愿者去不了了，请另外派单。", count=done.gone), "warning")

    return carried_out(step, _("邀请已经发出，谁答应了请求页面会写明。"), url_for("love_savings.batch", batch_id=batch_id))
