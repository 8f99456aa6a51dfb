"""Who had a hand in a request, so that nobody of them looks after it alone."""
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.api import WorkflowStep, session

from ..models import Request

FLOW = "love_savings.request"
# Who chose or recorded who went, wrote down when, or asked the resident on the phone, had a part in what is disputed.
HANDS = (
    "offer", "accept", "check_in_for", "check_out_for", "nobody_home", "found", "pause", "stop_here", "relieve",
    "confirm_by_call", "note_end",
)


def had_a_hand(request_id: int) -> set[int]:
    """Everybody who took a step that a ruling may be about."""
    steps = select(WorkflowStep.actor_person_id).where(
        WorkflowStep.workflow == FLOW, WorkflowStep.row_id == request_id, WorkflowStep.transition.in_(HANDS),
        WorkflowStep.actor_person_id.is_not(None),
    )
    return set(session.scalars(steps))


def verifiers_of(request_ids: Sequence[int]) -> dict[int, int]:
    """Request id -> the worker who verified it last."""
    steps = (
        select(WorkflowStep.row_id, WorkflowStep.actor_person_id)
        .where(
            WorkflowStep.workflow == FLOW, WorkflowStep.row_id.in_(request_ids), WorkflowStep.transition == "verify",
            WorkflowStep.actor_person_id.is_not(None),
        )
        .order_by(WorkflowStep.at, WorkflowStep.id)
    )
    return {request_id: person_id for request_id, person_id in session.execute(steps)}


def helpers_before(request: Request) -> set[int]:
    """Who did an earlier part of work that several do in turn, and could not go on."""
    if request.turn == 1:
        return set()
    earlier = select(Request.helper_id).where(
        Request.first_id == request.first_id, Request.turn < request.turn, Request.helper_id.is_not(None)
    )
    return set(session.scalars(earlier))
