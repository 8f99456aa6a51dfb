"""The operator's address: the communities of this installation, and the operators' own sign-in."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from core.accounts.actor import current_actor
from core.accounts.cookies import current_sid, forget_sid, remember_sid
from core.accounts.decorators import public
from core.accounts.delays import network_of
from core.accounts.errors import SignInRefused, TooSoon
from core.accounts.forms import refuse
from core.accounts.safe_next import safe_next
from core.accounts.sessions import half_signed_in
from core.accounts.views import browser
from core.communities.services import all_communities
from core.config import settings_of
from core.platform.forms import OperatorLoginForm
from core.platform.operators import OPERATORS, end_operator_session, sign_in_operator
from core.texts import gettext as _

blueprint = Blueprint("platform", __name__, url_prefix="/platform", template_folder="templates")


def address_of(slug: str) -> str:
    """Where a community is found: its own host, or its path."""
    host = settings_of(current_app).base_host
    return f"{request.scheme}://{slug}.{host}/" if host else f"{request.script_root}/{slug}/"


@blueprint.get("/")
@public("everybody may find their community", realm="platform")
def index() -> Any:
    """The list of communities, served at the operator's `/`."""
    communities = [(row, address_of(row.slug)) for row in all_communities()]
    return render_template("platform/index.html", communities=communities)


@blueprint.route("/login", methods=["GET", "POST"])
@public("the operators' way in", realm="platform")
def login() -> Any:
    """Sign in with name and password."""
    form = OperatorLoginForm(next=request.args.get("next"))
    status = 200
    if form.validate_on_submit():
        try:
            sid = sign_in_operator(form.login.data, form.password.data, network_of(request.remote_addr), browser())
        except SignInRefused:
            refuse(form.password, ValueError(_("登录名或密码不对，请检查后再试。")))
            status = 401
        except TooSoon as error:
            refuse(form.password, error)
            status = error.status
        else:
            old = current_sid()
            if old:
                end_operator_session(old)
            remember_sid(sid)
            if half_signed_in(OPERATORS, sid) is not None:
                return redirect(url_for("platform.code", next=safe_next(form.next.data)))
            return redirect(safe_next(form.next.data) or url_for("platform.index"))
    return render_template("platform/login.html", form=form), 422 if form.errors and status == 200 else status


@blueprint.post("/logout")
@public("leaving is always possible", realm="platform")
def logout() -> Any:
    """End this browser's sign-in."""
    sid = current_sid()
    if sid and current_actor().is_authenticated:
        end_operator_session(sid)
    forget_sid()
    flash(_("您已退出登录。"))
    return redirect(url_for("platform.index"))
