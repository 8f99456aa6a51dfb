"""Joins communities to an app: the commands, and the community's own part of its file."""
from __future__ import annotations

from flask import Flask

from core.communities.cli import group
from core.communities.instance.own_part import OwnPart
from core.communities.instance.parts import register_part


def init_app(app: Flask) -> None:
    """Call before the features that add parts and figures."""
    app.cli.add_command(group)
    register_part(OwnPart())
