"""Joins the operator's pages to the app."""
from __future__ import annotations

from flask import Flask

from core.platform.cli import operator_cli
from core.platform.operators import find_operator
from core.platform.views_totp import blueprint  # which is that of views, with the one-time codes on it


def init_app(app: Flask) -> None:
    """Pages, sign-in and command."""
    app.extensions["linli.find_operator"] = find_operator
    app.register_blueprint(blueprint)
    app.cli.add_command(operator_cli)
