"""The indicator sheet: filled in at entry, at each review and at the exit, and never changed afterwards."""
from __future__ import annotations

from sqlalchemy import select

from core.api import Actor, _, community_today, session

from ..errors import BadSheet
from ..models import Case, Sheet
from ..terms import BEST, ENTRY, EXIT, INDICATORS, LEVELS, REVIEW, level_of, score_of
from ..workflow import MANAGE, case_flow
from . import visits
from .cases import the_case

# Which sheet belongs to which state.
ASKED = {"identified": ENTRY, "review": REVIEW, "graduating": EXIT}


def fill(
    case_id: int, actor: Actor, answers: dict[str, int], *, words: str = "", level: str = ""
) -> Sheet:
    """Keep a sheet of the kind that the state asks for; the entry sheet sets the level and takes the case on.

    A review that changes the level changes the rhythm of visits. Raises BadSheet, Missing.
    """
    case = case_flow.lock(the_case(case_id, actor, MANAGE))
    kind = ASKED.get(case.state)
    if kind is None:
        raise BadSheet(_("现在不用填评估表；要提前回顾，请先点“提前回顾”。"))
    missing = [str(INDICATORS[key].title) for key in INDICATORS if answers.get(key) not in range(BEST + 1)]
    if missing:
        raise BadSheet(_("还有几项没有选：%(names)s。", names=_("、").join(missing)))
    answers = {key: answers[key] for key in INDICATORS}
    score = score_of(answers)
    sheet = Sheet(
        case_id=case.id, person_id=case.person_id, author_id=actor.person_id, kind=kind, round=case.round,
        taken_on=community_today(), answers=answers, score=score,
    )
    sheet.words = words
    session.add(sheet)
    _graded(case, kind, level if level in LEVELS else level_of(score), actor)
    session.flush()
    return sheet


def _graded(case: Case, kind: str, level: str, actor: Actor) -> None:
    if kind == ENTRY:
        case_flow.fire(case, "assess", actor, level=level)
    elif kind == REVIEW and level != case.level:
        case.level = level
        visits.plan_anew(case)


def sheets_of(case_id: int) -> list[Sheet]:
    """All sheets of a case, oldest first: the points of its chart."""
    of_case = select(Sheet).where(Sheet.case_id == case_id)
    return list(session.scalars(of_case.order_by(Sheet.taken_on, Sheet.id)))
