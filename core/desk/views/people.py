"""The register: search, the list of residents, and putting somebody into it."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.communities.services import community_today, word
from core.desk.forms import NewPersonForm
from core.desk.services import moves, register
from core.desk.views.blueprint import blueprint
from core.people.rows import rows_of
from core.people.search import search_people
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import refusals_shown


@blueprint.get("/search")
@require("people.view")
def search() -> str:
    """Residents by name, pinyin, door, or the last four digits of their phone."""
    text = request.args.get("q", "").strip()
    found = search_people(text, current_actor()) if text else []
    return render_template("desk/search.html", text=text, people=rows_of(found))


@blueprint.get("/people")
@require("people.view")
def people() -> str:
    """Who lives here, door by door, twenty a page."""
    page = register.residents(current_actor(), request.args.get("page", 1, type=int))
    return render_template("desk/people.html", page=page)


@blueprint.route("/people/new", methods=["GET", "POST"])
@require("people.edit")
def new_person() -> Any:
    """Put a person into the register."""
    form = NewPersonForm(on=community_today())
    if form.validate_on_submit():
        with refusals_shown(form):
            person = moves.register_at_door(form, current_actor())
            db.session.commit()
            flash(_("已登记%(name)s。", name=person.name))
            return redirect(url_for("desk.resident", person_id=person.id))
    title = _("登记%(resident)s", resident=word("resident"))
    return render_template("desk/person_form.html", form=form, title=title), 422 if form.errors else 200
