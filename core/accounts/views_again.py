"""What a page that stays open asks: that its reader is still there, and to sign in again without leaving it."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g, jsonify
from flask_wtf.csrf import generate_csrf

from core.accounts.actor import CurrentActor, current_actor
from core.accounts.cookies import current_sid, remember_sid
from core.accounts.decorators import public, signed_in
from core.accounts.forms import LoginForm, OneTimeCodeForm
from core.accounts.sessions import find_actor, half_signed_in
from core.accounts.signing_in import enter_with_code, sign_in
from core.accounts.staying import sign_in_times
from core.accounts.totp import PEOPLE
from core.accounts.views import address, blueprint, browser
from core.errors import Refused
from core.tenancy.session import db
from core.texts import gettext as _


@blueprint.get("/still-here")
@signed_in
def still_here() -> Any:
    """The reader chose to go on working; that this is a request is all."""
    return "", 204


@blueprint.get("/sign-in-again")
@public("a page whose sign-in has ended needs a token to sign in with")
def who_is_in() -> Any:
    """A fresh token for the page's forms, and who is signed in now, for pages in other tabs."""
    actor = current_actor()
    return jsonify(_told(actor if actor.is_authenticated else None))


@blueprint.post("/sign-in-again")
@public("a way in that keeps the page and what was typed into it")
def sign_in_again() -> Any:
    """Sign in with phone and password; the same rules and delays as on the sign-in page."""
    form = LoginForm()
    if not form.validate_on_submit():
        return _errors(form)
    return _try(lambda: sign_in(form.phone.data, form.password.data, address(), browser(), current_sid()))


@blueprint.post("/sign-in-again/code")
@public("the second half of that way in")
def sign_in_again_with_code() -> Any:
    """The one-time code after the password."""
    form, account = OneTimeCodeForm(), half_signed_in(PEOPLE, current_sid())
    if account is None:
        return jsonify(error=_("时间太久了，请再填一次手机号和密码。"), begin=True), 401
    if not form.validate_on_submit():
        return _errors(form)
    return _try(lambda: enter_with_code(account, form.code.data, browser(), current_sid()))


def _errors(form: Any) -> Any:
    return jsonify(error=" ".join(str(e) for errors in form.errors.values() for e in errors)), 422


def _try(step: Callable[[], str]) -> Any:
    try:
        sid = step()
    except Refused as error:
        db.session.rollback()
        return jsonify(error=str(error)), error.status
    db.session.commit()
    remember_sid(sid)
    actor = find_actor(sid)
    return jsonify({**_told(actor), "code": actor is None})


def _told(actor: CurrentActor | None) -> dict[str, Any]:
    g.pop("csrf_token", None)  # one made earlier in this request belongs to the session before
    token = generate_csrf()
    if actor is None:
        return {"csrf_token": token, "person": None}
    return {"csrf_token": token, "person": str(actor.person_id), "left": sign_in_times(actor).left}
