"""Addresses inside the community, for notices written where no request is at hand (the worker)."""
from __future__ import annotations

MINE = "/love-savings/mine"
CARD = "/love-savings/card"


def asked(request_id: int) -> str:
    """The resident's own page of a request."""
    return f"/love-savings/asked/{request_id}"


def job(request_id: int) -> str:
    """The helper's own page of a request."""
    return f"/love-savings/mine/jobs/{request_id}"
