"""Addresses inside the community, for notices written where no request is at hand (the worker)."""
from __future__ import annotations

WALL = "/micro-wish/"
REPORT = "/micro-wish/report"


def mine(wish_id: int) -> str:
    """The resident's own page of a wish."""
    return f"/micro-wish/mine/{wish_id}"


def claim(claim_id: int) -> str:
    """The claimant's page of a claim."""
    return f"/micro-wish/claims/{claim_id}"
