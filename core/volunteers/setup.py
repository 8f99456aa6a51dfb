"""Joins the registry's figures of this feature to an app."""
from __future__ import annotations

from flask import Flask

from core.communities.figures import register_facts
from core.volunteers.figures import FACTS


def init_app(app: Flask) -> None:
    """Call after communities."""
    register_facts(FACTS)
