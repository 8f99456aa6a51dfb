"""Joins bookable places to an app: their part of a community's file."""
from __future__ import annotations

from flask import Flask

from core.communities.instance.parts import register_part
from core.places.instance import PlacesPart


def init_app(app: Flask) -> None:
    """Call after communities; the pages belong to the desk."""
    register_part(PlacesPart())
