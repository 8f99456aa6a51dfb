"""Who answers for a child: guardians and their order, and naming a further one, who has to say yes."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from core.clock import now
from core.communities.services import community_today
from core.errors import BadEntry, Missing, Refused
from core.kernel import audit
from core.kernel.actor import Actor
from core.kernel.locking import lock_id, locked
from core.people.ages import CHILD_AGE, GROWN_UP, born_by, is_grown_up
from core.people.children_models import GuardianInvitation, Guardianship
from core.people.errors import NoSuchChild
from core.people.models import Person
from core.people.terms import GUARDIAN_RELATIONS
from core.people.tidy import tidy_phone
from core.tenancy.session import db
from core.texts import gettext as _

MOST_GUARDIANS = 4
INVITATIONS_PER_DAY = 5


def guardians_of(child_id: int) -> list[tuple[Guardianship, Person]]:
    """The child's guardians who are alive, whom to call first first; one statement."""
    query = select(Guardianship, Person).join(Person, Person.id == Guardianship.guardian_id)
    mine = query.where(Guardianship.child_id == child_id, Guardianship.until.is_(None), Person.deceased_on.is_(None))
    return [(row, person) for row, person in db.session.execute(mine.order_by(Guardianship.priority, Guardianship.id))]


def children_of(guardian_id: int) -> list[Person]:
    """Everybody under 18 for whom this person answers, the eldest first; one statement."""
    return list(db.session.scalars(_children(select(Person), guardian_id).order_by(Person.birth_date, Person.id)))


def children_ids(guardian_id: int) -> Select[Any]:
    """The ids of the same as a part of another statement, which then need not be sent after one for the children."""
    return _children(select(Person.id), guardian_id)


def _children(query: Select[Any], guardian_id: int) -> Select[Any]:
    return query.join(Guardianship, Guardianship.child_id == Person.id).where(
        Guardianship.guardian_id == guardian_id, Guardianship.until.is_(None), Person.deceased_on.is_(None),
        Person.birth_date > born_by(GROWN_UP),
    )


def bereaved_children(limit: int) -> list[Person]:
    """Children under 14 who live here and lost a guardian, with nobody left who decides for them; one statement."""
    guardian = aliased(Person)
    standing = select(Guardianship.id).join(guardian, guardian.id == Guardianship.guardian_id)
    standing = standing.where(Guardianship.child_id == Person.id, Guardianship.until.is_(None)).correlate(Person)
    alive = guardian.deceased_on.is_(None)
    query = select(Person).where(
        Person.birth_date > born_by(CHILD_AGE), Person.household_id.is_not(None), Person.deceased_on.is_(None),
        standing.where(~alive).exists(), ~standing.where(alive, Guardianship.may_decide).exists(),
    )
    return list(db.session.scalars(query.order_by(Person.id).limit(limit)))


def is_guardian(person_id: int, child_id: int) -> bool:
    """Whether this person is one of the child's guardians now."""
    return _standing(person_id, child_id) is not None


def guarded_child(actor: Actor, child_id: int, *, deciding: bool = False) -> tuple[Person, Guardianship]:
    """A child of the actor's own; raises NoSuchChild alike for a missing child and another one's.

    deciding: only for who may decide for the child; raises Refused for who may not.
    """
    own = None if actor.person_id is None else _standing(actor.person_id, child_id)
    child = db.session.get(Person, child_id) if own is not None else None
    if own is None or child is None or child not in children_of(own.guardian_id):
        raise NoSuchChild(_("没有找到这个孩子，可能您已不是监护人。请回到“我的孩子”查看。"))
    if deciding and not own.may_decide:
        raise Refused(_("这件事要由能为孩子做决定的监护人来办，请与家人商量。"))
    return child, own


def check_guardian(guardian: Person) -> None:
    """Raises Refused unless the person is alive and known to be grown up."""
    if guardian.deceased_on is not None:
        raise Refused(_("%(name)s已登记去世，不能做监护人。", name=guardian.name))
    if guardian.birth_date is None:
        raise Refused(_("登记里还没有%(name)s的出生日期，请先联系社区补上，再登记孩子。", name=guardian.name))
    if not is_grown_up(guardian):
        raise Refused(_("监护人要年满 18 岁，请让家里的大人来登记。"))


def check_relation(relation: str) -> None:
    """Raises BadEntry for what is not in GUARDIAN_RELATIONS."""
    if relation not in GUARDIAN_RELATIONS:
        raise BadEntry(_("请选择您与孩子的关系。"))


def add_guardian(
    child: Person, guardian: Person, relation: str, actor: Actor, *, may_decide: bool = True, reason: str = ""
) -> bool:
    """Make somebody a guardian, after those whom the child has; False when they are one already.

    Raises Refused for who is not grown up, and when the child has four.
    """
    check_relation(relation)
    check_guardian(guardian)
    child = locked(child)  # two who say yes at once come one after the other
    standing = guardians_of(child.id)
    if any(person.id == guardian.id for _row, person in standing):
        return False
    if len(standing) >= MOST_GUARDIANS:
        raise Refused(_("一个孩子最多登记 4 位监护人，请先取消一位。"))
    last = max((row.priority for row, _person in standing), default=0)
    db.session.add(
        Guardianship(
            child_id=child.id, guardian_id=guardian.id, relation=relation, priority=last + 1, may_decide=may_decide,
            since=community_today(),
        )
    )
    db.session.flush()
    text = _("%(guardian)s成为%(child)s的监护人", guardian=guardian.name, child=child.name)
    audit.write("people.add_guardian", text, actor=actor, object_kind="person", object_id=child.id, reason=reason)
    return True


