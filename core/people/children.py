"""A child's way through the register: written down by a guardian's consent, corrected, handed out, and sealed again."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import select

from core.communities.services import community_today
from core.errors import BadEntry
from core.events import Event, publish
from core.kernel.actor import SYSTEM, Actor
from core.kernel.locking import locked
from core.people.ages import CHILD_AGE, age_of
from core.people.approval_flow import approval_flow
from core.people.children_models import ChildApproval, Guardianship
from core.people.consents import CHILD_DATA, give_consent, has_consent, withdraw_consent
from core.people.errors import AlreadyKnown, NeedsConsent, NoChild
from core.people.guardians import add_guardian, check_guardian, check_relation, end_guardianship
from core.people.models import HOME, Household, Person, Residence
from core.people.register import correct_person, register_person
from core.people.residence import move_in
from core.tenancy.session import db
from core.texts import gettext as _

PARENTS, LEADING = ("mother", "father"), ("head", "spouse")


@dataclass(frozen=True)
class ChildConsentWithdrawn(Event):
    """A guardian withdrew the consent to use a child's data: whoever keeps something of the child ends it."""

    kept: ClassVar[bool] = True
    child_id: int


def register_child(
    guardian: Person,
    name: str,
    sex: str,
    birth_date: date,
    relation: str,
    actor: Actor,
    *,
    consented: bool,
    same_household: bool = False,
) -> Person:
    """Write down a child under 14, who gets guardian and consent with it; nothing is stored unless `consented`.

    same_household: the child lives where the guardian lives. A child of this name and birth date whom the household
    has already is the same child: staff tie guardian and child together; a guardian alone is asked to come to the desk.
    Raises NeedsConsent, BadEntry, AlreadyKnown, Refused (who is not grown up).
    """
    if not consented:
        raise NeedsConsent(_("需要监护人同意，才能登记孩子。请先阅读说明，再勾选同意。"))
    check_relation(relation)
    guardian = locked(guardian)  # a form sent twice is one child
    check_guardian(guardian)
    age = age_of(birth_date, community_today())
    if age is None or not 0 <= age < CHILD_AGE:
        raise NoChild(_("这里只登记未满 14 岁的孩子；满 14 岁的请联系社区登记。"))
    child = _known(guardian, name, birth_date, actor)
    if child is None:
        child = register_person(name=name, sex=sex, birth_date=birth_date, actor=actor, consented=True)
        if same_household and guardian.household_id is not None:
            _move_to(guardian, child, relation, actor)
    add_guardian(child, guardian, relation, actor)
    give_consent(child, CHILD_DATA, actor, given_by=guardian)
    return child


def correct_child(child: Person, actor: Actor, **values: Any) -> Person:
    """A guardian's correction: name, sex, birth_date, phone, id_number. Raises as `correct_person`, and NeedsConsent."""
    if not has_consent(child.id, CHILD_DATA):
        raise NeedsConsent(_("同意已经撤回，请先重新同意，再更正资料。"))
    if values.get("birth_date", child.birth_date) is None:
        raise BadEntry(_("请填写孩子的出生日期。"))
    return correct_person(child, actor, **values)


def consent_again(child: Person, guardian: Person, actor: Actor) -> None:
    """A guardian says yes to the present text: after another one withdrew, or to a text that changed."""
    give_consent(locked(child), CHILD_DATA, actor, given_by=guardian)


def withdraw_child(child: Person, own: Guardianship, actor: Actor) -> None:
    """Take the consent back: this guardian answers for the child no longer, and the record is sealed.

    Phone, ID number and note rested on the consent alone and are erased. Name, birth date and home stay for the
    register of residents, closed to staff; approvals end, and plugins hear ChildConsentWithdrawn.
    """
    child = locked(child)
    withdraw_consent(child, CHILD_DATA, actor)
    end_guardianship(own, actor, _("监护人撤回同意"))
    correct_person(child, actor, phone="", id_number="", note="")
    running = select(ChildApproval).where(
        ChildApproval.child_id == child.id, ChildApproval.state.in_(("asked", "approved"))
    )
    for approval in list(db.session.scalars(running)):
        approval_flow.fire(approval, "close", SYSTEM)
    publish(ChildConsentWithdrawn(child.id))


def _known(guardian: Person, name: str, born: date, actor: Actor) -> Person | None:
    """The same child, when the guardian or the household has it already."""
    called = " ".join(name.split())
    query = select(Person).where(Person.name == called, Person.birth_date == born, Person.deceased_on.is_(None))
    own = select(Guardianship.id).where(
        Guardianship.child_id == Person.id, Guardianship.guardian_id == guardian.id, Guardianship.until.is_(None)
    )
    if db.session.scalars(query.where(own.exists())).first() is not None:
        raise AlreadyKnown(_("您已经登记过%(name)s，不用重复登记。", name=called))
    if guardian.household_id is None:
        return None
    found = db.session.scalars(query.where(Person.household_id == guardian.household_id)).first()
    if found is not None and (actor.person_id in (guardian.id, None) and actor.acting_for_id is None):
        raise AlreadyKnown(_("家里已经登记过%(name)s。请带上证件到社区，由工作人员确认监护关系。", name=called))
    return found


def _move_to(guardian: Person, child: Person, relation: str, actor: Actor) -> None:
    household = db.session.get_one(Household, guardian.household_id)
    stay = db.session.scalars(select(Residence).where(Residence.person_id == guardian.id, HOME)).first()
    leads = stay is not None and stay.relation in LEADING
    if leads and relation in PARENTS:
        to_head = "child"
    elif (leads and relation == "grandparent") or (stay is not None and stay.relation in ("child", "in_law")):
        to_head = "grandchild"
    else:
        to_head = "relative"
    move_in(child, household, actor, relation=to_head, on=community_today())
