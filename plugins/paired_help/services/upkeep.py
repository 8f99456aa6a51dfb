"""What the worker looks after: helpers who left, persons who died, and cases that fell silent."""
from __future__ import annotations

from sqlalchemy import and_, select

from core.api import SYSTEM, Person, Volunteer, _, audit, now, session

from ..models import Assignment, Case, Visit
from ..workflow import OPEN, VISIT_OPEN, case_flow
from . import alarms, cases, visits


def look_after() -> None:
    """All of it, for the community in force; harmless when repeated."""
    end_of_leavers()
    end_for_the_gone()
    alarms.raise_alarms()


def end_for_the_gone() -> None:
    """What nobody can do any more for whoever died or lives here no more."""
    close_for_the_dead()
    call_off_for_the_gone()


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
        audit.write(
            "paired_help.helper_left", _("帮扶人退出志愿服务，结对随之结束"), actor=SYSTEM,
            object_kind=Case.__tablename__, object_id=assignment.case_id,
        )
    session.flush()
    return len(ended)


def close_for_the_dead() -> int:
    """The register knows of a death before the case does."""
    dead = select(Case).join(Person, Person.id == Case.person_id).where(
        Case.state.in_(OPEN), Person.deceased_on.is_not(None)
    )
    found = list(session.scalars(dead))
    for case in found:
        cases.bury(case)
    return len(found)


def call_off_for_the_gone() -> int:
    """Whoever graduated and lives here no more gets no control visit: nobody could ever make it."""
    gone = (
        select(Case)
        .join(Person, Person.id == Case.person_id)
        .join(Visit, and_(Visit.case_id == Case.id, Visit.state.in_(VISIT_OPEN)))
        .where(Case.state == "graduated", Person.household_id.is_(None))
    )
    found = list(session.scalars(gone))
    for case in found:
        visits.call_off(case_flow.lock(case))
    return len(found)
