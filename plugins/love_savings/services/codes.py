"""The six digits that a resident says aloud at the door: one set for coming, another for a job well done.

They are computed from the request and the app's secret and stored nowhere. Who is sent in place of another finds other
digits, and each visit of work split over days has its own digits for coming.
"""
from __future__ import annotations

import hmac
from typing import Any

from core.api import code_hash, forget_guesses, take_guess

from ..errors import WrongCode
from ..models import Request

DIGITS = 6


def arrival_code(request: Request) -> str:
    """What the resident says when the helper stands at the door."""
    return _digits(f"come:{request.id}:{request.helper_id}:{request.wave}:{request.visits}")


def finish_code(request: Request) -> str:
    """What the resident says when all is done to their satisfaction."""
    return _digits(f"done:{request.id}:{request.helper_id}:{request.wave}")


def check(request_id: int, typed: str, right: str, actor: Any) -> None:
    """Compare a code; each try is counted first and committed, and after a few of them the next has to wait.

    Raises WrongCode, and TooSoon (429) with the seconds left. Call it before anything else was written.
    """
    what = f"love_savings.code:{request_id}"
    take_guess(what, actor)
    if not hmac.compare_digest("".join(typed.split()).encode(), right.encode()):
        raise WrongCode
    forget_guesses(what, actor)


def _digits(what: str) -> str:
    return f"{int(code_hash('love_savings.door', what)[:12], 16) % 10**DIGITS:0{DIGITS}d}"
