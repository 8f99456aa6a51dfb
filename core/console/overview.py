"""The console's first page: the first steps of a new community, figures, and what needs the admin."""
from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from core.accounts.actor import current_actor
from core.accounts.decorators import require
from core.accounts.previewing import begin_preview
from core.communities.figures import registry_facts
from core.console.blueprint import blueprint
from core.console.checklist import first_steps
from core.console.problems import open_problems
from core.tenancy.session import db

ICONS = {
    "buildings": "building", "grids": "map-pin", "households": "home", "residents": "users", "aid.low_income": "coin-yuan",
    "aid.disabled": "wheelchair", "aid.empty_nest": "home-heart", "aid.aged": "old", "volunteers": "heart-handshake",
    "resident_volunteers": "user-heart", "units": "building-community", "teams": "users-group",
}  # fmt: skip
MOST = 3  # problems shown on the first page; the others are counted


@blueprint.post("/preview")
@require("console.view")
def preview() -> Any:
    """Look at the resident's pages with the eyes of an invented resident."""
    begin_preview(current_actor())
    db.session.commit()
    return redirect(url_for("me.home"), 303)


@blueprint.get("/")
@require("console.view")
def overview() -> str:
    """Figures of the register, and the worst problems."""
    figures = [(f.title, f.count(None), f.unit, ICONS.get(f.name, "chart-bar")) for f in registry_facts()]
    return render_template("console/overview.html", figures=figures, problems=open_problems(), steps=first_steps(), most=MOST)
