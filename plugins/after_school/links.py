"""Addresses inside the community, for notices written where no request is at hand (the worker)."""
from __future__ import annotations

MINE = "/after-school/mine"
TEACHING = "/after-school/teaching"


def child(child_id: int) -> str:
    """Who fetches a child, on the guardian's phone."""
    return f"/after-school/children/{child_id}"


def sheet(class_day_id: int) -> str:
    """The class-day sheet."""
    return f"/after-school/days/{class_day_id}"
