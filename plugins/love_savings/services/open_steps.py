"""The buttons of a request that would work at this moment: none that is sure to be refused because it comes too early."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.api import now

from ..effects import EARLY_MINUTES
from ..models import Request
from ..workflow import request_flow


def open_steps(request: Request, actor: Any) -> dict[str, Any]:
    """The steps that the actor can take now, by name."""
    moment, early = now(), set()
    if moment < request.starts_at - timedelta(minutes=EARLY_MINUTES):
        early = {"check_in", "check_in_for", "nobody_home"}
    elif moment < request.starts_at:
        early = {"nobody_home"}
    return {
        button.name: button
        for button in request_flow.available(request, actor)
        if not button.refusal and button.name not in early
    }
