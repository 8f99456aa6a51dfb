"""Visits: planned by the level, noted by whoever went, handed on when nobody did."""
from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.api import (
    SYSTEM,
    Actor,
    _,
    _l,
    audit,
    community_today,
    local_day,
    lock_person,
    notify,
    now,
    record_service,
    session,
)

from .. import links
from ..errors import BadNote, no_case, no_visit
from ..models import Case, Note, Visit
from ..rules import LONGEST_MINUTES, rules
from ..terms import CONTROL, MEDIA, NEEDS
from ..workflow import HELPED, MANAGE, VISIT_OPEN, case_flow, visit_flow
from .helping import assignment_of, helpers_of

SOURCE = "paired_help"
# Whoever is taken on is seen soon, however seldom later.
FIRST_VISIT_DAYS = 3
# After a serious change somebody goes within a day.
HURRY_DAYS = 1
# A note is written while it is fresh.
OLDEST_NOTE_DAYS = 30


def open_visit(case_id: int) -> Visit | None:
    """The one visit of a case that is due or will be."""
    return session.scalar(select(Visit).where(Visit.case_id == case_id, Visit.state.in_(VISIT_OPEN)))


def own_visit(person_id: int | None) -> Visit | None:
    """The visit that a person who is helped may expect."""
    mine = (Visit.person_id == person_id, Visit.state.in_(VISIT_OPEN), Case.state.in_(HELPED))
    return session.scalar(select(Visit).join(Case, Case.id == Visit.case_id).where(*mine))


def plan_first(case: Case) -> Visit:
    """The first visit, within three days."""
    return _plan(case, min(FIRST_VISIT_DAYS, rules().days_between(case.level)))


def plan_next(case: Case) -> Visit:
    """The visit after one that was made, by the level; lighter in a trial, where the level would bring more."""
    days = rules().days_between(case.level)
    return _plan(case, max(days, rules().trial_visit_days) if case.state == "graduating" else days)


def plan_anew(case: Case) -> Visit:
    """The rhythm changed: what was planned is called off and planned by the new one."""
    call_off(case)
    return plan_next(case)


def hurry(case: Case, actor: Actor, reason: str) -> Visit:
    """Something serious changed: whoever's turn it is goes by tomorrow. Raises BadNote."""
    case = case_flow.lock(case)
    if case.state not in HELPED:
        raise BadNote(_("现在没有人走访，请先办到“开始走访”。"))
    if not reason.strip():
        raise BadNote(_("请写一句有什么变化，再点一次。"))
    standing = open_visit(case.id)
    if standing is not None and standing.due_on <= community_today() + timedelta(days=HURRY_DAYS):
        raise BadNote(_("这一户本来就该在明天以前走访了，请直接联系帮扶人。"))
    call_off(case)
    visit = _plan(case, HURRY_DAYS)
    for helper in helpers_of(case.id):
        notify(helper.helper_id, _l("您结对的一户情况有变，请在明天以前去看看。"), links.MINE, SOURCE)
    audit.write(
        "paired_help.hurry", _("情况有变，走访提前到明天以前"), actor=actor, object_kind=Case.__tablename__,
        object_id=case.id, reason=reason.strip()[:200],
    )
    return visit


def plan_control(case: Case) -> Visit:
    """Half a year after graduation the grid worker looks whether it holds."""
    visit = _plan(case, rules().control_days, CONTROL)
    return visit_flow.fire(visit, "for_grid", SYSTEM)


def call_off(case: Case) -> None:
    """Nobody needs to go any more; the case is locked by its own step, so no visit appears meanwhile."""
    visit = open_visit(case.id)
    if visit is not None:
        visit_flow.fire(visit, "call_off", SYSTEM)


def _plan(case: Case, days: int, kind: str = "regular") -> Visit:
    visit = Visit(case_id=case.id, person_id=case.person_id, kind=kind, due_on=community_today() + timedelta(days=days))
    visit_flow.start(visit, SYSTEM)
    session.flush()
    return visit


def the_visit(visit_id: int, actor: Actor) -> tuple[Visit, Case]:
    """An open visit and its case, for a worker in whose reach it is; raises Missing."""
    visit = session.get(Visit, visit_id)
    case = session.get(Case, visit.case_id) if visit is not None else None
    if visit is None or case is None or not actor.can(MANAGE, case):
        raise no_visit()
    return visit, case


def my_visit(visit_id: int, actor: Actor) -> tuple[Visit, Case]:
    """The same for a helper of the case, as long as it is open and the helper serves in it; raises Missing."""
    visit = session.get(Visit, visit_id)
    case = session.get(Case, visit.case_id) if visit is not None else None
    if visit is None or case is None or case.state not in HELPED or assignment_of(case.id, actor.person_id) is None:
        raise no_visit()
    return visit, case


