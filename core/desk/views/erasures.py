"""Requests to be erased: what would go, what stays, what has to be settled first, and carrying it out."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.desk.forms import EraseForm, ReasonForm
from core.desk.views.blueprint import blueprint
from core.desk.views.small_forms import do
from core.people.models import Person
from core.privacy import requests
from core.privacy.blocks import blocks_of, erased_in_plugins, kept_by_plugins
from core.privacy.erasure import erase_person
from core.privacy.flow import ANSWER_DAYS, ERASE
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.refusals import refusals_shown


@blueprint.post("/people/<int:person_id>/ask-erasure")
@require("people.edit")
def ask_erasure(person_id: int) -> Any:
    """Write down the wish of somebody without a phone (代办)."""
    form = ReasonForm(mark="erasure")

    def act(person: Person) -> str:
        requests.ask_erasure(person, current_actor(), form.reason.data)
        return _("已记下%(name)s的注销申请，社区管理员会在 %(days)s 天内办理或答复。", name=person.name, days=ANSWER_DAYS)

    return do(person_id, "erasure_form", form, act)


@blueprint.get("/erasures")
@require(ERASE)
def erasures() -> str:
    """Who waits for an answer, oldest first."""
    rows = requests.waiting_requests(current_actor())
    return render_template("desk/erasures.html", rows=rows, answer_by=requests.answer_by, days=ANSWER_DAYS)


@blueprint.get("/erasures/<int:erasure_id>")
@require(ERASE)
def erasure(erasure_id: int) -> str:
    """One request with everything that the decision needs."""
    return _page(erasure_id)


def _page(erasure_id: int, **refused: Any) -> str:
    actor = current_actor()
    row = requests.get_request(erasure_id, actor)
    blocks = blocks_of(row.person, actor)
    kept = [] if blocks else kept_by_plugins(row.person)
    forms = {"erase_form": EraseForm(formdata=None), "refuse_form": ReasonForm(formdata=None, mark="refuse")} | refused
    return render_template(
        "desk/erasure.html", row=row, person=row.person, until=requests.answer_by(row), blocks=blocks, kept=kept,
        services=erased_in_plugins(), **forms,
    )  # fmt: skip


@blueprint.post("/erasures/<int:erasure_id>/erase")
@require(ERASE, step_up=True)
def erase(erasure_id: int) -> Any:
    """Erase the person; nothing is erased where anything fails."""
    actor, form = current_actor(), EraseForm()
    row = requests.get_request(erasure_id, actor)
    if form.validate_on_submit():
        with refusals_shown(form):
            erase_person(row, actor)
            db.session.commit()
            flash(_("已注销：资料已抹掉，账号已关闭。"), "success")
            return redirect(url_for("desk.erasures"), 303)
    return _page(erasure_id, erase_form=form), 422


@blueprint.post("/erasures/<int:erasure_id>/refuse")
@require(ERASE)
def refuse_erasure(erasure_id: int) -> Any:
    """Say no, with a reason that the person reads."""
    actor, form = current_actor(), ReasonForm(mark="refuse")
    row = requests.get_request(erasure_id, actor)
    if form.validate_on_submit():
        with refusals_shown(form):
            requests.refuse_request(row, actor, form.reason.data)
            db.session.commit()
            flash(_("已答复，本人会收到消息。"))
            return redirect(url_for("desk.erasures"), 303)
    return _page(erasure_id, refuse_form=form), 422
