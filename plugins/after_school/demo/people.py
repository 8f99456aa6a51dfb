"""Who takes part in the demo: families with brothers and sisters, cleared volunteers, and the demo's sign-ins."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import select, update

from core.api import Guardianship, Person, Volunteer, age_of, bulk_insert, bulk_row, community_today, session

YOUNGEST, OLDEST = 6, 12
FAMILIES, TEACHERS = 42, 12


class Somebody(NamedTuple):
    """A person as the history names them."""

    id: int
    name: str


@dataclass
class Family:
    """A guardian with the children who take part."""

    guardian: Somebody
    children: list[tuple[Somebody, date]] = field(default_factory=list)


@dataclass
class Cast:
    """`own`: the family of the demo's resident, with two children where the town has such."""

    families: list[Family]
    own: Family | None
    teachers: list[Somebody]
    signins: Mapping[str, Any]


def choose(rng: Random, signins: Mapping[str, Any]) -> Cast | None:
    """Everybody, or None where the town has too few children or volunteers."""
    families, teachers = _families(), _teachers(signins)
    several = [family for family in families if len(family.children) > 1]
    if len(teachers) < 4 or len(several) < 2:
        return None
    own = _own_family(rng.choice(several), signins)
    others = [family for family in families if family.children[0][0].id != own.children[0][0].id]
    chosen = rng.sample(others, min(len(others), FAMILIES))
    siblings = [family for family in several if family in others and family not in chosen]
    chosen[: len(siblings) // 2] = rng.sample(siblings, min(len(siblings) // 2, len(chosen) // 3))
    unique = {family.guardian.id: family for family in chosen}
    lead = [teacher for teacher in teachers if teacher.id == signins["volunteer"].id]
    rest = [teacher for teacher in teachers if teacher not in lead]
    return Cast(list(unique.values()), own, lead + rng.sample(rest, min(len(rest), TEACHERS)), signins)


def _families() -> list[Family]:
    today = community_today()
    rows = session.execute(
        select(Guardianship.guardian_id, Guardianship.child_id, Person.name, Person.birth_date)
        .join(Person, Person.id == Guardianship.child_id)
        .where(
            Guardianship.priority == 1, Guardianship.until.is_(None), Person.household_id.is_not(None),
            Person.birth_date <= today - timedelta(days=366 * (YOUNGEST + 1)),
            Person.birth_date > today - timedelta(days=365 * OLDEST),
        )
        .order_by(Guardianship.id)
    ).all()
    names = dict(
        session.execute(select(Person.id, Person.name).where(Person.id.in_({row[0] for row in rows}))).all()
    )
    found: dict[int, Family] = {}
    for guardian_id, child_id, name, born in rows:
        family = found.setdefault(guardian_id, Family(Somebody(guardian_id, names[guardian_id])))
        family.children.append((Somebody(child_id, name), born))
    return list(found.values())


def _own_family(family: Family, signins: Mapping[str, Any]) -> Family:
    """The demo's resident answers for these children too, as their grandparent."""
    resident = signins["resident"]
    children = family.children[:2]
    bulk_insert(
        Guardianship,
        [
            bulk_row(
                child_id=child.id, guardian_id=resident.id, relation="grandparent", priority=3, may_decide=True,
                since=community_today() - timedelta(days=300), until=None,
            )
            for child, _born in children
        ],
    )
    return Family(Somebody(resident.id, resident.name), children)


def _teachers(signins: Mapping[str, Any]) -> list[Somebody]:
    """Volunteers whose clearance lasts; the demo's volunteer is cleared for it."""
    until = community_today() + timedelta(days=150)
    session.execute(
        update(Volunteer)
        .where(Volunteer.person_id == signins["volunteer"].id)
        .values(minors_cleared_until=until + timedelta(days=200))
        .execution_options(synchronize_session=False)
    )
    cleared = (
        select(Person.id, Person.name)
        .join(Volunteer, Volunteer.person_id == Person.id)
        .where(Volunteer.state == "active", Volunteer.minors_cleared_until >= until)
    )
    return [Somebody(*row) for row in session.execute(cleared.order_by(Volunteer.id))]


def can_walk_home(born: date) -> bool:
    """Old enough to go home alone."""
    return age_of(born, community_today()) >= 10
