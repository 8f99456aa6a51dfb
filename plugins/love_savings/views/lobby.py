"""The screen in the lobby."""
from __future__ import annotations

from typing import Any

from flask import render_template

from core.api import now, public

from ..services import lobby
from .blueprint import pages


@pages.get("/lobby")
@public("hangs in the lobby: sums and kinds of work, nobody's name")
def screen() -> Any:
    """Hours of this month, services per week, what is wanted, and thanks; renews itself."""
    weeks = [(f"{monday:%m-%d}", count) for monday, count in lobby.services_per_week()]
    return render_template("love_savings/lobby.html", month=lobby.this_months(), weeks=weeks, wanted=lobby.wanted(), now=now())
