"""The health and safety sheet: a guardian's form on the phone."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from core.api import _, carried_out, current_actor, refusals_shown, session, signed_in

from .. import HEALTH
from ..guardian_forms import HealthForm
from ..services import family, finding, health, withdrawing
from .blueprint import pages


@pages.route("/children/<int:child_id>/health/<int:term_id>", methods=("GET", "POST"))
@signed_in
def health_sheet(child_id: int, term_id: int) -> Any:
    """One child, one term: filled in and signed by a guardian."""
    actor = current_actor()
    child = family.own_child(actor, child_id)
    term, sheet = finding.get_term(term_id), health.sheet_of(term_id, child_id)
    form = HealthForm(**(health.clear(sheet) if sheet else {}))
    if form.validate_on_submit():
        with refusals_shown(form):
            values = {name: form[name].data or "" for name in health.FIELDS}
            health.save(term, child_id, actor, values, form.signature.data or "", consented=form.consent.data)
            session.commit()
            flash(_("健康安全表已经签好。"), "success")
            return redirect(url_for("after_school.mine"))
        child, term = family.own_child(actor, child_id), finding.get_term(term_id)
    page = render_template("after_school/health.html", child=child, term=term, form=form, purpose=HEALTH, sheet=sheet)
    return page, 422 if form.errors else 200


@pages.post("/children/<int:child_id>/health/withdraw")
@signed_in
def withdraw_health(child_id: int) -> Any:
    """Take the consent back as easily as it was given: the sheets are emptied and the child's classes end."""
    actor = current_actor()
    family.own_child(actor, child_id)
    return carried_out(
        lambda: withdrawing.withdraw_health(child_id, actor), _("同意已经撤回，健康安全表已清空，课程已经退出。"),
        url_for("after_school.mine"),
    )
