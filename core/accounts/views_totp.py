"""One-time codes: asked for after the password, set up, renewed and given up by their owner."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from core.accounts import totp_pages
from core.accounts.actor import current_actor
from core.accounts.code_rules import ALWAYS
from core.accounts.cookies import current_sid
from core.accounts.decorators import public, signing_in_safely
from core.accounts.errors import OneTimeCodeWrong, TooSoon
from core.accounts.forms import FirstCodeForm, OneTimeCodeForm, refuse
from core.accounts.models import Account
from core.accounts.sessions import half_signed_in
from core.accounts.signing_in import enter_with_code
from core.accounts.totp import PEOPLE, renew_spares, stop
from core.accounts.views import blueprint, browser, entered, status_of
from core.communities.services import current_community
from core.kernel import audit
from core.tenancy.session import db
from core.texts import gettext as _


@blueprint.route("/login/code", methods=["GET", "POST"])
@public("the second half of the way in; the password was the first")
def code() -> Any:
    """Type the one-time code; until it is right nobody is signed in."""
    account = half_signed_in(PEOPLE, current_sid())
    form = OneTimeCodeForm(next=request.args.get("next"))
    if account is None:
        return redirect(url_for("accounts.login", next=form.next.data or None))
    status = 200
    if form.validate_on_submit():
        try:
            sid = enter_with_code(account, form.code.data, browser(), current_sid())
        except (OneTimeCodeWrong, TooSoon) as error:
            db.session.rollback()
            refuse(form.code, error)
            status = error.status
        else:
            return entered(sid, form.next.data)
    return render_template("accounts/code.html", form=form, area="accounts"), status if status != 200 else status_of(form)


def _account() -> Account:
    return db.session.get_one(Account, current_actor().account_id)


def _note(action: str, text: str) -> None:
    audit.write(action, text, actor=current_actor(), object_kind="account", object_id=current_actor().account_id)


@blueprint.route("/totp", methods=["GET", "POST"])
@signing_in_safely()
def totp() -> Any:
    """Give the app its secret, and show with a first code that it has it."""
    account, form = _account(), FirstCodeForm()
    codes = totp_pages.confirmed(PEOPLE, account, form) if request.method == "POST" else None
    if codes is not None:
        _note("accounts.totp_on", _("开始使用动态验证码"))
        db.session.commit()
        return totp_pages.recovery_codes(codes, "accounts")
    return totp_pages.page(
        PEOPLE, account, "accounts", form=form, issuer=current_community().name, name=current_actor().name,
        needed=current_actor().code_rule == ALWAYS,
    )


@blueprint.post("/totp/begin")
@signing_in_safely(step_up=True)
def begin_totp() -> Any:
    """Make the secret."""
    return totp_pages.started(_account(), "accounts")


@blueprint.post("/totp/recovery-codes")
@signing_in_safely(step_up=True)
def renew_recovery_codes() -> Any:
    """Ten fresh recovery codes in the place of the former ones."""
    codes = renew_spares(PEOPLE, _account())
    _note("accounts.recovery_codes", _("换了新的恢复码"))
    db.session.commit()
    return totp_pages.recovery_codes(codes, "accounts")


@blueprint.post("/totp/stop")
@signing_in_safely(step_up=True)
def stop_totp() -> Any:
    """Give the codes up: for another phone, or for good."""
    stop(PEOPLE, _account())
    _note("accounts.totp_off", _("停用动态验证码"))
    db.session.commit()
    flash(_("动态验证码已停用。"))
    return redirect(url_for("accounts.totp"), 303)
