"""What the worker looks after: helpers who are volunteers no more, and cases that fell silent."""
from __future__ import annotations

from sqlalchemy import select

from core.api import SYSTEM, Volunteer, _, audit, now, session

from ..models import Assignment, Case
from . import alarms


def look_after() -> None:
    """All of it, for the community in force; harmless when repeated."""
    end_of_leavers()
    alarms.raise_alarms()


def end_of_leavers() -> int:
    """Whoever is no volunteer any more helps nowhere any more: all their functions end at once."""
    gone = (
        select(Assignment)
        .join(Volunteer, Volunteer.id == Assignment.volunteer_id)
        .where(Assignment.until.is_(None), Volunteer.state.in_(("left", "refused")))
        .order_by(Assignment.id)
    )
    ended = list(session.scalars(gone))
    for assignment in ended:
        assignment.until, assignment.end_reason = now(), str(_("帮扶人已退出志愿服务"))
        note_end(assignment, _("帮扶人退出志愿服务，结对随之结束"))
    session.flush()
    return len(ended)


def note_end(assignment: Assignment, said: str) -> None:
    """Why a helper is gone, in the audit of the case."""
    audit.write(
        "paired_help.helper_left", said, actor=SYSTEM, object_kind=Case.__tablename__, object_id=assignment.case_id
    )
