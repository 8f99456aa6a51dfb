"""Who wrote themselves down, waiting to be checked."""
from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.accounts.registration import get_registration, review_registration, waiting_registrations, workflow
from core.desk.views.blueprint import blueprint
from core.people.register import get_person
from core.people.rows import rows_of
from core.people.search import people_called
from core.texts import gettext as _
from core.web.refusals import carried_out


@blueprint.get("/registrations")
@require("accounts.review")
def registrations() -> str:
    """Registrations of the worker's scope, oldest first."""
    return render_template("desk/registrations.html", rows=waiting_registrations(current_actor()))


@blueprint.get("/registrations/<int:registration_id>")
@require("accounts.review")
def registration(registration_id: int) -> str:
    """One registration beside the residents of that name."""
    actor = current_actor()
    row = get_registration(registration_id, actor)
    return render_template(
        "desk/registration.html",
        row=row,
        steps=workflow.available(row, actor),
        people=rows_of(people_called(row.name, actor)),
    )


@blueprint.post("/registrations/<int:registration_id>/<transition>")
@require("accounts.review")
def review(registration_id: int, transition: str) -> Any:
    """Accept, for a resident of the register or a new person, or refuse with a reason."""
    actor = current_actor()
    row = get_registration(registration_id, actor)
    if transition not in workflow.graph.transitions:
        abort(404)
    chosen = request.form.get("person_id", type=int)
    person = get_person(chosen, actor, "accounts.review") if chosen else None
    return carried_out(
        lambda: review_registration(row, transition == "accept", actor, request.form.get("reason", ""), person),
        _("已处理%(name)s的注册申请。", name=row.name), url_for("desk.registrations"),
        refused_to=url_for("desk.registration", registration_id=registration_id),
    )
