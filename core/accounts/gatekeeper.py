"""The gate before every view: this community, this service, signed in here, sent from our own page, permitted."""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, validate_csrf
from wtforms import ValidationError

from core.accounts.actor import CurrentActor, current_actor
from core.accounts.code_rules import must_enrol
from core.accounts.cookies import current_sid
from core.accounts.decorators import Access, access_of
from core.accounts.permissions import permission_book
from core.accounts.proving import FIELD, ask_for_proof
from core.accounts.safe_next import here
from core.accounts.sessions import half_signed_in
from core.accounts.totp import PEOPLE
from core.errors import Forbidden
from core.tenancy.current import current_id_or_none
from core.texts import gettext as _

Gate = Callable[[], Any]
csrf = CSRFProtect()
SECRET_FIELDS = ("password", "csrf", "code")
# Keys of choices, ids, days and times; a phone number is no such thing.
_CHOSEN = re.compile(r"(?!1\d{10}$)[a-z0-9_:.+-]*")
# What a reader who only looks at a resident's pages may still send.
MAY_LEAVE = ("accounts.leave_preview", "accounts.logout")
SECRET_NAMES = ("again", "old", FIELD)  # the other fields of our forms that hold a password


class Undeclared(RuntimeError):
    """Core has a view without an access declaration, or one that names an unknown permission."""


def add_gate(app: Flask, gate: Gate) -> None:
    """Have `gate()` asked before sign-in is looked at, for wrong addresses too; an answer ends the request."""
    app.extensions.setdefault("linli.gates", []).append(gate)


def undeclared(app: Flask) -> dict[str, str]:
    """Endpoints that may not be served, with the reason; `create_app` refuses core's, the plugin system a plugin's."""
    book = permission_book(app)
    found = {}
    for endpoint, view in app.view_functions.items():
        access = access_of(endpoint, view)
        if access is None:
            found[endpoint] = 'carries none of @require("x.y"), @signed_in and @public("reason")'
        elif access.permission is not None and access.permission not in book:
            found[endpoint] = f"requires the permission {access.permission!r}, which nobody declared"
    return found


def check_declared(app: Flask) -> None:
    """Raises Undeclared with every endpoint that is not declared; the last step of `create_app`."""
    found = undeclared(app)
    if found:
        raise Undeclared("; ".join(f"{endpoint} {reason}" for endpoint, reason in sorted(found.items())))


def enforce() -> Any:
    """Before each request; see the module. Returns None to let the view run."""
    endpoint = request.endpoint
    access = access_of(endpoint, current_app.view_functions[endpoint]) if endpoint is not None else None
    if endpoint is not None and (access is None or not _served_here(access)):
        abort(404)
    for gate in current_app.extensions.get("linli.gates", []):
        answer = gate()
        if answer is not None:
            return answer
    return None if access is None else _admit(access)


def _served_here(access: Access) -> bool:
    if access.realm == "platform":
        return bool(request.environ.get("linli.operator"))
    return access.realm == "any" or current_id_or_none() is not None


def _admit(access: Access) -> Any:
    if access.signed_in and not current_actor().is_authenticated:
        return ask_to_sign_in(access)
    try:
        _own_page_only()
    except CSRFError as error:
        return csrf_failed(error)
    if _changes() and current_actor().previewing and request.endpoint not in MAY_LEAVE:
        raise Forbidden(_("现在是以居民身份预览，什么都不会保存。要办事请先点“结束预览”。"))
    if access.permission is not None and not current_actor().can(access.permission):
        raise Forbidden(_("如果这是您的工作，请联系社区管理员为您开通。"))
    return _ask_staff_for_more(access, current_actor()) if access.signed_in else None


def _ask_staff_for_more(access: Access, actor: CurrentActor) -> Any:
    """The codes that a role needs, then a fresh proof; None where nothing is missing."""
    if actor.previewing and access.enrols and request.endpoint not in MAY_LEAVE:
        raise Forbidden(_("预览的居民没有账号。要看自己的账号，请先点“结束预览”。"))
    asks = _asks_for_proof(access)
    if not access.enrols and must_enrol(actor, asks):
        return ask_to_enrol(access)
    return ask_for_proof(actor) if asks else None


