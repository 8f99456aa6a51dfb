"""The one-time key in each page's forms, and what a form that passed its own checks does with it."""
from __future__ import annotations

import secrets
from hashlib import sha256

from flask import g, has_request_context, request
from flask_login import current_user

from core.kernel.sendings.services import begin
from core.tenancy.current import current_id_or_none
from core.tenancy.session import db

FIELD = "form_key"


class SentBefore(Exception):  # noqa: N818 -- no error of anybody: a button that was pressed twice
    """The very same form of the very same page was carried out already, or is at this moment."""

    def __init__(self, code_hash: str, form_key: str, *, pressed: bool) -> None:
        self.code_hash, self.form_key, self.pressed = code_hash, form_key, pressed


def form_key() -> str:
    """The one-time key of the page that is being drawn. Lower-case hex, which no page takes for typed text."""
    if "form_key" not in g:
        g.form_key = secrets.token_hex(16)
    return str(g.form_key)


def take_sending(*, pressed: bool = False) -> None:
    """Note that the form of this request is carried out, once per request; raises SentBefore, with everything undone.

    pressed: it was a button, or little more, and nothing was filled in.

    Of people who are signed in only: the open pages know a double by what it says. What a script sends is not looked at,
    since it sends the forms of one page again on purpose, and app.js holds back the second press.
    """
    sent = this_sending()
    if sent is None or "sending" in g:
        return
    if not begin(sent[0]):
        db.session.rollback()
        raise SentBefore(*sent, pressed=pressed)
    g.sending = sent


def this_sending() -> tuple[str, str] | None:
    """The hash of what this request sends, and its one-time key; None where a double of it is not looked for."""
    if not has_request_context() or request.method != "POST" or request.headers.get("HX-Request"):
        return None
    sent_key = request.form.get(FIELD)
    if not sent_key or current_id_or_none() is None or not current_user.is_authenticated:
        return None
    return _code_hash(), sent_key


def sending_refused() -> None:
    """What this request sent was refused, with whatever status its page says so: the same may be sent again."""
    g.sending_refused = True


def _code_hash() -> str:
    """Of who sends what to which address: who goes back, changes a word and sends again means something else."""
    said = sha256(repr((current_user.get_id(), request.full_path, sorted(request.form.items(multi=True)))).encode())
    for name, file in sorted(request.files.items(multi=True), key=lambda item: item[0]):
        said.update(repr((name, file.filename)).encode() + sha256(file.stream.read()).digest())
        file.stream.seek(0)
    return said.hexdigest()
