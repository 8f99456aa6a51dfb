"""Finds the community of a request before Flask sees it, and keeps it in force until the response is closed."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import BadRequest, SecurityError
from werkzeug.sansio.utils import get_host
from werkzeug.wsgi import ClosingIterator

from core.config import settings_of
from core.tenancy.current import enter, leave
from core.tenancy.engines import app_engine
from core.tenancy.nodes import ensure_node

PROBES = frozenset({"healthz", "readyz", "metrics"})  # a load balancer asks by number, not by name
RESERVED_SLUGS = PROBES | {"platform", "static"}
_BY_SLUG = text("SELECT id, slug, name, version FROM community WHERE slug = :slug")
WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]


class CommunityRow(NamedTuple):
    """What a request knows of its community from the first: found in `environ["linli.community"]`."""

    id: int
    slug: str
    name: str
    version: int


class CommunityMiddleware:
    """Path mode: the first segment is the slug and moves to SCRIPT_NAME. Host mode: <slug>.<base host>.

    Without a community the request is the operator's (`environ["linli.operator"]`), in host mode on the base host only;
    a slug that nobody has ends in the app's own 404, a host that is not ours in 400.
    """

    def __init__(self, app: Flask, inner: WSGI) -> None:
        self.app, self.inner = app, inner
        self.base_host = settings_of(app).base_host.lower()
        self.hosts = frozenset(name.strip().lower() for name in settings_of(app).hosts.split(",") if name.strip())

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        host, engine = _host(environ), app_engine(self.app)
        if not self._is_ours(host) and environ.get("PATH_INFO", "").strip("/") not in PROBES:
            return BadRequest("This site has another address.")(environ, start_response)
        try:
            community = self._by_host(host, engine) if self.base_host else self._by_path(environ, engine)
            if community is not None:
                ensure_node(engine)
        except SQLAlchemyError as error:
            return self._said(error, environ, start_response)
        environ["linli.community"] = community
        environ["linli.operator"] = community is None and host == (self.base_host or host)
        if community is None:
            if environ["linli.operator"] and environ.get("PATH_INFO", "") in ("", "/"):
                environ["PATH_INFO"] = "/platform/"
            return self.inner(environ, start_response)
        enter(community.id)
        try:
            return ClosingIterator(self.inner(environ, start_response), leave)
        except BaseException:
            leave()
            raise

    def _is_ours(self, host: str) -> bool:
        if self.base_host:
            return host == self.base_host or host.endswith("." + self.base_host)
        return bool(host) and (not self.hosts or host in self.hosts)

    def _said(self, error: Exception, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Flask's own page for an error that came before it."""
        with self.app.request_context(environ):
            response = self.app.finalize_request(self.app.handle_user_exception(error), from_error_handler=True)
        return response(environ, start_response)

    def _by_path(self, environ: dict[str, Any], engine: Engine) -> CommunityRow | None:
        slug, _, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        community = find_community(engine, slug)
        if community is not None:
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{slug}"
            environ["PATH_INFO"] = f"/{rest}"
        return community

    def _by_host(self, host: str, engine: Engine) -> CommunityRow | None:
        slug, _, base = host.partition(".")
        return find_community(engine, slug) if base == self.base_host else None


def _host(environ: dict[str, Any]) -> str:
    """The name that was asked for, without the port; empty for what is no name of a host."""
    try:
        host = get_host(environ.get("wsgi.url_scheme", "http"), environ.get("HTTP_HOST"), _server(environ))
    except SecurityError:
        return ""
    return host.rpartition(":")[0].lower() if host.rpartition(":")[2].isdecimal() else host.lower()


def _server(environ: dict[str, Any]) -> tuple[str, int | None] | None:
    name, port = environ.get("SERVER_NAME"), environ.get("SERVER_PORT")
    return (name, int(port) if port else None) if name else None


def find_community(engine: Engine, slug: str) -> CommunityRow | None:
    """The community with this address, by one statement."""
    if not slug or slug in RESERVED_SLUGS or "\0" in slug:
        return None
    with engine.connect() as connection:
        row = connection.execute(_BY_SLUG, {"slug": slug}).one_or_none()
    return None if row is None else CommunityRow(*row)


def init_app(app: Flask) -> None:
    """Put the layer in front of Flask."""
    app.wsgi_app = CommunityMiddleware(app, app.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way
