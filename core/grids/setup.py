"""Joins grids and buildings to an app: their figures, and their part of a community's file."""
from __future__ import annotations

from flask import Flask

from core.communities.figures import register_facts
from core.communities.instance.parts import register_part
from core.grids.figures import FACTS
from core.grids.instance import BuildingsPart, GridsPart


def init_app(app: Flask) -> None:
    """Call after communities."""
    register_facts(FACTS)
    register_part(GridsPart())
    register_part(BuildingsPart())
