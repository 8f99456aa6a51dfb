"""Joins the doctor's command to the app."""
from __future__ import annotations

from flask import Flask

from core.doctor.cli import doctor


def init_app(app: Flask) -> None:
    """Call in any order; the entry point in pyproject.toml serves it where the app does not start."""
    app.cli.add_command(doctor)
