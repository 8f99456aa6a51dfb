"""What the second press of a button is answered: the first one's result, and that it counted once."""
from __future__ import annotations

import logging
import time
from typing import Any

from flask import Flask, Response, flash, g, redirect
from sqlalchemy.exc import DBAPIError

from core.accounts.gatekeeper import kept_page
from core.errors import Missing
from core.kernel.sendings import SentBefore, answered, earlier_result, refused, this_sending
from core.tenancy.session import db
from core.texts import gettext as _

NOT_THERE = (403, 404, 422)
TRIES, PAUSE = 20, 0.1  # the first one may be about to say where it leads
_log = logging.getLogger(__name__)


def init_sent_twice(app: Flask) -> None:
    """Note what each form led to, and lead who sent it twice there too."""
    app.after_request(_note_result)
    app.register_error_handler(SentBefore, _as_before)


def _note_result(response: Response) -> Response:
    """In a transaction of its own: what the view did is committed by now, or will never be.

    That it led nowhere, but to the page that was drawn, is noted too: nobody is to wait for what will not come.
    """
    code_hash, form_key = g.pop("sending", (None, ""))
    if code_hash is None and response.status_code in NOT_THERE:
        return _led_on(response)
    if code_hash is None:
        return response
    try:
        db.session.rollback()
        if response.status_code >= 400 or g.get("sending_refused"):
            refused(code_hash)
        else:
            answered(code_hash, form_key, response.location or "")
        db.session.commit()
    except DBAPIError:  # the answer itself is right
        _log.exception("what a form led to was not noted")
        db.session.rollback()
    return response


def _led_on(response: Response) -> Response:
    """Where the first press took away what the second one is about, such as a job that was given back: on to the same page."""
    sent = this_sending()
    if sent is None:
        return response
    db.session.rollback()
    try:
        location = _awaited(*sent)
    except (Missing, DBAPIError):
        location = None
    db.session.rollback()
    if location:
        flash(_done(pressed=True), "success")
        response.status_code, response.location = 302, location
        response.set_data("")
    return response


def _done(*, pressed: bool) -> str:
    if pressed:
        return str(_("已经办好，连按几次也只办一次。"))
    return str(_("已经收到，连按几次也只办一次。要再交一份，请重新打开页面填写。"))


def _as_before(sent: SentBefore) -> Any:
    try:
        location = _awaited(sent.code_hash, sent.form_key)
    except Missing:
        text = _("同一张表刚才交了两次，先到的那次没有办成。请返回上一页检查后再交一次。")
        return kept_page(409, _("没有提交成功"), text)
    if not location:
        text = _("刚才已经收到，没有重复办理。要再交一份，请重新打开那个页面填写。")
        return kept_page(409, _("这张表已经交过了"), text)
    flash(_done(pressed=sent.pressed), "success")
    return redirect(location)


def _awaited(code_hash: str, form_key: str) -> str | None:
    for attempt in range(TRIES):
        location = earlier_result(code_hash, form_key)
        if location is not None:
            return location
        db.session.rollback()
        time.sleep(PAUSE if attempt + 1 < TRIES else 0)
    return None
