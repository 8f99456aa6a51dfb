"""Opening a child's record: the responsible person approves first, and each opening is written down (第三十六条)."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from core.clock import now
from core.communities.calendar import moment_at
from core.communities.services import community_today
from core.errors import BadEntry, Missing, Refused
from core.kernel import audit
from core.kernel.actor import SYSTEM, Actor
from core.kernel.locking import lock_id
from core.people.ages import is_child
from core.people.approval_flow import APPROVE, approval_flow
from core.people.children_models import ChildApproval, Guardianship
from core.people.consents import CHILD_DATA
from core.people.errors import NeedsApproval, NoSuchPerson
from core.people.models import Consent, Person
from core.tenancy.session import db
from core.texts import gettext as _

LONGEST_DAYS = 366
OWN_DAYS = 1  # what who may approve gets by giving a reason


@dataclass(frozen=True)
class Access:
    """Whether an actor may open a child's record: `approval` is by what, None for guardians.

    closed: a guardian withdrew the consent, so that no approval opens it any more.
    """

    allowed: bool
    approval: ChildApproval | None = None
    closed: bool = False


def access_to(actor: Actor, child: Person, matter: str = "") -> Access:
    """How things stand for one actor and one child, in two statements; who is no child any more is open."""
    if actor is SYSTEM or not is_child(child):
        return Access(True)
    guardian = select(Guardianship.id).where(
        Guardianship.child_id == child.id, Guardianship.guardian_id == actor.person_id, Guardianship.until.is_(None)
    )
    given, withdrawn, own = db.session.execute(
        select(_consents(child.id, standing=True), _consents(child.id, standing=False), guardian.exists())
    ).one()
    found = db.session.scalars(_held(actor, _of_child(child.id, matter)).limit(1)).first()
    if own and actor.acting_for_id is None:
        return Access(True)
    if withdrawn and not given:
        return Access(False, closed=True)
    return Access(found is not None, found)


def may_open_child(actor: Actor, child_id: int, matter: str = "") -> bool:
    """Whether the actor may open this child's record, as a guardian or by an approval (of the child or of the matter).

    The actor's permission for what is shown is the caller's to ask, and so is whether the child belongs to the matter.
    False for a person who is not there.
    """
    child = db.session.get(Person, child_id)
    return child is not None and access_to(actor, child, matter).allowed


def open_child(actor: Actor, child_id: int, matter: str = "") -> Person:
    """The child, opened: a worker's opening is written to the audit, once a day. Commit before showing it.

    Raises NoSuchPerson, or NeedsApproval with what to do.
    """
    child = db.session.get(Person, child_id)
    if child is None:
        raise NoSuchPerson(_("没有找到这位居民，可能已被删除，或不在您负责的范围内。"))
    access = access_to(actor, child, matter)
    if not access.allowed:
        raise needs_approval(child, access)
    if access.approval is not None:
        note_opening(actor, child, access.approval)
    return child


def last_asked(actor: Actor, child: Person) -> ChildApproval | None:
    """The actor's latest request for one child, whatever became of it."""
    mine = select(ChildApproval).where(
        ChildApproval.child_id == child.id, ChildApproval.worker_id == actor.person_id
    )
    return db.session.scalars(mine.order_by(ChildApproval.asked_at.desc(), ChildApproval.id.desc()).limit(1)).first()


def approvals_of(actor: Actor, state: str) -> Select[Any]:
    """Requests or approvals about which the actor decides, the oldest first, with everybody whom a list names."""
    named = (ChildApproval.worker, ChildApproval.child, ChildApproval.decided_by)
    query = select(ChildApproval).options(*(joinedload(one) for one in named))
    query = query.where(ChildApproval.state == state, actor.scope(APPROVE, ChildApproval))
    if state == "approved":
        query = query.where(ChildApproval.expires_at > now())
    return query.order_by(ChildApproval.asked_at, ChildApproval.id)


def needs_approval(child: Person, access: Access) -> NeedsApproval:
    """Why the record stays shut, and what to do."""
    if access.closed:
        said = _("监护人已撤回同意，%(name)s的资料已封存，工作人员不能查看。", name=child.name)
    else:
        said = _("%(name)s未满 14 岁，要经负责人批准才能查看资料。请先写明事由，申请批准。", name=child.name)
    return NeedsApproval(said)


def may_open_children(actor: Actor, matter: str) -> bool:
    """Whether the actor may open the whole list of a matter."""
    if actor is SYSTEM:
        return True
    return bool(matter) and db.session.scalar(_held(actor, ChildApproval.matter == matter).limit(1)) is not None


