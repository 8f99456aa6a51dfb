"""A fresh proof for grave steps: password or code typed again, good for five minutes, in the middle of what one does."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, make_response, render_template, request, url_for
from sqlalchemy import update
from werkzeug.datastructures import ImmutableMultiDict

from core.accounts.actor import CurrentActor
from core.accounts.delays import forget_tries, network_of, take_try
from core.accounts.errors import OneTimeCodeWrong, SignInRefused
from core.accounts.passwords import password_matches
from core.accounts.safe_next import here
from core.accounts.totp import Keeper, use_code
from core.clock import now
from core.config import settings_of
from core.errors import Refused
from core.tenancy.session import db
from core.texts import gettext as _

FRESH = timedelta(minutes=5)
FIELD = "proof"
STATUS = 403


def is_fresh(actor: CurrentActor) -> bool:
    """Whether password or code were typed in this browser a moment ago, signing in included; always so in the demo."""
    if not settings_of(current_app).is_strict:
        return True
    return actor.proved_at is not None and now() - actor.proved_at <= FRESH


def prove(actor: CurrentActor, typed: str, address: str) -> None:
    """Check the code, or the password where there is no app for codes, and commit. Raises Refused, TooSoon.

    The try is counted and committed first, as at sign-in.
    """
    keeper = actor.keeper
    holder = db.session.get_one(keeper.holders, actor.account_id)
    try:
        if holder.totp_since is not None:
            use_code(keeper, holder, typed)
        else:
            _check_password(keeper, holder, typed, address)
    except (OneTimeCodeWrong, WrongPassword):
        keeper.refused(holder, address)
        raise
    browser = update(keeper.browsers).where(keeper.browsers.id == actor.sign_in_id).values(proved_at=now())
    db.session.execute(browser.execution_options(synchronize_session=False))
    db.session.commit()


def _check_password(keeper: Keeper, holder: Any, typed: str, address: str) -> None:
    key = keeper.tried_as(holder)
    take_try(keeper.delays, key, address)
    if not password_matches(holder.password_hash, typed):
        raise WrongPassword()
    forget_tries(keeper.delays, key, address)


class WrongPassword(Refused):
    """It is not the password of who is signed in."""

    status = SignInRefused.status

    def __init__(self) -> None:
        super().__init__(_("密码不对，请再输一次。"))


def ask_for_proof(actor: CurrentActor) -> Any:
    """None when the proof is fresh, or came right with this form; else the page that asks for it and keeps the form."""
    typed = request.form.get(FIELD, "")
    if not typed:
        return None if is_fresh(actor) else _page(actor)
    try:
        prove(actor, typed, network_of(request.remote_addr))
    except Refused as refusal:
        db.session.rollback()
        return _page(actor, str(refusal))
    # The view is given the form as it was sent at first.
    request.__dict__["form"] = ImmutableMultiDict(_sent())
    return None


def _page(actor: CurrentActor, error: str = "") -> Any:
    if request.headers.get("HX-Request"):  # app.js sends the form once more, as a page
        return "", STATUS, {"HX-Trigger": "linli:prove", "HX-Reswap": "none"}
    reads = request.method in ("GET", "HEAD")
    page = render_template(
        "accounts/prove.html", error=error, has_totp=actor.has_totp, field_name=FIELD, kept=_sent(),
        target=url_for("accounts.prove_it", next=here()) if reads else here(),
        files=any(file.filename for file in request.files.values()),
    )
    return make_response(page, STATUS)


def _sent() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name not in (FIELD, "csrf_token")]
