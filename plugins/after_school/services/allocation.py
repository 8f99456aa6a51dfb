"""The draw of a term: computed by the published rule, written in one transaction, explained for every child."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, Reason, Refused, _, audit, community_today, now, session

from ..models import Application, Course, Enrolment, Term
from ..rules import LOTTERY
from ..workflow import enrolment_flow
from . import enrolling, seats
from .draw import ACCEPTED, REFUSED, Draw, Result, Wish, lots
from .finding import locked_term
from .hours import clashes


def allocate(term_id: int, actor: Any) -> dict[str, int]:
    """Draw the places; returns how many wishes ended in each state. Raises Refused before the last day of enrolment."""
    term = locked_term(term_id)
    if term.allocation != LOTTERY:
        raise Refused(_("这个学期先到先得，不用抽签。"))
    if term.allocated_at is not None:
        raise Refused(_("这个学期的名额已经分配过了，请看公布的结果。"))
    if community_today() <= term.enrol_until:
        raise Refused(_("报名还没截止。请在 %(day)s 以后再抽签，让每家都来得及报名。", day=term.enrol_until.isoformat()))
    here = select(Course.id).where(Course.term_id == term.id, Course.state.in_(("draft", "open")))
    courses = enrolling.lock_courses(session.scalars(here))
    rows = _wishes_of(list(courses))
    results = _draw(term, courses, rows)
    counts = _write(rows, results)
    term.allocated_at = now()
    session.flush()
    audit.write(
        "after_school.allocate", _("抽签分配了“%(name)s”的名额", name=term.name), actor=actor,
        object_kind="after_school_term", object_id=term.id, after={"seed": term.seed, **counts},
    )
    return counts


def _wishes_of(course_ids: Sequence[int]) -> list[Enrolment]:
    wished = select(Enrolment).where(Enrolment.course_id.in_(list(course_ids)), Enrolment.state == "applied")
    return list(session.scalars(wished.order_by(Enrolment.id)))


def _draw(term: Term, courses: dict[int, Course], rows: Sequence[Enrolment]) -> dict[int, Result]:
    applications = session.scalars(select(Application).where(Application.term_id == term.id)).all()
    numbers = lots(term.seed, [application.id for application in applications])
    for application in applications:
        application.lot = numbers[application.id]
    had = seats.taken(courses)
    wishes = [Wish(row.id, row.child_id, row.course_id, row.application_id, row.rank) for row in rows]
    return Draw(
        wishes, {a.id: a.together for a in applications},
        {course.id: course.capacity - had.get(course.id, 0) for course in courses.values()},
        clashes(list(courses)), numbers, term.max_courses,
    ).run()


def _write(rows: Sequence[Enrolment], results: dict[int, Result]) -> dict[str, int]:
    """Places by party, so that brothers and sisters stay together also where another service took one's time."""
    counts = {"accepted": 0, "waiting": 0, "refused": 0}
    together = enrolling.together_of({row.application_id for row in rows})
    for course_id in sorted({row.course_id for row in rows}):
        days = seats.days_to_come(course_id)
        for party in enrolling.parties([row for row in rows if row.course_id == course_id], together):
            if results[party[0].id].state != ACCEPTED:
                _decline(party, results)
            elif not enrolling.give_place(party, lambda row: results[row.id].why, days):
                enrolling.put_on_list(party, (enrolling.BUSY, {}))
            for row in party:
                counts[row.state] += 1
    return counts


def _decline(party: Sequence[Enrolment], results: dict[int, Result]) -> None:
    for row in party:
        result = results[row.id]
        if result.state == REFUSED:
            enrolment_flow.fire(row, "refuse", SYSTEM, reason=str(Reason(*result.why)), why=list(result.why))
        else:
            enrolling.put_on_list([row], result.why, result.queue)
