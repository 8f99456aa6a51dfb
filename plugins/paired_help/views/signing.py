"""The two signatures under a graduation, on the worker's screen or on the person's own phone."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.api import Missing, _, current_actor, refusals_shown, require, session, signed_in

from ..errors import no_case
from ..forms import OwnSignForm, SignForm
from ..services import cases, details, signing
from ..terms import RESIDENT, SIGNERS
from .blueprint import pages

MANAGE = "paired_help.manage"


@pages.route("/cases/<int:case_id>/sign/<side>", methods=("GET", "POST"))
@require(MANAGE)
def sign(case_id: int, side: str) -> Any:
    """Sign at the desk or on the worker's tablet at the person's home."""
    actor = current_actor()
    found = details.around(case_id, actor, MANAGE)
    if side not in SIGNERS:
        raise Missing(_("没有这一方，请回到档案页面再试。"))
    form: Any = OwnSignForm() if side == RESIDENT else SignForm()
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            own_view = form.own_view.data if side == RESIDENT else ""
            signing.sign(found.case, actor, side, form.signature.data or "", own_view)
            session.commit()
            flash(_("签名已保存。"), "success")
            return redirect(url_for("paired_help.case_page", case_id=case_id))
        found = details.around(case_id, actor, MANAGE)
    return render_template("paired_help/sign.html", found=found, form=form, side=side, title=SIGNERS[side])


@pages.route("/me/sign", methods=("GET", "POST"))
@signed_in
def sign_mine() -> Any:
    """The person signs on the own phone, with the own view."""
    actor = current_actor()
    case = cases.own_case(actor)
    if case is None:
        raise no_case()
    form = OwnSignForm()
    if request.method == "POST" and form.validate():
        with refusals_shown(form):
            signing.sign(case, actor, RESIDENT, form.signature.data or "", form.own_view.data)
            session.commit()
            flash(_("签好了，谢谢您。"), "success")
            return redirect(url_for("paired_help.me"))
    return render_template("paired_help/sign_mine.html", form=form)


@pages.get("/cases/<int:case_id>/signatures/<int:signature_id>")
@require("paired_help.view")
def signature_picture(case_id: int, signature_id: int) -> Any:
    """A signature as a picture."""
    case = cases.the_case(case_id, current_actor())
    return signing.drawing(case, signature_id)
