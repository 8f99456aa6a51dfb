"""Who belongs together: the same household, or a guardian and their child. They are not sent to each other unasked."""
from __future__ import annotations

from sqlalchemy import literal, select, union_all

from core.api import N_, Guardianship, Person, gettext, session

HOUSEHOLD, GUARDIAN = "household", "guardian"
SAID = {HOUSEHOLD: N_("和居民是一户人"), GUARDIAN: N_("和居民是监护关系")}


def relatives_of(person_id: int) -> dict[int, str]:
    """Person id -> how they belong to this person, in one statement."""
    home = select(Person.household_id).where(Person.id == person_id).scalar_subquery()
    standing = Guardianship.until.is_(None)
    rows = session.execute(
        union_all(
            select(Guardianship.guardian_id, literal(GUARDIAN)).where(Guardianship.child_id == person_id, standing),
            select(Guardianship.child_id, literal(GUARDIAN)).where(Guardianship.guardian_id == person_id, standing),
            select(Person.id, literal(HOUSEHOLD)).where(Person.household_id == home, Person.id != person_id),
        )
    )
    return {other: how for other, how in rows}


def said(how: str | None) -> str:
    """How two people belong together, for the reader; empty for strangers."""
    return gettext(SAID[how]) if how else ""
