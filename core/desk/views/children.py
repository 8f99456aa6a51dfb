"""Children under 14 at the desk: registering one beside the guardian, asking to open a record, and deciding about it."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.clock import now
from core.desk.forms import ApproveForm, ReasonForm
from core.desk.services import approvals as lists
from core.desk.services.resident_page import opened_person
from core.desk.views.blueprint import blueprint
from core.desk.views.small_forms import page
from core.kernel.actor import Actor
from core.people import approvals
from core.people.approval_flow import APPROVE
from core.people.consents import CHILD_DATA
from core.people.forms import ChildForm
from core.people.register import get_person
from core.people.services import register_child
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import refusals_shown


@blueprint.route("/people/<int:person_id>/children/new", methods=["GET", "POST"])
@require("people.edit")
def new_child(person_id: int) -> Any:
    """Register a child beside the guardian, who has read the text and said yes."""
    actor, form = current_actor(), ChildForm()
    guardian = opened_person(person_id, actor, "people.edit")
    form.fit(lives_here=guardian.household_id is not None, at_desk=True)
    if form.validate_on_submit():
        with refusals_shown(form):
            child = register_child(guardian, actor=actor, **form.values())
            db.session.commit()
            flash(_("已登记%(name)s，监护人是%(guardian)s。", name=child.name, guardian=guardian.name))
            return redirect(url_for("desk.resident", person_id=person_id))
    shown = render_template("desk/child_form.html", form=form, guardian=guardian, purpose=CHILD_DATA)
    return shown, 422 if form.errors else 200


@blueprint.post("/people/<int:person_id>/ask-approval")
@require("people.view")
def ask_approval(person_id: int) -> Any:
    """Ask to open a child's record; who may approve opens it with their own reason."""
    actor, form = current_actor(), ReasonForm(mark="ask")
    child = get_person(person_id, actor)
    if form.validate_on_submit():
        with refusals_shown(form):
            row = approvals.ask_approval(actor, form.reason.data, child_id=child.id)
            db.session.commit()
            flash(_("已记下事由，可以查看一天。") if row.state == "approved" else _("申请已提交，批准后会在消息里通知您。"))
            return redirect(url_for("desk.resident", person_id=person_id))
    return page(get_person(person_id, actor), ask_form=form), 422


@blueprint.get("/approvals", endpoint="approvals")
@require(APPROVE)
def approvals_page() -> str:
    """Who asks to open which child's record, and which approvals hold now."""
    return _list()


def _list(**refused: Any) -> str:
    """The lists with a small form for each row; a refused one comes back with what was typed."""
    waiting, running = lists.read(current_actor(), request.args.get("page", 1, type=int))
    forms = {
        f"{kind}_{row.id}": refused.get(f"{kind}_{row.id}") or made(formdata=None, mark=f"{kind}{row.id}")
        for kind, made, rows in (
            ("approve", ApproveForm, waiting), ("refuse", ReasonForm, waiting), ("end", ReasonForm, running.rows)
        )
        for row in rows
    }
    return render_template("desk/approvals.html", waiting=waiting, running=running, forms=forms, now=now())


@blueprint.post("/approvals/<int:approval_id>/approve")
@require(APPROVE)
def approve(approval_id: int) -> Any:
    """Let a worker open it for some days or until a day."""
    form = ApproveForm(mark=f"approve{approval_id}")

    def act(row: Any, actor: Actor) -> Any:
        if form.days.data == "date":
            until = approvals.end_of_day(form.until.data)
        else:
            until = now() + timedelta(days=int(form.days.data))
        return approvals.approve(row, actor, until=until)

    return _decide(approval_id, "approve", form, act)


@blueprint.post("/approvals/<int:approval_id>/refuse")
@require(APPROVE)
def refuse_approval(approval_id: int) -> Any:
    """Say no, with a reason."""
    form = ReasonForm(mark=f"refuse{approval_id}")
    return _decide(approval_id, "refuse", form, lambda row, actor: approvals.refuse(row, actor, form.reason.data))


@blueprint.post("/approvals/<int:approval_id>/end")
@require(APPROVE)
def end_approval(approval_id: int) -> Any:
    """End an approval before its time, with a reason."""
    form = ReasonForm(mark=f"end{approval_id}")
    return _decide(approval_id, "end", form, lambda row, actor: approvals.end(row, actor, form.reason.data))


def _decide(approval_id: int, kind: str, form: Any, act: Any) -> Any:
    actor = current_actor()
    row = approvals.get_approval(approval_id, actor)
    if form.validate_on_submit():
        with refusals_shown(form):
            row = act(row, actor)
            lists.tell_worker(row, actor)
            db.session.commit()
            flash(lists.done(row))
            return redirect(url_for("desk.approvals"))
    return _list(**{f"{kind}_{approval_id}": form}), 422
