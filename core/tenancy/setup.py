"""Joins tenancy to an app: its connections first, its checks last."""
from __future__ import annotations

from flask import Flask
from sqlalchemy import inspect, text

from core.config import ConfigError, settings_of
from core.tenancy import rls, wsgi
from core.tenancy.checks import check_metadata
from core.tenancy.cli import db_cli
from core.tenancy.engines import app_engine, dispose_engines, init_engines
from core.tenancy.ids import new_id
from core.tenancy.nodes import NodeCounter, claim_node


def connect(app: Flask) -> None:
    """Database connections and the layer that finds the community of a request."""
    init_engines(app)
    wsgi.init_app(app)
    app.cli.add_command(db_cli)  # the entry point in pyproject.toml serves it where the app does not start yet


def check(app: Flask) -> None:
    """What must hold before the first request; a database that has no tables yet is left to `flask db upgrade`."""
    check_metadata()
    # Not now: it writes, and a command that writes no row has no business with the database's one write lock.
    new_id.claim = lambda: claim_node(app_engine(app))
    try:
        if inspect(app_engine(app)).has_table(NodeCounter.__tablename__):
            rls.check_roles(app)
            _check_origin(app)
    except Exception:
        dispose_engines(app)
        raise


def _check_origin(app: Flask) -> None:
    settings = settings_of(app)
    if settings.base_host or settings.shared_origin:
        return
    with app_engine(app).connect() as connection:
        communities = connection.scalar(text("SELECT count(*) FROM community")) or 0
    if communities > 1:
        raise ConfigError(
            f"{communities} communities would share one browser origin: set LINLI_BASE_HOST to give each its own host,"
            " or LINLI_SHARED_ORIGIN=1 to accept it"
        )
