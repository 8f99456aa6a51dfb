"""Volunteers: the list, one volunteer, and the steps of their application."""
from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.desk.services import volunteers as lists
from core.desk.views.blueprint import blueprint
from core.errors import Refused
from core.tenancy.session import db
from core.volunteers.joining import get_volunteer
from core.volunteers.workflow import volunteer_workflow


@blueprint.get("/volunteers")
@require("volunteers.view")
def volunteers() -> str:
    """Volunteers in one state, twenty a page."""
    state = request.args.get("state", "active")
    page = lists.volunteers(current_actor(), state, request.args.get("page", 1, type=int))
    states = volunteer_workflow.graph.states.values()
    return render_template("desk/volunteers.html", page=page, state=state, states=states)


@blueprint.get("/volunteers/<int:volunteer_id>")
@require("volunteers.view")
def volunteer(volunteer_id: int) -> str:
    """What one volunteer can do and when, what they did, and the steps open to the reader."""
    actor = current_actor()
    row = get_volunteer(volunteer_id, actor)
    return render_template("desk/volunteer.html", **lists.detail(row, actor))


@blueprint.post("/volunteers/<int:volunteer_id>/<transition>")
@require("volunteers.review")
def review_volunteer(volunteer_id: int, transition: str) -> Any:
    """Take one step of the volunteer's workflow."""
    actor = current_actor()
    row = get_volunteer(volunteer_id, actor)
    if transition not in volunteer_workflow.graph.transitions:
        abort(404)
    try:
        row = volunteer_workflow.fire(row, transition, actor, request.form.get("reason", ""))
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    else:
        db.session.commit()
        flash(str(volunteer_workflow.state_of(row).title))
    return redirect(url_for("desk.volunteer", volunteer_id=volunteer_id))
