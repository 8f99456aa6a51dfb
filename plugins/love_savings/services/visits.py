"""Work split over days: what was done is kept as a visit, and the request goes on at another time."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.api import session

from ..models import Request
from ..service_models import Visit
from ..workflow import request_flow
from .asking import check_time
from .dispatching import the_request


def pause(request_id: int, actor: Any, starts_at: datetime, ends_at: datetime) -> Request:
    """Check out for today and agree on the next visit. Raises CannotAsk (the time), AlreadyBusy, CardShort."""
    check_time(starts_at, ends_at)
    return request_flow.fire(the_request(request_id), "pause", actor, starts_at=starts_at, ends_at=ends_at)


def move(request_id: int, actor: Any, starts_at: datetime) -> Request:
    """The next visit begins at another time. Raises CannotAsk (the time), AlreadyBusy, WorkflowRefused."""
    request = the_request(request_id)
    check_time(starts_at, starts_at + (request.ends_at - request.starts_at))
    return request_flow.fire(request, "move", actor, starts_at=starts_at)


def stop_here(request_id: int, actor: Any) -> Request:
    """No further visit: it ends with what was done, and waits for its confirmation."""
    return request_flow.fire(the_request(request_id), "stop_here", actor)


def visits_of(request_id: int) -> Sequence[Visit]:
    """The finished visits, oldest first."""
    return session.scalars(select(Visit).where(Visit.request_id == request_id).order_by(Visit.number)).all()
