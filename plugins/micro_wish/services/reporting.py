"""双报到: Party members report in from their units, somebody confirms it, and claims are counted per unit."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.exc import IntegrityError

from core.api import Missing, Page, Person, Unit, _, page_of, session

from ..conditions import LIVE
from ..errors import MayNotClaim
from ..models import Claim, Report, Wish
from ..workflow import report_flow

CONFIRM, FOR_UNIT, VIEW = "micro_wish.confirm_report", "micro_wish.claim_for_unit", "micro_wish.view"


def units() -> list[tuple[int, str]]:
    """All units by name, for the form."""
    return [(row.id, row.name) for row in session.execute(select(Unit.id, Unit.name).order_by(Unit.name))]


def own_report(person_id: int) -> Report | None:
    """A person's report, whatever its state."""
    return session.scalar(select(Report).where(Report.person_id == person_id))


def report_in(actor: Any, unit_id: int) -> Report:
    """Say from which unit one comes; somebody else confirms it. Raises Missing, MayNotClaim."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise Missing(_("没有找到这个单位，请从名单里选。"))
    found = own_report(actor.person_id)
    if found is None:
        try:
            with session.begin_nested():
                made = report_flow.start(Report(person_id=actor.person_id, unit_id=unit.id), actor)
                session.flush()
                return made
        except IntegrityError:  # the button was pressed twice at this very moment
            found = own_report(actor.person_id)
    found = report_flow.lock(found)
    if found.state == "confirmed":
        raise MayNotClaim(_("您已经报到了。换了单位，请先点“不再报到”，再重新报到。"))
    found.unit_id, found.words = unit.id, ""
    return found if found.state == "asked" else report_flow.fire(found, "ask", actor)


def leave(actor: Any) -> Report:
    """No longer from that unit; what was claimed for it stays its own."""
    found = own_report(actor.person_id)
    if found is None:
        raise Missing(_("您还没有报到。"))
    return report_flow.fire(found, "end", actor)


def answer(report_id: int, actor: Any, step: str, reason: str = "") -> Report:
    """Confirm or decline; raises Missing for a report out of reach."""
    found = session.get(Report, report_id)
    if found is None or step not in ("confirm", "decline") or not actor.can(CONFIRM, found):
        raise Missing(_("没有找到这份报到。"))
    return report_flow.fire(found, step, actor, reason=reason)


def waiting(actor: Any, limit: int = 50) -> Sequence[Any]:
    """Reports that the actor may confirm, the longest waiting first."""
    return session.execute(
        select(Report.id, Report.state_since, Report.person_id, Person.name.label("person_name"), Unit.name.label("unit_name"))
        .join(Person, Person.id == Report.person_id)
        .join(Unit, Unit.id == Report.unit_id)
        .where(Report.state == "asked", actor.scope(CONFIRM, Report))
        .order_by(Report.state_since, Report.id)
        .limit(limit)
    ).all()


def _seen(actor: Any) -> ColumnElement[bool]:
    """Figures of units name nobody: the station sees them all, a contact those of the own unit."""
    return true() if actor.can(VIEW) else actor.scope(FOR_UNIT, Unit)


def per_unit(actor: Any, number: int) -> Page:
    """Units with the members who reported in, claims under way and wishes realised, the busiest first."""
    reported = (
        select(Report.unit_id, func.count().label("members")).where(Report.state == "confirmed").group_by(Report.unit_id).subquery()
    )
    done = func.sum(case((Claim.state == "kept", 1), else_=0)).label("realised")
    going = func.sum(case((Claim.state.in_(LIVE), 1), else_=0)).label("going")
    claimed = select(Claim.unit_id, going, done).where(Claim.unit_id.is_not(None)).group_by(Claim.unit_id).subquery()
    asked = (
        select(
            Unit.id, Unit.name, func.coalesce(reported.c.members, 0).label("members"),
            func.coalesce(claimed.c.going, 0).label("going"), func.coalesce(claimed.c.realised, 0).label("realised"),
        )
        .outerjoin(reported, reported.c.unit_id == Unit.id)
        .outerjoin(claimed, claimed.c.unit_id == Unit.id)
        .where(_seen(actor))
        .order_by(func.coalesce(claimed.c.realised, 0).desc(), Unit.name, Unit.id)
    )
    counted = select(func.count()).select_from(Unit).where(_seen(actor))
    return page_of(asked, number, counted)


def unit_for(unit_id: int, actor: Any) -> Unit:
    """A unit whose claims the actor may read; raises Missing."""
    unit = session.get(Unit, unit_id)
    if unit is None or not (actor.can(VIEW) or actor.can(FOR_UNIT, unit)):
        raise Missing(_("没有找到这个单位。"))
    return unit


def claims_of_unit(unit_id: int, number: int) -> Page:
    """The claims in a unit's name and by its members, the newest first; nothing about who wished."""
    asked = (
        select(
            Claim.id, Claim.state, Claim.party, Claim.parts, Claim.promised_on, Claim.state_since, Wish.number,
            Wish.title, Wish.kind, Wish.share, Person.name.label("person_name"),
        )
        .join(Wish, Wish.id == Claim.wish_id)
        .join(Person, Person.id == Claim.person_id)
        .where(Claim.unit_id == unit_id)
        .order_by(Claim.state_since.desc(), Claim.id.desc())
    )
    return page_of(asked, number, select(func.count()).select_from(Claim).where(Claim.unit_id == unit_id))
