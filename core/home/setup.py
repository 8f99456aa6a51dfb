"""Joins the public home page to the app."""
from __future__ import annotations

from flask import Flask

from core.home.views import blueprint


def init_app(app: Flask) -> None:
    """Serve `/` of each community."""
    app.register_blueprint(blueprint)
