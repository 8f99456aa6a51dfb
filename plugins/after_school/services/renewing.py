"""Who fetches a child on the word of a guardian who died: nobody, until a guardian who is left or the staff say it anew."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from core.api import Missing, Person, Refused, _, _l, audit, community_today, now, session

from .. import links
from ..child_models import AloneConsent, PickupCode, PickupPerson
from ..models import Course, Enrolment, Term
from .family import consented_child, fell_by_death, guardians_by_child, tell_guardians

TOLD = _l("孩子有接送授权是去世的家人给的，现在不作数了。谁还能来接，请重新确认或者另外授权。")


def _lapsed() -> Any:
    return select(PickupPerson).where(
        PickupPerson.revoked_at.is_(None), PickupPerson.valid_until >= community_today(),
        PickupPerson.vouched_at.is_(None), fell_by_death(PickupPerson),
    )


def lapsed_of(child_ids: Iterable[int]) -> dict[int, list[PickupPerson]]:
    """By child, the adults whom a guardian named who died, and nobody since; one statement."""
    found: dict[int, list[PickupPerson]] = {}
    for row in session.scalars(_lapsed().where(PickupPerson.child_id.in_(list(child_ids))).order_by(PickupPerson.id)):
        found.setdefault(row.child_id, []).append(row)
    return found


def renew(pickup_id: int, child_id: int, actor: Any) -> PickupPerson:
    """A guardian who decides for the child lets the adult come on, by their own word. Raises Missing, Refused."""
    child = consented_child(actor, child_id)
    row = _one(pickup_id, child_id)
    row.guardian_id = actor.person_id
    _noted("after_school.renew_adult", _("重新确认了一位大人接孩子的授权"), child, actor)
    return row


def vouch(pickup_id: int, child: Person, actor: Any, reason: str) -> PickupPerson:
    """Staff let the adult come on, having asked the family; the guardians who are left hear of it. Raises Missing, Refused."""
    row = _one(pickup_id, child.id)
    if not reason.strip():
        raise Refused(_("请写明问了谁、怎么核实的，再提交一次。"))
    row.vouched_by_id, row.vouched_at = actor.person_id, now()
    _noted("after_school.vouch_adult", _("替去世的监护人重新确认了一位大人接孩子的授权"), child, actor, reason.strip())
    tell_guardians(child.id, _l("社区重新确认了一位大人接孩子，不同意请在“我的课堂”取消。"), links.child(child.id))
    return row


def drop(pickup_id: int, child: Person, actor: Any, reason: str) -> PickupPerson:
    """Staff end what nobody says anew. Raises Missing, Refused."""
    row = _one(pickup_id, child.id)
    if not reason.strip():
        raise Refused(_("请写明为什么取消，再提交一次。"))
    row.revoked_at = now()
    _noted("after_school.withdraw_adult", _("取消了一位大人接孩子的授权"), child, actor, reason.strip())
    return row


def guardian_died(person_id: int) -> None:
    """Codes and signatures of the dead are void, and the guardians who are left are asked once who may fetch the child."""
    told = set()
    for model in (PickupCode, AloneConsent):
        standing = model.guardian_id == person_id, model.revoked_at.is_(None)
        children = session.scalars(select(model.child_id).where(*standing)).all()
        told |= set(children) if model is AloneConsent else set()
        if children:
            session.execute(update(model).where(*standing).values(revoked_at=now()).execution_options(synchronize_session=False))
    for row in session.scalars(_lapsed().where(PickupPerson.guardian_id == person_id, PickupPerson.asked_at.is_(None))).all():
        row.asked_at = now()
        told.add(row.child_id)
    for child_id in sorted(told):
        tell_guardians(child_id, TOLD, links.child(child_id))


def left_to_staff() -> list[tuple[int, Term]]:
    """(child, term) of the children with a place whom nobody else may decide for, where such an adult waits."""
    waiting = _lapsed().with_only_columns(PickupPerson.child_id)
    rows = session.execute(
        select(Enrolment.child_id, Term)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Term, Term.id == Course.term_id)
        .where(Enrolment.state == "accepted", Term.ends_on >= community_today(), Enrolment.child_id.in_(waiting))
        .distinct()
    ).all()
    deciding = guardians_by_child({child_id for child_id, _term in rows}) if rows else {}
    return [(one, term) for one, term in rows if not any(tie.may_decide for tie, _who in deciding.get(one, ()))]


def _one(pickup_id: int, child_id: int) -> PickupPerson:
    row: PickupPerson | None = session.scalar(
        select(PickupPerson).where(PickupPerson.id == pickup_id, PickupPerson.child_id == child_id).with_for_update()
    )
    if row is None:
        raise Missing(_("没有找到这个孩子。请回到“我的课堂”重新选择。"))
    if session.scalar(_lapsed().where(PickupPerson.id == row.id).with_only_columns(PickupPerson.id)) is None:
        raise Refused(_("这项授权已经确认过或者取消了，请刷新页面看现在谁能来接。"))
    return row


def _noted(action: str, said: str, child: Person, actor: Any, reason: str = "") -> None:
    session.flush()
    audit.write(action, said, actor=actor, object_kind="person", object_id=child.id, reason=reason)
