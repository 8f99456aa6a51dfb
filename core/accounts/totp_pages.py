"""The page on which an account gets its one-time codes: the same for people and for operators."""
from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from core.accounts.forms import FirstCodeForm, refuse
from core.accounts.totp import Keeper, app_address, begin, confirm, secret_of, spares_left
from core.errors import Refused
from core.tenancy.session import db


def page(keeper: Keeper, holder: Any, area: str, *, issuer: str, name: str, needed: bool, form: Any = None) -> Any:
    """Where setting up stands: not begun, waiting for the first code, or in use.

    `area`: the blueprint, "accounts" or "platform", with the views `totp`, `begin_totp`, `renew_recovery_codes` and
    `stop_totp`. `issuer` and `name` are how the app on the phone lists the code. `needed`: the role goes nowhere without.
    """
    form = form or FirstCodeForm()
    secret = secret_of(holder)
    return render_template(
        "accounts/totp.html", holder=holder, area=area, form=form, needed=needed,
        qr_text=app_address(secret, name, issuer) if secret else "",
        typed=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)) if secret else "",
        left=spares_left(keeper, holder) if holder.totp_since else 0,
    ), 422 if form.errors else 200


def confirmed(keeper: Keeper, holder: Any, form: FirstCodeForm) -> list[str] | None:
    """The recovery codes when the form's code was right, committed by the caller; None with the error at the field."""
    if not form.validate_on_submit():
        return None
    try:
        return confirm(keeper, holder, form.code.data)
    except Refused as refusal:
        db.session.rollback()
        refuse(form.code, refusal)
        return None


def started(holder: Any, area: str) -> Any:
    """Make the secret, and back to the page, which shows it."""
    try:
        begin(holder)
        db.session.commit()
    except Refused as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
    return redirect(url_for(f"{area}.totp"), 303)


def recovery_codes(codes: list[str], area: str) -> str:
    """The recovery codes, this once."""
    return render_template("accounts/recovery_codes.html", codes=codes, area=area)
