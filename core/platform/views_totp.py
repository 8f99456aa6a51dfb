"""The operators' one-time codes: the same pages as people's, on the operator's address."""
from __future__ import annotations

import logging
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts import totp_pages
from core.accounts.actor import current_actor
from core.accounts.code_rules import ALWAYS
from core.accounts.cookies import current_sid, remember_sid
from core.accounts.decorators import public, signing_in_safely
from core.accounts.delays import network_of
from core.accounts.errors import OneTimeCodeWrong, TooSoon
from core.accounts.forms import FirstCodeForm, OneTimeCodeForm, refuse
from core.accounts.safe_next import safe_next
from core.accounts.sessions import half_signed_in
from core.accounts.totp import renew_spares, stop
from core.accounts.views import browser
from core.platform.models import Operator
from core.platform.operators import OPERATORS, sign_in_with_code
from core.platform.views import blueprint
from core.tenancy.session import db
from core.texts import gettext as _

_log = logging.getLogger("linli.operators")


@blueprint.route("/login/code", methods=["GET", "POST"])
@public("the second half of the operators' way in; the password was the first", realm="platform")
def code() -> Any:
    """Type the one-time code; until it is right nobody is signed in."""
    sid = current_sid()
    operator = half_signed_in(OPERATORS, sid)
    form = OneTimeCodeForm(next=request.args.get("next"))
    if operator is None or sid is None:
        return redirect(url_for("platform.login", next=form.next.data or None))
    status = 200
    if form.validate_on_submit():
        try:
            fresh = sign_in_with_code(operator, form.code.data, network_of(request.remote_addr), browser(), sid)
        except (OneTimeCodeWrong, TooSoon) as error:
            db.session.rollback()
            refuse(form.code, error)
            status = error.status
        else:
            remember_sid(fresh)
            return redirect(safe_next(form.next.data) or url_for("platform.index"))
    return render_template("accounts/code.html", form=form, area="platform"), 422 if form.errors and status == 200 else status


def _operator() -> Operator:
    return db.session.get_one(Operator, current_actor().account_id)


@blueprint.route("/totp", methods=["GET", "POST"])
@signing_in_safely(realm="platform")
def totp() -> Any:
    """Give the app its secret, and show with a first code that it has it."""
    operator, form = _operator(), FirstCodeForm()
    codes = totp_pages.confirmed(OPERATORS, operator, form) if request.method == "POST" else None
    if codes is not None:
        db.session.commit()
        _log.warning("operator %r uses one-time codes", operator.login)
        return totp_pages.recovery_codes(codes, "platform")
    return totp_pages.page(
        OPERATORS, operator, "platform", form=form, issuer=_("邻里"), name=operator.login,
        needed=current_actor().code_rule == ALWAYS,
    )


@blueprint.post("/totp/begin")
@signing_in_safely(step_up=True, realm="platform")
def begin_totp() -> Any:
    """Make the secret."""
    return totp_pages.started(_operator(), "platform")


@blueprint.post("/totp/recovery-codes")
@signing_in_safely(step_up=True, realm="platform")
def renew_recovery_codes() -> Any:
    """Ten fresh recovery codes in the place of the former ones."""
    operator = _operator()
    codes = renew_spares(OPERATORS, operator)
    db.session.commit()
    _log.warning("operator %r has new recovery codes", operator.login)
    return totp_pages.recovery_codes(codes, "platform")


@blueprint.post("/totp/stop")
@signing_in_safely(step_up=True, realm="platform")
def stop_totp() -> Any:
    """Give the codes up, for another phone; outside the demo nothing else opens until they are set up anew."""
    operator = _operator()
    stop(OPERATORS, operator)
    db.session.commit()
    _log.warning("operator %r uses no one-time codes any more", operator.login)
    flash(_("动态验证码已停用。"))
    return redirect(url_for("platform.totp"), 303)
