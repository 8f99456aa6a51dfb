"""The one cookie: signed by Flask, holding the CSRF secret, flashes and one random sid per community."""
from __future__ import annotations

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface

from core.config import settings_of
from core.tenancy.current import current_id_or_none

SIDS = "sids"
OPERATOR = "operator"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class LinliSessionInterface(SecureCookieSessionInterface):
    """Flask's own, with Secure decided by how the page was fetched; it never touches the database."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Everywhere but over plain HTTP on this very machine, or where the settings allow it (the demo)."""
        settings = settings_of(app)
        host = (request.host or "").rsplit(":", 1)[0].strip("[]")
        return request.is_secure or (settings.cookies_are_secure and host not in LOOPBACK)


def init_cookies(app: Flask) -> None:
    """Set name and attributes; `__Host-` binds the cookie to one host, and needs HTTPS."""
    host_mode = bool(settings_of(app).base_host) and settings_of(app).cookies_are_secure
    app.config.update(
        SESSION_COOKIE_NAME="__Host-linli" if host_mode else "linli",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_DOMAIN=None,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.session_interface = LinliSessionInterface()


def _slot() -> str:
    community_id = current_id_or_none()
    return OPERATOR if community_id is None else str(community_id)


def current_sid() -> str | None:
    """The browser's sid in this community, or the operator's outside any."""
    sids = session.get(SIDS)
    sid = sids.get(_slot()) if isinstance(sids, dict) else None
    return sid if isinstance(sid, str) else None


def remember_sid(sid: str) -> None:
    """Keep a fresh sid; everything else that belonged to the browser so far goes, the other communities' sids stay."""
    sids = {**session.get(SIDS, {}), _slot(): sid}
    session.clear()
    session[SIDS] = sids


def forget_sid() -> None:
    """Drop this community's sid and what went with it."""
    sids = {slot: sid for slot, sid in session.get(SIDS, {}).items() if slot != _slot()}
    session.clear()
    if sids:
        session[SIDS] = sids
