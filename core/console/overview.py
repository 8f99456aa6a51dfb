"""The console's first page: the community in figures, and what needs the admin."""
from __future__ import annotations

from flask import render_template

from core.accounts.decorators import require
from core.communities.figures import registry_facts
from core.console.blueprint import blueprint
from core.pluginsystem.problems import recent_problems
from core.pluginsystem.registry import plugins_of

ICONS = {
    "buildings": "building", "grids": "map-pin", "households": "home", "residents": "users", "aid.low_income": "coin-yuan",
    "aid.disabled": "wheelchair", "aid.empty_nest": "home-heart", "aid.aged": "old", "volunteers": "heart-handshake",
    "resident_volunteers": "user-heart", "units": "building-community", "teams": "users-group",
}  # fmt: skip


@blueprint.get("/")
@require("console.view")
def overview() -> str:
    """Figures of the register and problems of services."""
    problems = [problem for found in recent_problems().values() for problem in found]
    figures = [(f.title, f.count(None), f.unit, ICONS.get(f.name, "chart-bar")) for f in registry_facts()]
    return render_template(
        "console/overview.html", figures=figures, problems=problems, plugins=plugins_of().by_name
    )
