"""Volunteers: the list, one volunteer, and the steps of their application."""
from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.communities.services import community_today
from core.desk.services import volunteer_page
from core.desk.services import volunteers as lists
from core.desk.views.blueprint import blueprint
from core.desk.volunteer_forms import ClearanceForm, ServedForm
from core.tenancy.ids import new_id
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.joining import clear_for_minors, get_volunteer
from core.volunteers.models import Volunteer
from core.volunteers.workflow import volunteer_workflow
from core.web.refusals import carried_out, refusals_shown


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
    return _page(get_volunteer(volunteer_id, current_actor()))


def _page(row: Volunteer, **forms: Any) -> str:
    """The page with its small forms; a refused one comes back with what was typed."""
    fresh = {
        "clearance_form": ClearanceForm(formdata=None, until=row.minors_cleared_until),
        "served_form": ServedForm(formdata=None, on=community_today(), key=new_id()),
    }
    shown = volunteer_page.detail(row, current_actor())
    return render_template("desk/volunteer.html", **shown, **(fresh | forms), today=community_today())


@blueprint.route("/volunteers/<int:volunteer_id>/edit", methods=["GET", "POST"])
@require("volunteers.edit")
def edit_volunteer(volunteer_id: int) -> Any:
    """Where the volunteer starts from, what they can do, and when."""
    actor = current_actor()
    row = get_volunteer(volunteer_id, actor, "volunteers.edit")
    form = volunteer_page.form_for(row, actor)
    if form.validate_on_submit():
        with refusals_shown(form):
            volunteer_page.save(row, form, actor)
            db.session.commit()
            flash(_("已保存%(name)s的资料。", name=row.person.name))
            return redirect(url_for("desk.volunteer", volunteer_id=volunteer_id))
    return render_template("desk/volunteer_form.html", form=form, volunteer=row), 422 if form.errors else 200


@blueprint.post("/volunteers/<int:volunteer_id>/clearance")
@require("volunteers.clear")
def clear_volunteer(volunteer_id: int) -> Any:
    """Allow work with minors until a day, or take that back."""
    actor, form = current_actor(), ClearanceForm()
    row = get_volunteer(volunteer_id, actor, "volunteers.clear")
    if not form.validate_on_submit():
        return _page(row, clearance_form=form), 422
    clear_for_minors(row, form.until.data, actor)
    db.session.commit()
    flash(_("已准许服务未成年人，到 %(day)s 为止。", day=form.until.data) if form.until.data else _("已收回准许。"))
    return redirect(url_for("desk.volunteer", volunteer_id=volunteer_id))


@blueprint.post("/volunteers/<int:volunteer_id>/served")
@require("volunteers.record")
def note_service(volunteer_id: int) -> Any:
    """Write down a service that nobody checked in to."""
    actor, form = current_actor(), ServedForm()
    row = get_volunteer(volunteer_id, actor, "volunteers.record")
    if form.validate_on_submit():
        with refusals_shown(form):
            volunteer_page.note_service(row, form, actor)
            db.session.commit()
            flash(_("已登记这次服务。"))
            return redirect(url_for("desk.volunteer", volunteer_id=volunteer_id))
    return _page(get_volunteer(volunteer_id, actor, "volunteers.record"), served_form=form), 422


@blueprint.post("/volunteers/<int:volunteer_id>/<transition>")
@require("volunteers.review")
def review_volunteer(volunteer_id: int, transition: str) -> Any:
    """Take one step of the volunteer's workflow."""
    actor = current_actor()
    row = get_volunteer(volunteer_id, actor)
    if transition not in volunteer_workflow.graph.transitions:
        abort(404)
    return carried_out(
        lambda: volunteer_workflow.fire(row, transition, actor, request.form.get("reason", "")),
        lambda done: volunteer_workflow.state_of(done).title, url_for("desk.volunteer", volunteer_id=volunteer_id),
    )
