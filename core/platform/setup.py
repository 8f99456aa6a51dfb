"""Joins the operator's pages to the app."""
from __future__ import annotations

from flask import Flask

from core.platform.cli import operator_cli
from core.platform.operators import find_operator
from core.platform.plugin_views import blueprint  # the one of views.py, with the list of plugins on it


def init_app(app: Flask) -> None:
    """Pages, sign-in and command."""
    app.extensions["linli.find_operator"] = find_operator
    app.register_blueprint(blueprint)
    app.cli.add_command(operator_cli)