def ask_approval(
    actor: Actor, reason: str, *, child_id: int | None = None, matter: str = "", title: str = ""
) -> ChildApproval:
    """Ask for one child or for one matter (`title` says in words what it is); asking twice is one request.

    Who may approve need not wait: the reason is kept as an approval by themselves, for a day. Raises BadEntry without
    a reason, NoSuchPerson, NeedsApproval where the guardian's consent was withdrawn.
    """
    if (child_id is None) == (not matter) or actor.person_id is None:
        raise ValueError("ask_approval() is for one child or for one matter, by a person")
    words = " ".join(reason.split())
    if not 1 <= len(words) <= 300:
        raise BadEntry(_("请写明查看的事由，最多 300 个字。"))
    if child_id is not None:
        _check_open_to_approval(child_id, actor)
    lock_id(Person, actor.person_id)  # two clicks at once are one request
    wanted = ChildApproval.child_id == child_id if child_id is not None else ChildApproval.matter == matter
    asked = db.session.scalars(
        select(ChildApproval).where(ChildApproval.worker_id == actor.person_id, ChildApproval.state == "asked", wanted)
    ).first()
    if asked is None:
        asked = ChildApproval(
            worker_id=actor.person_id, child_id=child_id, matter=matter, title=title[:120], reason=words, asked_at=now()
        )
        approval_flow.start(asked, actor, words)
        db.session.flush()
    if actor.can(APPROVE, asked):
        return approve(asked, actor, until=now() + timedelta(days=OWN_DAYS))
    return asked


def approve(approval: ChildApproval, actor: Actor, *, until: datetime) -> ChildApproval:
    """Let the worker open it until a moment. Raises BadEntry for a moment that is past or over a year away."""
    if not now() < until <= now() + timedelta(days=LONGEST_DAYS):
        raise BadEntry(_("有效期要从今天起，最长一年，请重新选择。"))
    row = approval_flow.lock(approval)
    if row.state == "asked":
        row.expires_at = until  # before the step, because the clock is wound by it
    return approval_flow.fire(row, "approve", actor)


def refuse(approval: ChildApproval, actor: Actor, reason: str) -> ChildApproval:
    """Say no, with a reason that the worker reads."""
    return approval_flow.fire(approval, "refuse", actor, reason)


def end(approval: ChildApproval, actor: Actor, reason: str) -> ChildApproval:
    """End an approval before its time."""
    return approval_flow.fire(approval, "end", actor, reason)


def get_approval(approval_id: int, actor: Actor) -> ChildApproval:
    """A request or approval about which the actor decides; raises Missing alike for others and for none."""
    row = db.session.get(ChildApproval, approval_id)
    if row is None or not actor.can(APPROVE, row):
        raise Missing(_("没有找到这份申请，可能已被删除，或不在您负责的范围内。"))
    return row


def end_of_day(day: Any) -> datetime:
    """The last moment of a day where the community lives."""
    return moment_at(day + timedelta(days=1), 0)


def _check_open_to_approval(child_id: int, actor: Actor) -> None:
    child = db.session.get(Person, child_id)
    if child is None:
        raise NoSuchPerson(_("没有找到这位居民，可能已被删除，或不在您负责的范围内。"))
    if not is_child(child):
        raise Refused(_("%(name)s不是 14 岁以下的孩子，查看资料不用申请批准。", name=child.name))
    access = access_to(actor, child)
    if access.closed:
        raise needs_approval(child, access)


def _held(actor: Actor, wanted: ColumnElement[bool]) -> Select[Any]:
    """The actor's approvals that hold now, the longest first."""
    mine = and_(ChildApproval.worker_id == actor.person_id, ChildApproval.state == "approved")
    query = select(ChildApproval).where(mine, ChildApproval.expires_at > now(), wanted)
    return query.order_by(ChildApproval.expires_at.desc(), ChildApproval.id)


def _of_child(child_id: int, matter: str) -> ColumnElement[bool]:
    own = ChildApproval.child_id == child_id
    return or_(own, ChildApproval.matter == matter) if matter else own


def _consents(child_id: int, *, standing: bool) -> Any:
    open_yet = Consent.withdrawn_at.is_(None) if standing else Consent.withdrawn_at.is_not(None)
    asked = select(func.count()).where(Consent.person_id == child_id, Consent.purpose == CHILD_DATA.name, open_yet)
    return asked.scalar_subquery()


def note_opening(actor: Actor, child: Person, approval: ChildApproval) -> bool:
    """Write down that the record was opened; False when that was done today."""
    entry = audit.AuditEntry
    day = end_of_day(community_today() - timedelta(days=1))
    noted = select(entry.id).where(
        entry.object_kind == "person", entry.object_id == child.id, entry.action == "people.open_child",
        entry.actor_person_id == actor.person_id, entry.at >= day,
    )
    if db.session.scalar(noted.limit(1)) is not None:
        return False
    if approval.decided_by_id == actor.person_id:
        said = _("查看了%(name)s（未满 14 岁）的资料，由本人自行批准", name=child.name)
    else:
        said = _("查看了%(name)s（未满 14 岁）的资料，由%(by)s批准", name=child.name, by=approval.decided_by.name)
    audit.write(
        "people.open_child", said, actor=actor, object_kind="person", object_id=child.id, reason=approval.reason
    )
    return True