def write_note(
    visit: Visit,
    actor: Actor,
    *,
    at: datetime,
    minutes: int,
    contact: bool,
    medium: str,
    needs: list[str],
    words: str,
    follow_up: str = "",
    follow_up_on: date | None = None,
) -> Note:
    """Note a visit, or a try where nobody was met. Contact closes the visit and plans the next one.

    The case is locked first, so that of two who note the same visit the second one's note finds it done; before it the
    one who notes, so that two notes at once do not fill the same hour. Raises BadNote, Missing.
    """
    if actor.person_id is not None:
        lock_person(actor.person_id)
    case = case_flow.lock(session.get_one(Case, visit.case_id))
    visit = visit_flow.lock(visit)
    if visit.state not in VISIT_OPEN:
        raise BadNote(_("这次走访刚才已经有人记过了，请刷新页面，下次走访再写。"))
    _check(at, minutes, contact, medium, case)
    if contact and assignment_of(case.id, actor.person_id) is not None:
        _check_free(actor, at, minutes)
    note = Note(
        case_id=case.id, visit_id=visit.id, person_id=case.person_id, helper_id=actor.person_id, at=at,
        minutes=minutes, contact=contact, medium=medium, needs=[key for key in NEEDS if key in needs],
        written_at=now(), follow_up_on=follow_up_on if follow_up.strip() else None,
    )
    note.words, note.follow_up = words, follow_up
    session.add(note)
    if contact:
        visit_flow.fire(visit, "finish", actor, met_at=at)
        _met(case, note, actor)
    session.flush()
    return note


def _met(case: Case, note: Note, actor: Actor) -> None:
    if case.last_contact_at is None or case.last_contact_at < note.at:
        case.last_contact_at = note.at
    case.alarmed_at = None
    mine = assignment_of(case.id, actor.person_id)
    if mine is not None and note.minutes:
        record = record_service(
            helper_id=mine.helper_id, helped_id=case.person_id, skill_id=case.skill_id, source=SOURCE,
            source_key=f"paired_help:note:{note.id}", started_at=note.at - timedelta(minutes=note.minutes),
            ended_at=note.at, minutes=note.minutes, proof="one", actor=actor, note=_("结对走访"),
        )
        note.service_record_id = record.id
    if case.state in HELPED:
        plan_next(case)


def _check(at: datetime, minutes: int, contact: bool, medium: str, case: Case) -> None:
    if at > now():
        raise BadNote(_("走访时间不能在将来，请改成实际见面结束的时间。"))
    if local_day(at) < community_today() - timedelta(days=OLDEST_NOTE_DAYS) or local_day(at) < case.opened_on:
        raise BadNote(_("走访时间太早了，只能补记建档以后、最近 %(days)s 天的走访。", days=OLDEST_NOTE_DAYS))
    if medium not in MEDIA:
        raise BadNote(_("请选择是怎么联系的。"))
    if not (1 if contact else 0) <= minutes <= LONGEST_MINUTES:
        raise BadNote(_("见到了就写上用了多少分钟，最多 16 小时。"))


def _check_free(actor: Actor, at: datetime, minutes: int) -> None:
    """Hours follow from a helper's note, and nobody serves in two places at a time. Raises BadNote."""
    longest, began = timedelta(minutes=LONGEST_MINUTES), at - timedelta(minutes=minutes)
    near = select(Note.at, Note.minutes).where(
        Note.helper_id == actor.person_id, Note.contact, Note.at > began, Note.at < at + longest
    )
    if any(ended - timedelta(minutes=length) < at for ended, length in session.execute(near)):
        raise BadNote(_("这段时间您已经记过另一次走访，请核对时间和分钟数。"))


def pass_on(visit: Visit, actor: Actor, reason: str) -> Visit:
    """The lead helper cannot go this time."""
    return visit_flow.fire(visit, "pass_on", actor, reason=reason)


def follow_up_done(note_id: int, actor: Actor) -> Note:
    """What was to be done after a visit is done; pressing twice changes nothing."""
    note = session.get(Note, note_id)
    case = session.get(Case, note.case_id) if note is not None else None
    if note is None or case is None or not actor.can(MANAGE, case):
        raise no_case()
    if note.follow_up_done_at is None:
        note.follow_up_done_at = now()
        audit.write(
            "paired_help.follow_up", _("办完了走访后的一件事"), actor=actor, object_kind=Note.__tablename__, object_id=note.id
        )
    return note

