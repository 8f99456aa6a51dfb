"""Joins the keys command to the app."""
from __future__ import annotations

from flask import Flask

from core.keys.cli import keys_cli


def init_app(app: Flask) -> None:
    """Call in any order."""
    app.cli.add_command(keys_cli)
