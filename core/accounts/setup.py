"""Joins accounts to the app: cookie, sign-in, gate and pages."""
from __future__ import annotations

from typing import Any

from flask import Flask, Request, Response, current_app
from flask_login import LoginManager

from core.accounts import cli, views_again, views_devices, views_totp
from core.accounts.actor import Anonymous
from core.accounts.cleaning import forget_what_ended
from core.accounts.cookies import current_sid, init_cookies
from core.accounts.gatekeeper import init_gatekeeper
from core.accounts.grant_days import warn_of_ends
from core.accounts.instance import RolesPart
from core.accounts.permissions import permission_book
from core.accounts.previewing import as_resident, previewing
from core.accounts.sessions import find_actor
from core.accounts.staying import sign_in_times
from core.accounts.views import blueprint
from core.communities.instance.parts import register_part
from core.kernel.jobs import every
from core.tenancy.current import current_id_or_none

# Each of these puts its pages on the blueprint, or its command into its group, when it is imported.
JOINED = (cli, views_again, views_devices, views_totp)


class SidLogin(LoginManager):  # type: ignore[misc]  # Flask-Login has no types
    """Flask-Login with nothing remembered in the browser but our sid."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def load_actor(request: Request) -> Any:
    """Who sent this request: the person behind the community's sid, or the operator outside communities."""
    sid = current_sid()
    if sid is None:
        return None
    if current_id_or_none() is not None:
        actor = find_actor(sid)
        return as_resident(actor) if actor is not None and actor.previewing else actor
    find_operator = current_app.extensions.get("linli.find_operator")
    return find_operator(sid) if find_operator else None


def init_app(app: Flask) -> None:
    """Call after the tenancy and the database, before plugins."""
    permission_book(app)
    init_cookies(app)
    manager = SidLogin()
    manager.session_protection = None
    manager.anonymous_user = Anonymous
    manager.request_loader(load_actor)
    manager.init_app(app)
    init_gatekeeper(app)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(sign_in_times=sign_in_times, previewing=previewing)
    register_part(RolesPart())
    every("accounts.cleaning", 24 * 60, forget_what_ended)
    every("accounts.ending", 6 * 60, warn_of_ends)
