"""Who helps in a case just now, and in which function."""
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.api import Volunteer, session

from ..models import Assignment


def helpers_of(case_id: int) -> Sequence[Assignment]:
    """The standing assignments of a case: lead and backup first."""
    standing = select(Assignment).where(Assignment.case_id == case_id, Assignment.until.is_(None))
    return list(session.scalars(standing.order_by(Assignment.function != "lead", Assignment.function != "backup", Assignment.since)))


def helper_of(case_id: int, function: str) -> Assignment | None:
    """Who has a function that only one may have."""
    return next((found for found in helpers_of(case_id) if found.function == function), None)


def assignment_of(case_id: int, person_id: int | None) -> Assignment | None:
    """The person's own standing assignment, while they serve as a volunteer: who left sees nothing any more."""
    if person_id is None:
        return None
    return session.scalar(
        select(Assignment)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .where(
            Assignment.case_id == case_id,
            Assignment.helper_id == person_id,
            Assignment.until.is_(None),
            Volunteer.state.in_(("active", "paused")),
        )
    )
