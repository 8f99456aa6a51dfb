"""What the page of one resident shows: person, household, aid, service on both sides, and the plugins' panels."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.accounts.account_rows import account_of
from core.accounts.actor import CurrentActor
from core.communities.services import community_today, current_community
from core.grids.models import Building, Room
from core.people.ages import age_of, is_child
from core.people.approvals import Access, access_to, needs_approval, note_opening
from core.people.models import Consent, HouseholdAid, Person
from core.people.register import VIEW, get_person
from core.people.rows import PersonRow, door_name
from core.people.services import children_of, guardians_of, hukou_of, members, purpose_of
from core.people.terms import GUARDIAN_RELATIONS
from core.pluginsystem.drawing import draw
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.models import Volunteer
from core.volunteers.records import given, received, totals


def opened(person: Person, actor: CurrentActor) -> Access:
    """Whether the actor may open this record; a worker's opening of a child's is written down at once."""
    access = access_to(actor, person)
    if access.approval is not None and note_opening(actor, person, access.approval):
        db.session.commit()
    return access


def opened_person(person_id: int, actor: CurrentActor, permission: str = VIEW) -> Person:
    """`get_person` for what shows or changes a record: a child's takes an approval. Raises NeedsApproval."""
    person = get_person(person_id, actor, permission)
    access = opened(person, actor)
    if not access.allowed:
        raise needs_approval(person, access)
    return person


def read(person: Person, actor: CurrentActor, access: Access) -> dict[str, Any]:
    """Everything for the template, in a fixed number of statements plus the plugins' own."""
    return {
        "person": person,
        "approval": access.approval,
        "is_child": is_child(person),
        "family": _family(person),
        "row": PersonRow(
            person.id, person.name, person.phone, _door(person), age_of(person.birth_date, community_today())
        ),
        "members": members(person.household_id) if person.household_id else [],
        "hukou": hukou_of(person),
        "aid": aid_of(person),
        "consents": _consents(person),
        "volunteer": db.session.scalar(select(Volunteer).where(Volunteer.person_id == person.id)),
        "given": given(person.id, limit=5),
        "received": received(person.id, limit=5),
        "totals": totals(person.id),
        "account": account_of(person) if actor.can("accounts.manage", person) else None,
        "panels": draw("resident_panels", current_community(), person=person, actor=actor),
    }


def _family(person: Person) -> list[tuple[str, Person]]:
    """A child's guardians, or the children for whom a grown-up answers: (what they are to each other, who)."""
    if is_child(person):
        return [(str(GUARDIAN_RELATIONS[row.relation]), guardian) for row, guardian in guardians_of(person.id)]
    return [("", child) for child in children_of(person.id)]


def _door(person: Person) -> str:
    if person.room_id is None:
        return ""
    row = db.session.execute(
        select(Building.name, Building.entrances, Room.entrance, Room.number)
        .join(Building, Building.id == Room.building_id)
        .where(Room.id == person.room_id)
    ).one()
    return door_name(*row)


def _consents(person: Person) -> list[tuple[str, Consent]]:
    """What the person agreed to, by its title, the latest first."""
    query = select(Consent).where(Consent.person_id == person.id).order_by(Consent.given_at.desc())
    return [(_(purpose_of(row.purpose).title), row) for row in db.session.scalars(query)]


def aid_of(person: Person) -> list[HouseholdAid]:
    """Standing aid of the household; the category is opened on purpose only."""
    if person.household_id is None:
        return []
    standing = (HouseholdAid.household_id == person.household_id, HouseholdAid.until.is_(None))
    return list(db.session.scalars(select(HouseholdAid).where(*standing).order_by(HouseholdAid.since)))
