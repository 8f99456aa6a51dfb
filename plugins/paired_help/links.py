"""Addresses inside the community, for notices written where no request is at hand (the worker)."""
from __future__ import annotations

MINE = "/paired-help/mine"
ME = "/paired-help/me"
APPLY = "/volunteer/apply"


def case(case_id: int) -> str:
    """The desk's page of a case."""
    return f"/paired-help/cases/{case_id}"
