"""The desk's pages."""
from __future__ import annotations

# Each module puts its views on the blueprint when it is imported.
from core.desk.views import (
    blocks,
    buildings,
    children,
    copies,
    erasures,
    guardians,
    household,
    people,
    places,
    registrations,
    resident,
    teams,
    today,
    volunteers,
)
from core.desk.views.blueprint import blueprint

__all__ = [
    "blocks", "blueprint", "buildings", "children", "copies", "erasures", "guardians", "household", "people", "places",
    "registrations", "resident", "teams", "today", "volunteers",
]  # fmt: skip
