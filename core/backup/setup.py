"""Joins the two commands to the app."""
from __future__ import annotations

from flask import Flask

from core.backup.cli import backup_command, restore_command


def init_app(app: Flask) -> None:
    """`flask backup` and `flask restore`."""
    app.cli.add_command(backup_command)
    app.cli.add_command(restore_command)
