"""Addresses inside the community, for notices that the worker writes, where no request is at hand."""
from __future__ import annotations

MINE = "/activities/mine"


def signup(signup_id: int) -> str:
    """The person's own page of a sign-up."""
    return f"/activities/mine/{signup_id}"


def run(activity_id: int) -> str:
    """The leader's page of an activity."""
    return f"/activities/lead/{activity_id}"


def plan(plan_id: int) -> str:
    """The page of a plan."""
    return f"/activities/plans/{plan_id}"


def activity(activity_id: int) -> str:
    """The public page of an activity."""
    return f"/activities/a/{activity_id}"
