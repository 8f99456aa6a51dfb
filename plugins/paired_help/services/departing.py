"""Who died or moved away is visited no more, and the dead help nobody any more."""
from __future__ import annotations

from sqlalchemy import select

from core.api import PersonLeft, _, now, session, still_gone

from ..models import Assignment, Case
from ..workflow import OPEN, case_flow
from . import cases, visits
from .upkeep import note_end


def person_left(event: PersonLeft) -> None:
    """Close the person's case and, of the dead, end what they did as helpers. Harmless when told twice."""
    person = still_gone(event)
    if person is None:
        return
    dead = person.deceased_on is not None
    case = cases.standing_case(person.id)
    if case is not None:
        _close(case_flow.lock(case), dead=dead)
    if dead:
        helped = select(Assignment).where(Assignment.helper_id == person.id, Assignment.until.is_(None))
        for assignment in session.scalars(helped.order_by(Assignment.id)).all():
            assignment.until, assignment.end_reason = now(), str(_("帮扶人已去世"))
            note_end(assignment, _("帮扶人已去世，结对随之结束"))
        session.flush()


def _close(case: Case, *, dead: bool) -> None:
    if case.state in OPEN:
        cases.end_by_leaving(case, "died" if dead else "transfer", "" if dead else str(_("本人已迁出社区")))
    else:  # Whoever graduated gets no control visit: nobody could ever make it.
        visits.call_off(case)
