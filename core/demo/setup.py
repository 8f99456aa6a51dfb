"""Joins the demo command to an app."""
from __future__ import annotations

from flask import Flask

from core.demo.cli import demo


def init_app(app: Flask) -> None:
    """Call in any order."""
    app.cli.add_command(demo)
