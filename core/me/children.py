"""What the guardian's pages read and do about their own children."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.accounts.actor import CurrentActor
from core.errors import Missing, Refused
from core.kernel.audit import AuditEntry
from core.notices.services import notify
from core.people.children_models import GuardianInvitation, Guardianship
from core.people.consents import CHILD_DATA, has_consent
from core.people.guardians import (
    answer_invitation,
    end_guardianship,
    guarded_child,
    guardians_of,
    invite_guardian,
)
from core.people.models import Person
from core.tenancy.session import db
from core.texts import gettext as _
from core.texts import lazy_gettext as _l

OPENED = ("people.open_child", "people.open_sensitive")


def read(child_id: int, actor: CurrentActor) -> dict[str, Any]:
    """Everything for the page of one child of the actor's own, in a fixed number of statements."""
    child, own = guarded_child(actor, child_id)
    return {
        "child": child,
        "own": own,
        "guardians": guardians_of(child.id),
        "consented": has_consent(child.id, CHILD_DATA),
        "openings": _openings(child),
    }


def _openings(child: Person) -> list[AuditEntry]:
    """Who opened the record, the latest first: the law lets guardians know."""
    found = select(AuditEntry).where(
        AuditEntry.object_kind == "person", AuditEntry.object_id == child.id, AuditEntry.action.in_(OPENED)
    )
    return list(db.session.scalars(found.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(10)))


def invite(child: Person, form: Any, actor: CurrentActor) -> None:
    """Ask somebody to be a further guardian; nothing tells whether the phone is known here."""
    asked = invite_guardian(
        child, actor, name=form.name.data, phone=form.phone.data, relation=form.relation.data,
        may_decide=bool(form.may_decide.data),
    )
    if asked is not None:
        text = _l("%(name)s请您一起做孩子的监护人，请到“我的孩子”里答复。", name=actor.name)
        notify(asked, text, link="/me/children", source="people")


def answer(invitation_id: int, actor: CurrentActor, accept: bool) -> GuardianInvitation:
    """Say yes or no to an invitation, and let the inviter know."""
    row = answer_invitation(invitation_id, actor, accept)
    if accept:
        text = _l("%(name)s已同意一起做%(child)s的监护人。", name=actor.name, child=row.child.name)
    else:
        text = _l("%(name)s没有接受监护邀请。", name=actor.name)
    notify(row.invited_by_id, text, link="/me/children", source="people")
    return row


def take_off(own: Guardianship, guardianship_id: int, actor: CurrentActor) -> Person:
    """End another guardian's place; who was there earlier is not taken off by who came later."""
    for row, person in guardians_of(own.child_id):
        if row.id == guardianship_id and row.id != own.id:
            if row.priority < own.priority:
                raise Refused(_("先登记的监护人不能由后来的人取消，如有争议，请联系社区。"))
            end_guardianship(row, actor)
            return person
    raise Missing(_("没有找到这位监护人，可能已经取消。"))
