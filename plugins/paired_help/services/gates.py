"""What must be true before a step is taken, judged on the locked row; each answer says what to do next."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.api import _, community_today, local_day, session

from ..models import Case, Sheet, Signature
from ..rules import rules
from ..terms import EXIT, LEAD, RESIDENT, REVIEW, SIGNERS, STATION
from .helping import assignment_of, helper_of


def latest_sheet(case: Any, kind: str) -> Sheet | None:
    """The last sheet of a kind in the case's present round."""
    of_round = select(Sheet).where(Sheet.case_id == case.id, Sheet.round == case.round, Sheet.kind == kind)
    return session.scalar(of_round.order_by(Sheet.taken_on.desc(), Sheet.id.desc()).limit(1))


def signed_sides(case: Any) -> set[str]:
    """Who has signed the graduation of this round."""
    return set(
        session.scalars(select(Signature.side).where(Signature.case_id == case.id, Signature.round == case.round))
    )


def may_begin(case: Any, actor: Any) -> str | None:
    """Nobody begins without a lead helper."""
    return None if helper_of(case.id, LEAD) else _("还没有主帮扶人，请先点“换人”配一位。")


def was_reviewed(case: Any, actor: Any) -> str | None:
    """A look back means a sheet that was filled in since it fell due."""
    sheet = latest_sheet(case, REVIEW)
    if sheet is None or sheet.taken_on < local_day(case.state_since):
        return _("请先填这一次的回顾评估表，再决定下一步。")
    return None


def may_try(case: Any, actor: Any) -> str | None:
    """The trial is earned by the score, not by a feeling."""
    missing = was_reviewed(case, actor)
    if missing:
        return missing
    sheet, wanted = latest_sheet(case, REVIEW), rules().trial_score
    if sheet is not None and sheet.score >= wanted:
        return None
    score = sheet.score if sheet else 0
    return _("这次自立评分是 %(score)s 分，到 %(wanted)s 分才能试行退出。请先继续帮扶。", score=score, wanted=wanted)


def may_graduate(case: Any, actor: Any) -> str | None:
    """Trial over, exit sheet, the resident's own view, two signatures: whatever is lacking is named."""
    if case.trial_ends_on is None or community_today() < case.trial_ends_on:
        return _("试行期还没有满，请到期以后再办退出。")
    if latest_sheet(case, EXIT) is None:
        return _("还缺退出评估表，请先填写。")
    if case.own_view_cipher is None:
        return _("还缺本人自己的看法，请问过本人，和签名一起填写。")
    lacking = [str(SIGNERS[side]) for side in (RESIDENT, STATION) if side not in signed_sides(case)]
    return _("还缺签名：%(who)s。两方都签了才能退出。", who=_("、").join(lacking)) if lacking else None


def is_lead(visit: Any, actor: Any) -> str | None:
    """Only the lead helper hands a visit on."""
    mine = assignment_of(visit.case_id, actor.person_id)
    return None if mine is not None and mine.function == LEAD else _("这次走访不是您的，请回到「我的走访」看看。")


def may_visit(visit: Any, actor: Any) -> str | None:
    """A helper of the case, or a worker in whose reach it is."""
    if assignment_of(visit.case_id, actor.person_id) is not None:
        return None
    case = session.get(Case, visit.case_id)
    allowed = case is not None and actor.can("paired_help.manage", case)
    return None if allowed else _("这次走访不是您的，请回到列表看看。")