def end_guardianship(row: Guardianship, actor: Actor, reason: str = "") -> None:
    """From today on the person does not answer for the child; nothing happens when that is so already."""
    row = locked(row)
    if row.until is not None:
        return
    row.until = community_today()
    db.session.flush()
    text = _("%(guardian)s不再是%(child)s的监护人", guardian=row.guardian.name, child=row.child.name)
    audit.write("people.end_guardian", text, actor=actor, object_kind="person", object_id=row.child_id, reason=reason)


def invite_guardian(
    child: Person, actor: Actor, *, name: str, phone: str, relation: str, may_decide: bool
) -> int | None:
    """Ask a grown-up of this name and phone to be a further guardian; the id of who was asked, for a notice only.

    None when there is no such person, or they were asked already or are a guardian: the page must say the same in
    each case, or it would tell who is registered. Raises Refused after five names a day.
    """
    check_relation(relation)
    _brake(child, actor)
    same = select(Person).where(
        Person.phone.matches(tidy_phone(phone)), Person.name == " ".join(name.split()), Person.deceased_on.is_(None),
        Person.birth_date <= born_by(GROWN_UP),
    )
    found = db.session.scalars(same.limit(2)).all()
    child = locked(child)
    if len(found) != 1 or is_guardian(found[0].id, child.id) or _waits(found[0].id, child.id):
        return None
    db.session.add(
        GuardianInvitation(
            child_id=child.id, guardian_id=found[0].id, invited_by_id=actor.person_id, relation=relation,
            may_decide=may_decide, invited_at=now(),
        )
    )
    db.session.flush()
    return found[0].id


def invitations_for(person_id: int) -> list[GuardianInvitation]:
    """What waits for this person's yes or no, whose inviter still decides for the child."""
    return list(db.session.scalars(_invitations(person_id).order_by(GuardianInvitation.invited_at)))


def answer_invitation(invitation_id: int, actor: Actor, accept: bool) -> GuardianInvitation:
    """Say yes or no; raises Missing for another one's invitation and for one that was answered."""
    row = db.session.get(GuardianInvitation, invitation_id)
    if row is not None and row.guardian_id == actor.person_id:
        row = locked(row)
        mine = _invitations(row.guardian_id).where(GuardianInvitation.id == row.id)
        if db.session.scalars(mine).first() is not None:
            row.answered_at, row.accepted = now(), accept
            db.session.flush()
            if accept:
                add_guardian(row.child, row.guardian, row.relation, actor, may_decide=row.may_decide)
            return row
    raise Missing(_("没有找到这份邀请，可能已经答复过。"))


def _standing(person_id: int, child_id: int) -> Guardianship | None:
    return db.session.scalars(
        select(Guardianship).where(
            Guardianship.child_id == child_id, Guardianship.guardian_id == person_id, Guardianship.until.is_(None)
        )
    ).first()


def _waits(person_id: int, child_id: int) -> bool:
    asked = select(GuardianInvitation.id).where(
        GuardianInvitation.child_id == child_id, GuardianInvitation.guardian_id == person_id,
        GuardianInvitation.answered_at.is_(None),
    )
    return db.session.scalar(asked.limit(1)) is not None


def _invitations(person_id: int) -> Select[Any]:
    """Open ones; who withdrew or was taken off in between does not hand the child on any more."""
    inviter = select(Guardianship.id).where(
        Guardianship.child_id == GuardianInvitation.child_id,
        Guardianship.guardian_id == GuardianInvitation.invited_by_id,
        Guardianship.may_decide,
        Guardianship.until.is_(None),
    )
    named = joinedload(GuardianInvitation.child), joinedload(GuardianInvitation.invited_by)
    query = select(GuardianInvitation).options(*named).where(GuardianInvitation.guardian_id == person_id)
    return query.where(GuardianInvitation.answered_at.is_(None), inviter.exists())


def _brake(child: Person, actor: Actor) -> None:
    """Each try is written down, whether or not it found anybody, and counted: names and phones cannot be tried out."""
    lock_id(Person, actor.person_id)
    entry = audit.AuditEntry
    tries = select(func.count()).where(
        entry.at > now() - timedelta(days=1), entry.action == "people.invite_guardian",
        entry.actor_person_id == actor.person_id,
    )
    if (db.session.scalar(tries) or 0) >= INVITATIONS_PER_DAY:
        raise Refused(_("今天邀请的次数多了，请明天再试，或请工作人员帮忙。"))
    text = _("为%(name)s邀请另一位监护人", name=child.name)
    audit.write("people.invite_guardian", text, actor=actor, object_kind="person", object_id=child.id)
