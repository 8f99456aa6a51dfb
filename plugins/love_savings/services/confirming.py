"""Confirmation on the helper's screen, for residents without a phone: a signature, or the digits for a job well done."""
from __future__ import annotations

from typing import Any

from core.api import Missing, _, keep_signature

from ..errors import NoProof
from ..models import Request
from ..workflow import request_flow
from . import codes
from .dispatching import the_request
from .privacy import SIGNED


def confirm_at_door(request_id: int, actor: Any, *, code: str = "", signature: str = "") -> Request:
    """The resident says yes on the helper's screen. Raises NoProof, WrongCode, BadEntry (nothing was drawn)."""
    request = the_request(request_id)
    if request.helper_id is None or request.helper_id != actor.person_id:
        raise Missing(_("没有找到这个请求。"))
    if code.strip():
        codes.check(request_id, code, codes.finish_code(request), actor)
        return request_flow.fire(request, "confirm_at_door", actor, shown="code")
    if not signature:
        raise NoProof
    request = request_flow.fire(request, "confirm_at_door", actor, shown="signature")
    keep_signature(signature, SIGNED, request.id)
    return request
