"""Control calls: which silent services the station asks about before they count, drawn so that nobody can choose."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_

from core.api import code_hash, now

from ..models import Request
from ..rules import rules
from . import kin


def drawn(request_id: int) -> bool:
    """Whether the lot fell on a request: fixed by its id and the app's secret, so that no click changes it."""
    lot = int(code_hash("love_savings.control", str(request_id))[:8], 16)
    return lot % 100 < rules().control_percent


def asks_first(request: Request) -> bool:
    """Whether silence does not count as a yes here: drawn by lot, or helper and helped belong together."""
    return drawn(request.id) or request.helper_id in kin.relatives_of(request.person_id)


def waits_for_call() -> ColumnElement[bool]:
    """The condition on Request for what the station has to call about now."""
    silent_since = now() - timedelta(hours=rules().auto_confirm_hours)
    due = or_(Request.calls > 0, Request.state_since <= silent_since)
    return and_(Request.state == "done", Request.control.is_(True), Request.call_result != "missed", due)
