"""Error pages: what happened and what to do next, without naming persons or carrying a CSRF token."""
from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from core.errors import LinliError
from core.texts import gettext as _

_log = logging.getLogger(__name__)
RETRY_SECONDS = 30


def init_errors(app: Flask) -> None:
    """Show refusals and HTTP errors as pages, or as a message where HTMX asked."""
    app.register_error_handler(LinliError, _told)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    for kind in (OperationalError, InterfaceError, NoConnection):
        app.register_error_handler(kind, _database_away)
    app.register_error_handler(500, _broken)


def error_page(status: int, title: str, text: str) -> Response:
    """The answer for an error: a page, or a toast for HTMX."""
    template = "errors/toast.html" if request.headers.get("HX-Request") else "errors/page.html"
    response = make_response(render_template(template, status=status, title=title, text=text), status)
    return _as_toast(response) if template == "errors/toast.html" else response


def _as_toast(response: Response) -> Response:
    response.headers["HX-Retarget"] = "#toasts"
    response.headers["HX-Reswap"] = "beforeend"
    return response


def _told(error: LinliError) -> Response:
    title = {
        404: _("没有找到这个页面"),
        403: _("您没有办理这件事的权限"),
        409: _("这一步现在办不了"),
    }.get(error.status, _("出了点问题"))
    return error_page(error.status, title, str(error))


def _stale(error: CSRFError) -> Response:
    return error_page(400, _("页面停留太久了"), _("为了您的安全，请返回上一页，刷新后再提交一次。"))


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    title, text = _sentences(error.code)
    response = error_page(error.code, title, text)
    for name in ("Allow", "Retry-After"):
        if name in dict(error.get_headers()):
            response.headers[name] = dict(error.get_headers())[name]
    return response


def _broken(error: Exception) -> Response:
    # Flask has logged the traceback. Drawn without Flask's context, for which the reader would be looked up: the page
    # must not ask the database, which may be what is broken.
    title, text = _sentences(500)
    toast = bool(request.headers.get("HX-Request"))
    template = current_app.jinja_env.get_template("errors/toast.html" if toast else "errors/broken.html")
    response = make_response(template.render(request=request, title=title, text=text), 500)
    return _as_toast(response) if toast else response


def _database_away(error: Exception) -> Response:
    """The database is gone, starts anew, has no room or no connection left; it may be back at the next try."""
    _log.exception("the database did not carry out what %s %r asked for", request.method, request.path, exc_info=error)
    response = _broken(error)
    response.status_code, response.headers["Retry-After"] = 503, str(RETRY_SECONDS)
    return response


def _sentences(code: int) -> tuple[str, str]:
    if code == 404:
        return _("没有找到这个页面"), _("网址可能输错了，或者内容已经移走。请从首页重新进入。")
    if code == 403:
        return _("您没有办理这件事的权限"), _("如果这是您的工作，请联系社区管理员为您开通。")
    if code == 413:
        return _("文件太大了"), _("请换一个小一些的文件再试。")
    if code == 429:
        return _("操作太频繁了"), _("请过一分钟再试。")
    if code >= 500:
        return _("系统暂时忙不过来"), _("请过几分钟再试；着急的事请直接打电话。")
    return _("这次操作没有完成"), _("请返回上一页检查后再试。")
