"""Who is in the demo: households in aid with the person at their centre, and the volunteers who look after them."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import select

from core.api import Building, Household, Person, Volunteer, aid_categories, gets_aid, lives_here, session

GRADUATED, DECLINED = 13, 2


@dataclass(frozen=True)
class Helped:
    """The person at the centre of a household."""

    id: int
    name: str
    household_id: int
    building_id: int
    grid_id: int


@dataclass(frozen=True)
class Helper:
    """A volunteer; `id` is the person's."""

    volunteer_id: int
    id: int
    name: str
    household_id: int | None
    grid_id: int | None
    unit_id: int | None


@dataclass(frozen=True)
class Cast:
    """Everybody in the demo's cases."""

    helped: list[Helped]
    graduated: list[Helped]
    declined: list[Helped]
    helpers: list[Helper]
    paired: list[Helper]
    # The four who can sign in, as far as they are there.
    volunteer: Helper | None = None
    resident: Helped | None = None
    worker: Person | None = None
    by_grid: dict[int | None, list[Helper]] = field(default_factory=dict)


def choose(rng: Random, signins: Mapping[str, Person]) -> Cast:
    """One person of each household in aid, some of others who were helped once, and those who help."""
    in_aid = sorted({row for key in aid_categories() for row in _households(gets_aid(Household.id, key))})
    people = _people()
    helpers = _helpers()
    volunteer = next((h for h in helpers if "volunteer" in signins and h.id == signins["volunteer"].id), None)
    ours = {person.id for person in signins.values()}
    helped = [one for household in in_aid if (one := _centre(people.get(household, ()), ours)) is not None]
    resident = _resident(signins, people, helped)
    taken = {one.household_id for one in helped}
    others = [found for key, found in sorted(people.items()) if key not in taken]
    chosen = rng.sample(others, min(len(others), GRADUATED + DECLINED))
    former = [one for members in chosen if (one := _centre(members, ours)) is not None]
    by_grid: dict[int | None, list[Helper]] = {}
    for helper in helpers:
        if helper.id not in ours:
            by_grid.setdefault(helper.grid_id, []).append(helper)
    return Cast(
        helped, former[:-DECLINED] if len(former) > DECLINED else [], former[-DECLINED:], helpers,
        [h for h in helpers if h.unit_id is not None and h.id not in ours], volunteer, resident, signins.get("grid"), by_grid,
    )


def _resident(signins: Mapping[str, Person], people: Mapping[int, Any], helped: list[Helped]) -> Helped | None:
    """The one who signs in as a resident is helped too: as the centre of their home, in aid or not."""
    person = signins.get("resident")
    if person is None or person.household_id is None:
        return None
    own = next((one for one in people.get(person.household_id, ()) if one.id == person.id), None)
    if own is None:
        return None
    helped[:] = [own, *(one for one in helped if one.household_id != own.household_id)]
    return own


def _households(where: Any) -> Iterable[int]:
    return session.scalars(select(Household.id).where(where))


def _people() -> dict[int, list[Helped]]:
    """Grown-up residents by household, the oldest first."""
    rows = session.execute(
        select(Person.id, Person.name, Person.household_id, Person.building_id, Building.grid_id)
        .join(Building, Building.id == Person.building_id)
        .where(lives_here())
        .order_by(Person.birth_date.is_(None), Person.birth_date, Person.id)
    )
    found: dict[int, list[Helped]] = {}
    for row in rows:
        found.setdefault(row.household_id, []).append(Helped(*row))
    return found


def _centre(members: Iterable[Helped], ours: set[int]) -> Helped | None:
    return next((one for one in members if one.id not in ours), None)


def _helpers() -> list[Helper]:
    rows = session.execute(
        select(Volunteer.id, Person.id, Person.name, Person.household_id, Volunteer.grid_id, Volunteer.unit_id)
        .join(Person, Person.id == Volunteer.person_id)
        .where(Volunteer.state == "active")
        .order_by(Volunteer.id)
    )
    return [Helper(*row) for row in rows]
