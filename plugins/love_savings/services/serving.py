"""The visit itself and its end: check-in, check-out, confirmation, cancelling."""
from __future__ import annotations

from typing import Any

from core.api import SYSTEM

from ..models import Request
from ..workflow import request_flow
from .answering import withdraw_offers
from .dispatching import the_request
from .kin import relatives_of


def check_in(request_id: int, actor: Any, *, by_station: bool = False) -> Request:
    """The volunteer is there; raises TooEarly."""
    return request_flow.fire(the_request(request_id), "check_in_for" if by_station else "check_in", actor)


def check_out(request_id: int, actor: Any, *, by_station: bool = False) -> Request:
    """The work is done."""
    return request_flow.fire(the_request(request_id), "check_out_for" if by_station else "check_out", actor)


def confirm(request_id: int, actor: Any) -> Request:
    """The resident says that it happened; the hours follow through the ServiceRecorded event."""
    return request_flow.fire(the_request(request_id), "confirm", actor)


def confirm_by_call(request_id: int, actor: Any, note: str, minutes: int | None = None) -> Request:
    """The station asked on the phone; `note` is what the resident said, `minutes` a correction."""
    return request_flow.fire(the_request(request_id), "confirm_by_call", actor, reason=note, minutes=minutes)


def note_end(request_id: int, actor: Any, note: str, minutes: int) -> Request:
    """The helper died while at work: `minutes` since the last check-in, and who said so. Raises TooManyMinutes."""
    return request_flow.fire(the_request(request_id), "note_end", actor, reason=note, minutes=minutes)


def not_reached(request_id: int, actor: Any) -> Request:
    """Nobody took the control call. After the last try silence is a yes after all, except among relatives."""
    request = request_flow.fire(the_request(request_id), "not_reached", actor)
    if request.call_result == "missed" and request.helper_id not in relatives_of(request.person_id):
        request = request_flow.fire(request, "auto_confirm", SYSTEM)
    return request


def cancel(request_id: int, actor: Any, reason: str, *, by_station: bool = False, by: str = "station") -> Request:
    """Not needed any more (resident), or called off (station).

    by: whose wish the station notes, "resident", "family" or its own; shortly before the time it is kept as late.
    """
    step = "call_off" if by_station else "cancel"
    request = request_flow.fire(the_request(request_id), step, actor, reason=reason, by=by)
    withdraw_offers(request.id, "offered", "accepted")
    return request
