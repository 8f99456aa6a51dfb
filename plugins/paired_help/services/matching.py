"""Who goes to whom: suggestions with reasons, the match, later changes, pairs with units, and the end of each."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.api import (
    N_,
    Actor,
    Need,
    Person,
    Reason,
    Volunteer,
    _,
    audit,
    community_today,
    community_zone,
    now,
    session,
    suggest,
)

from ..errors import AlreadyMatched, CannotMatch
from ..models import Assignment, Case, Speaks
from ..terms import BACKUP, FUNCTIONS, LEAD, SINGLE, UNIT_PAIR
from ..workflow import HELPED, case_flow
from .helping import helpers_of

# In metres, as the core's score: each household that somebody looks after already, and a language in common.
CASE_METRES, LANGUAGE_METRES = 120, 300
# When visits are usually made: (weekdays, hour); matching asks who has time then.
TIMES = {"weekday": ((0, 1, 2, 3, 4), 15), "evening": ((0, 1, 2, 3, 4), 19), "weekend": ((5, 6), 10)}
MATCHED = ("matched", *HELPED)


@dataclass(frozen=True)
class Pick:
    """A volunteer who may be taken, and why."""

    volunteer_id: int
    person_id: int
    name: str
    metres: int
    score: int
    reasons: list[Reason] = field(default_factory=list)


def ranked(case: Case, when: str = "weekday", limit: int = 8) -> list[Pick]:
    """The best volunteers by skill, time, distance, load and language, best first; never somebody of the same home."""
    start = _usual_start(when)
    taken = {assignment.volunteer_id for assignment in helpers_of(case.id)}
    need = Need(case.skill_id, start, start + timedelta(hours=1), person_id=case.person_id, building_id=case.building_id)
    found = suggest(need, limit=4 * limit, exclude=taken)
    people = [one.person_id for one in found]
    loads, speakers, family = _loads(people), _speakers(people, case.language), _family(case)
    picks = [
        _pick(one, loads.get(one.person_id, 0), one.person_id in speakers)
        for one in found
        if one.person_id not in family
    ]
    return sorted(picks, key=lambda pick: (pick.score, pick.metres, pick.volunteer_id))[:limit]


def _pick(one: Any, load: int, speaks: bool) -> Pick:
    reasons = list(one.reasons)
    reasons.append(Reason(N_("已结对 %(times)s 户"), {"times": load}) if load else Reason(N_("还没有结对")))
    if speaks:
        reasons.append(Reason(N_("会说本人的语言")))
    score = one.score + CASE_METRES * load - (LANGUAGE_METRES if speaks else 0)
    return Pick(one.volunteer_id, one.person_id, one.name, one.metres, score, reasons)


def _usual_start(when: str) -> datetime:
    weekdays, hour = TIMES.get(when, TIMES["weekday"])
    day = community_today() + timedelta(days=1)
    while day.weekday() not in weekdays:
        day += timedelta(days=1)
    return datetime.combine(day, time(hour), community_zone())


def _loads(people: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Assignment.helper_id, func.count())
        .where(Assignment.helper_id.in_(people), Assignment.until.is_(None))
        .group_by(Assignment.helper_id)
    )
    return {person: int(count) for person, count in rows}


def _speakers(people: list[int], language: str) -> set[int]:
    if not language:
        return set()
    return set(session.scalars(select(Speaks.person_id).where(Speaks.language == language, Speaks.person_id.in_(people))))


def _family(case: Case) -> set[int]:
    return set(session.scalars(select(Person.id).where(Person.household_id == case.household_id)))


def match(case: Case, actor: Actor, lead_id: int, backup_id: int | None) -> Case:
    """Lead and backup for a planned case; of two workers who match at once, the second learns whom the first chose.

    Ids are volunteers'. Raises AlreadyMatched, CannotMatch, Missing.
    """
    case = case_flow.lock(case)
    if case.state in MATCHED:
        raise AlreadyMatched(_("、").join(_names(case)))
    if case.state != "planned":
        return case_flow.fire(case, "match", actor)
    chosen = {LEAD: lead_id} | ({BACKUP: backup_id} if backup_id else {})
    if lead_id == backup_id:
        raise CannotMatch(_("主帮扶人和后备帮扶人不能是同一个人，请另选一位后备。"))
    for function, volunteer_id in chosen.items():
        _assign(case, volunteer_id, function)
    return case_flow.fire(case, "match", actor)


def assign(case: Case, actor: Actor, volunteer_id: int, function: str) -> Assignment:
    """Another helper for a case that is matched: who had the function before is thanked. Raises CannotMatch."""
    case = case_flow.lock(case)
    if case.state not in MATCHED and not (function == UNIT_PAIR and case.state == "planned"):
        raise CannotMatch(_("现在还不能配帮扶人，请先评估、征得同意、定好计划。"))
    if function in SINGLE:
        for former in [a for a in helpers_of(case.id) if a.function == function]:
            _end(former, str(_("换人")))
    made = _assign(case, volunteer_id, function)
    audit.write(
        "paired_help.assign", _("安排了%(function)s", function=FUNCTIONS[function]), actor=actor,
        object_kind=Case.__tablename__, object_id=case.id,
    )
    return made


def _assign(case: Case, volunteer_id: int, function: str) -> Assignment:
    volunteer = session.get(Volunteer, volunteer_id)
    if volunteer is None or volunteer.state != "active":
        raise CannotMatch(_("这位志愿者现在不能接，请从名单里另选一位。"))
    if volunteer.person_id in _family(case):
        raise CannotMatch(_("帮扶人不能是本人或同住的家人，请另选一位。"))
    if function == UNIT_PAIR and volunteer.unit_id is None:
        raise CannotMatch(_("单位结对要选一位报到的单位党员，请先在志愿者资料里写上单位。"))
    made = Assignment(
        case_id=case.id, person_id=case.person_id, helper_id=volunteer.person_id, volunteer_id=volunteer.id,
        unit_id=volunteer.unit_id if function == UNIT_PAIR else None, function=function, since=now(),
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError as error:
        raise CannotMatch(_("这位志愿者已经在帮这一户，或者位置刚刚被别人占了，请刷新页面再选。")) from error
    return made


def _names(case: Case) -> list[str]:
    ids = [a.helper_id for a in helpers_of(case.id) if a.function in SINGLE]
    return list(session.scalars(select(Person.name).where(Person.id.in_(ids))))


def assignment_in(case: Case, assignment_id: int) -> Assignment:
    """A standing assignment of this case; raises CannotMatch."""
    found = session.get(Assignment, assignment_id)
    if found is None or found.case_id != case.id or found.until is not None:
        raise CannotMatch(_("这位帮扶人已经不在这一户了，请刷新页面。"))
    return found


def end(case: Case, actor: Actor, assignment_id: int, reason: str) -> None:
    """One helper stops; the case stays, and says so while it has no lead."""
    case = case_flow.lock(case)
    if not reason.strip():
        raise CannotMatch(_("请写一句为什么结束，方便以后查。"))
    _end(assignment_in(case, assignment_id), reason)
    audit.write(
        "paired_help.end_assignment", _("结束了一位帮扶人的结对"), actor=actor, object_kind=Case.__tablename__,
        object_id=case.id, reason=reason,
    )


def share(case: Case, actor: Actor, assignment_id: int) -> None:
    """Let a new helper read what was noted before they came; remembered in the audit."""
    found = assignment_in(case, assignment_id)
    found.shared_at = found.shared_at or now()
    audit.write(
        "paired_help.share", _("把以前的走访记录给新帮扶人看"), actor=actor, object_kind=Assignment.__tablename__,
        object_id=found.id,
    )


def end_all(case: Case, reason: str) -> None:
    """Nobody helps here any more."""
    for standing in helpers_of(case.id):
        _end(standing, reason)


def _end(standing: Assignment, reason: str) -> None:
    standing.until, standing.end_reason = now(), reason.strip()[:200]
    session.flush()

