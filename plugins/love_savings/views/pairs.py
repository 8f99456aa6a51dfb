"""The report of pairs who serve each other remarkably often."""
from __future__ import annotations

from typing import Any

from flask import render_template

from core.api import current_actor, require

from ..rules import rules
from ..services import pairs as reports
from .blueprint import pages


@pages.get("/pairs")
@require("love_savings.view_station")
def pairs() -> Any:
    """Who saves up with whom, with figures and the way to the services."""
    return render_template("love_savings/pairs.html", rows=reports.reported(current_actor()), rules=rules())
