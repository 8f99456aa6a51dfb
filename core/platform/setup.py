"""Joins the operator's pages to the app."""
from __future__ import annotations

from flask import Flask

from core.platform import plugin_views, views, views_devices, views_totp
from core.platform.cli import operator_cli
from core.platform.operators import find_operator

# Each of these puts its pages on the blueprint when it is imported.
VIEWS = (views, views_devices, views_totp, plugin_views)


def init_app(app: Flask) -> None:
    """Pages, sign-in and command."""
    app.extensions["linli.find_operator"] = find_operator
    app.register_blueprint(views.blueprint)
    app.cli.add_command(operator_cli)
