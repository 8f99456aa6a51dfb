"""A copy of everything kept about a resident who has no phone: handed over as a file or on paper."""
from __future__ import annotations

from typing import Any

from flask import render_template, request

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.clock import now
from core.desk.forms import ReasonForm
from core.desk.services.resident_page import opened_person
from core.desk.views.blueprint import blueprint
from core.privacy.copies import as_file, copy_by_worker
from core.tenancy.session import db
from core.web.refusals import refusals_shown

EXPORT = "people.export"


@blueprint.route("/people/<int:person_id>/copy", methods=["GET", "POST"])
@require(EXPORT, step_up=True)
def copy_person(person_id: int) -> Any:
    """The reason first, then the file or the page to print; the person is told."""
    actor, form = current_actor(), ReasonForm()
    person = opened_person(person_id, actor, EXPORT)
    if form.validate_on_submit():
        with refusals_shown(form):
            told = copy_by_worker(person, actor, form.reason.data)
            db.session.commit()
            if request.form.get("how") != "paper":
                return as_file(told, f"resident-{person_id}.json")
            paper = render_template("desk/copy_paper.html", person=person, told=told, now=now())
            return paper, {"Cache-Control": "no-store"}
    return render_template("desk/copy_person.html", form=form, person=person), 422 if form.errors else 200
