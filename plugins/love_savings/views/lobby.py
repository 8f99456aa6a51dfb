"""The screen in the lobby."""
from __future__ import annotations

from typing import Any

from flask import render_template

from core.api import now, public

from ..services import charts, lobby
from .blueprint import pages


@pages.get("/lobby")
@public("hangs in the lobby: sums and kinds of work, nobody's name")
def screen() -> Any:
    """Thanks and the sums of this month, services per week, kinds of help, and what is wanted; renews itself."""
    weeks = [(f"{monday.month}/{monday.day}", count) for monday, count in lobby.services_per_week()]
    return render_template(
        "love_savings/lobby.html", month=lobby.this_months(), weeks=weeks, kinds=charts.kinds_of_help(), days=charts.DAYS,
        wanted=lobby.wanted(), now=now(),
    )
