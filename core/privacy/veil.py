"""What is written once may still name who was erased: it is kept as the law asks, and pages do not show it any more."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from core.accounts.models import Account
from core.kernel.audit import AuditEntry
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.models import Volunteer


@dataclass(frozen=True)
class Veil:
    """The erased persons among those whom some entries of the audit name, and their accounts and volunteers' rows."""

    rows: frozenset[tuple[str, int | None]]

    def hides(self, entry: AuditEntry) -> bool:
        """Whether the entry is about somebody erased, or was done for them."""
        return (entry.object_kind, entry.object_id) in self.rows or ("person", entry.acting_for_id) in self.rows

    def acted(self, entry: AuditEntry) -> bool:
        """Whether somebody erased did it."""
        return ("person", entry.actor_person_id) in self.rows


def veil_over(entries: Iterable[AuditEntry]) -> Veil:
    """In one statement for a page of entries."""
    shown = list(entries)
    about: dict[str, set[int]] = {"person": set(), "account": set(), "volunteer": set()}
    for entry in shown:
        if entry.object_kind in about and entry.object_id is not None:
            about[entry.object_kind].add(entry.object_id)
        about["person"] |= {each for each in (entry.actor_person_id, entry.acting_for_id) if each is not None}
    query = (
        select(Person.id, Account.id, Volunteer.id)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(Volunteer, Volunteer.person_id == Person.id)
        .where(
            Person.erased_on.is_not(None),
            or_(
                Person.id.in_(about["person"]), Account.id.in_(about["account"]), Volunteer.id.in_(about["volunteer"])
            ),
        )
    )
    found = db.session.execute(query).all()
    return Veil(frozenset((kind, each) for row in found for kind, each in zip(about, row, strict=True) if each is not None))
