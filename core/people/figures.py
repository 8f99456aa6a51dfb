"""The registry's figures about people: who lives here, in how many households, and which get aid."""
from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from core.communities.figures import day_of
from core.kernel.facts import Fact
from core.people.models import HouseholdAid, Person, Residence
from core.people.terms import AID_CATEGORIES
from core.tenancy.session import db
from core.texts import lazy_gettext as _l


def lives_here() -> ColumnElement[bool]:
    """The condition on Person that makes a resident: a home here, and alive."""
    return and_(Person.household_id.is_not(None), Person.deceased_on.is_(None))


def _lived_here(year: int) -> ColumnElement[bool]:
    day = day_of(year)
    return and_(
        Residence.kind == "lives",
        Residence.moved_in_on <= day,
        or_(Residence.moved_out_on.is_(None), Residence.moved_out_on > day),
        or_(Person.deceased_on.is_(None), Person.deceased_on > day),
    )


def _count(year: int | None, now: Any, then: Any) -> int:
    if year is None:
        return db.session.scalar(select(func.count(now.distinct())).where(lives_here())) or 0
    asked = select(func.count(then.distinct())).join(Person, Person.id == Residence.person_id).where(_lived_here(year))
    return db.session.scalar(asked) or 0


def residents(year: int | None = None) -> int:
    """Persons who live here; at the end of a year, or now."""
    return _count(year, Person.id, Residence.person_id)


def households(year: int | None = None) -> int:
    """Households in which somebody lives."""
    return _count(year, Person.household_id, Residence.household_id)


def aided(category: str, year: int | None = None) -> int:
    """Households that get one kind of aid; counted by keyed token, nothing is decrypted."""
    day = day_of(year)
    found = select(func.count(HouseholdAid.household_id.distinct())).where(
        HouseholdAid.category.matches(category),
        HouseholdAid.since <= day,
        or_(HouseholdAid.until.is_(None), HouseholdAid.until > day),
    )
    return db.session.scalar(found) or 0


def _aid(category: str, title: Any) -> Fact:
    return Fact(f"aid.{category}", title, _l("户"), "household", lambda year: aided(category, year))


FACTS = (
    Fact("households", _l("常住户"), _l("户"), "household", households),
    Fact("residents", _l("总人口"), _l("人"), "person", residents),
    *(_aid(category, title) for category, title in AID_CATEGORIES.items()),
)
