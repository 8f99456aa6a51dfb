"""Who belongs together: the same household, or a guardian and their child. They are not sent to each other unasked."""
from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import aliased

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


def relatives_of_all(person_ids: Sequence[int]) -> dict[int, set[int]]:
    """Person id -> who belongs to them, for many persons in one statement."""
    one, other = aliased(Person), aliased(Person)
    standing = Guardianship.until.is_(None)
    rows = session.execute(
        union_all(
            select(Guardianship.child_id, Guardianship.guardian_id).where(Guardianship.child_id.in_(person_ids), standing),
            select(Guardianship.guardian_id, Guardianship.child_id).where(Guardianship.guardian_id.in_(person_ids), standing),
            select(one.id, other.id)
            .join(other, other.household_id == one.household_id)
            .where(one.id.in_(person_ids), other.id != one.id),
        )
    )
    found: dict[int, set[int]] = {}
    for person_id, relative_id in rows:
        found.setdefault(person_id, set()).add(relative_id)
    return found


def said(how: str | None) -> str:
    """How two people belong together, for the reader; empty for strangers."""
    return gettext(SAID[how]) if how else ""