def _changes() -> bool:
    return request.method in current_app.config["WTF_CSRF_METHODS"]


def _asks_for_proof(access: Access) -> bool:
    wanted = access.step_up
    if not wanted or not (isinstance(wanted, bool) or wanted <= (request.view_args or {}).items()):
        return False
    methods = request.url_rule.methods if request.url_rule is not None else None
    return _changes() or not set(current_app.config["WTF_CSRF_METHODS"]) & (methods or set())


def _own_page_only() -> None:
    """Unsafe requests carry the token and come from this origin, which SameSite does not promise for sister hosts."""
    if not _changes():
        return
    if not _from_our_pages():
        raise CSRFError("The request came from another site.")
    csrf.protect()


def _from_our_pages() -> bool:
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def csrf_valid() -> bool:
    """Whether this request carries a valid token, for gates that tell more to those who filled in a form of ours."""
    try:
        validate_csrf(csrf._get_csrf_token())
    except ValidationError:
        return False
    return _from_our_pages()


def ask_to_sign_in(access: Access) -> Any:
    """Pages go to the sign-in page and come back; scripts get 401; a form that was filled in is shown again."""
    login = "platform.login" if access.realm == "platform" else "accounts.login"
    if request.headers.get("HX-Request"):
        response = make_response(_("登录已过期，请重新登录。"), 401)
        response.headers["HX-Trigger"] = "linli:sign-in"
        return response
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(error=_("请先登录。")), 401
    if request.method in ("GET", "HEAD"):
        half = access.realm != "platform" and half_signed_in(PEOPLE, current_sid()) is not None
        return redirect(url_for("accounts.code" if half else login, next=here()))
    title, text = _("登录已过期"), _("请在新窗口重新登录，再返回上一页提交。")
    return kept_page(401, title, text, url_for(login))


def ask_to_enrol(access: Access) -> Any:
    """To where the app for one-time codes is set up, without which this role may not go on."""
    page = url_for("platform.totp" if access.realm == "platform" else "accounts.totp")
    if request.method in ("GET", "HEAD"):
        return redirect(page)
    title, text = _("请先设置动态验证码"), _("您的角色办这件事要先设置动态验证码。请在新窗口设好，再返回上一页提交。")
    return kept_page(403, title, text, page)


def kept_page(status: int, title: str, text: str, link: str | None = None) -> Any:
    """An error page that shows what was typed, without passwords and codes, so that nothing is lost."""
    page = render_template("accounts/kept.html", title=title, text=text, typed=typed_text(), login_url=link)
    return make_response(page, status)


def typed_text() -> list[str]:
    """What was written into the form that was sent, without passwords, codes and tokens; nothing that another site sent,
    whose words would stand on a page of ours.

    What was only chosen (keys, ids, days, times, ticks) is left out: without its label it says nothing, and it is soon
    chosen again.
    """
    return [
        value.strip()
        for name, value in request.form.items(multi=True)
        if _from_our_pages()
        and not _CHOSEN.fullmatch(value.strip())
        and name not in SECRET_NAMES
        and not any(word in name.lower() for word in SECRET_FIELDS)
    ]


def csrf_failed(error: CSRFError) -> Any:
    """The answer to a form without a valid token; the reason goes to the log."""
    current_app.logger.info("refused %r: %s", request.path, error.description)
    text = _("页面停留太久，或不是从本站打开的。请返回上一页刷新后再提交。")
    return kept_page(400, _("没有提交成功"), text)


def init_gatekeeper(app: Flask) -> None:
    """Put the gate before every view of the app."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # `enforce` checks, after the gates: a switched-off service is a plain 404
        WTF_CSRF_TIME_LIMIT=None,  # as long as the cookie's own secret
        WTF_CSRF_SSL_STRICT=False,  # in-app browsers drop the referrer; Sec-Fetch-Site says it better
    )
    csrf.init_app(app)
    app.before_request(enforce)
