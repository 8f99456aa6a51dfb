"""What residents do about their own data: take a copy of everything, and ask to be erased."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import proven, signed_in
from core.me.forms import ErasureForm
from core.me.views import blueprint
from core.people.models import Person
from core.privacy import requests
from core.privacy.copies import as_file, own_copy
from core.privacy.flow import ANSWER_DAYS
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import refusals_shown


@blueprint.post("/copy")
@proven
def copy() -> Any:
    """Everything that is kept about me, as a file."""
    actor = current_actor()
    with refusals_shown():
        told = own_copy(db.session.get_one(Person, actor.person_id), actor)
        db.session.commit()
        return as_file(told, "my-data.json")
    return redirect(url_for("me.profile"))


@blueprint.route("/erasure", methods=["GET", "POST"])
@proven
def erasure() -> Any:
    """What an erasure means, the form to ask for it, and what became of it."""
    actor, form = current_actor(), ErasureForm()
    if form.validate_on_submit():
        with refusals_shown(form):
            requests.ask_erasure(db.session.get_one(Person, actor.person_id), actor, form.words.data or "")
            db.session.commit()
            flash(_("已收到您的注销申请，社区会在 %(days)s 天内办理或答复。", days=ANSWER_DAYS))
            return redirect(url_for("me.erasure"))
    row = requests.last_request(actor.person_id)
    waits = row is not None and row.state == "asked"
    shown = render_template(
        "me/erasure.html", form=form, row=row, waits=waits, until=requests.answer_by(row) if row and waits else None,
        days=ANSWER_DAYS,
    )  # fmt: skip
    return shown, 422 if form.errors else 200


@blueprint.post("/erasure/withdraw")
@signed_in
def withdraw_erasure() -> Any:
    """I changed my mind."""
    requests.withdraw_request(current_actor())
    db.session.commit()
    flash(_("已撤回注销申请，一切照旧。"))
    return redirect(url_for("me.erasure"))
