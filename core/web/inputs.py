"""What no database can hold, and more text than anybody writes, is refused at the door; reasons are cleaned there."""
from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, abort, request
from sqlalchemy.exc import DataError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from core.forms import cleaned
from core.tenancy.session import db
from core.texts import gettext as _
from core.web.errors import error_page

NUL = "\0"
MOST_TEXT = 1024 * 1024  # of a form without files, in bytes; a signature is a tenth of it
_log = logging.getLogger(__name__)


class RowNumber(IntegerConverter):
    """`<int:...>` in an address, as far as ids go: 63 bits. A larger number is a wrong address."""

    def __init__(self, map: Any, *, max: int = 2**63 - 1, **options: Any) -> None:
        super().__init__(map, max=max, **options)


def init_inputs(app: Flask) -> None:
    """Call it before any view joins, since addresses are read with the converters of that moment."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_limit_text)
    app.before_request(_refuse_nul)
    app.before_request(_clean_reason)
    app.register_error_handler(DataError, _unfit)
    app.register_error_handler(OverflowError, _unfit)


def _limit_text() -> None:
    # Werkzeug bounds the parts of a form with files, but takes one of text as whole as it comes.
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MOST_TEXT


def _refuse_nul() -> None:
    # PostgreSQL cannot store it and SQLite can; nobody types it.
    if NUL in request.path:
        abort(404)
    if any(NUL in text for fields in (request.args, request.form) for pair in fields.items(multi=True) for text in pair):
        abort(400)


def _clean_reason() -> None:
    # Buttons that ask for a sentence send it without a form of ours, and views read it as it comes.
    if "reason" in request.form:
        sent = request.form.to_dict(flat=False)
        request.form = ImmutableMultiDict({**sent, "reason": [cleaned(text, lines=True) for text in sent["reason"]]})


def _unfit(error: Exception) -> Response:
    """A number too large or a text too long for its column, where no form said so: nothing of the change is kept."""
    _log.warning("unfit input for %r", request.path, exc_info=error)
    db.session.rollback()
    return error_page(400, _("没有提交成功"), _("有一项内容太长，或者数字太大，请返回上一页改短一些再试。"))
