"""Who takes part in the demo: who wishes, who claims in whose name, and who works at the station."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from core.api import Building, Person, Team, Unit, Volunteer, lives_here, local_day, now, session

WISHES_PER_VOLUNTEER = 0.3
MEMBERS = 40
GROWN_UP = 19


class Who(NamedTuple):
    """A person as a history names them."""

    id: int
    name: str
    building_id: int | None = None


@dataclass(frozen=True)
class Claimant:
    """Who claims, in whose name."""

    who: Who
    party: str
    team_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class Cast:
    """Everybody in the demo; `near` live where the demo's grid worker works."""

    count: int
    wishers: list[Who]
    near: list[Who]
    claimants: list[Claimant]
    members: list[Claimant]
    asking: list[Claimant]
    worker: Who
    resident: Who
    volunteer: Who


def choose(rng: Random, signins: Mapping[str, Person]) -> Cast | None:
    """The cast, or None where too few people live."""
    worker, resident, volunteer = (_who(signins[key]) for key in ("grid", "resident", "volunteer"))
    stars = {worker.id, resident.id, volunteer.id}
    home = session.get(Building, resident.building_id) if resident.building_id else None
    grid = select(Building.id).where(Building.grid_id == (home.grid_id if home else None))
    near = [who for who in _people(Person.building_id.in_(grid)) if who.id not in stars]
    everybody = [who for who in _people() if who.id not in stars]
    helpers = _helpers()
    registered = select(func.count()).select_from(Volunteer).where(Volunteer.state.in_(("active", "paused")))
    count = round((session.scalar(registered) or 0) * WISHES_PER_VOLUNTEER)
    if len(everybody) < 20 or not near or count < 10:
        return None
    near, helpers = rng.sample(near, min(len(near), 60)), rng.sample(helpers, min(len(helpers), 60))
    units = list(session.execute(select(Unit.id, Unit.name).order_by(Unit.id)).all())
    members = [Claimant(who, "member", unit_id=rng.choice(units).id) for who in helpers[: MEMBERS if units else 0]]
    claimants = [Claimant(who, "person") for who in helpers] + _teams() + members
    known = {member.who.id for member in members}
    new = [who for who in near if who.id not in known][-2:] if units else []
    asking = [Claimant(who, "member", unit_id=rng.choice(units).id) for who in new]
    return Cast(
        count, rng.sample(everybody, min(len(everybody), count)), near, claimants, members, asking, worker,
        resident, volunteer,
    )


def _who(person: Person) -> Who:
    return Who(person.id, person.name, person.building_id)


def _people(*where: ColumnElement[bool]) -> list[Who]:
    grown = date(local_day(now()).year - GROWN_UP, 1, 1)
    here = select(Person.id, Person.name, Person.building_id).where(
        (Person.birth_date <= grown) | Person.birth_date.is_(None),
        lives_here(), Person.building_id.is_not(None), *where
    )
    return [Who(*row) for row in session.execute(here.order_by(Person.id))]


def _helpers() -> list[Who]:
    active: Any = select(Person.id, Person.name, Person.building_id).join(Volunteer, Volunteer.person_id == Person.id)
    return [Who(*row) for row in session.execute(active.where(Volunteer.state == "active").order_by(Person.id).limit(300))]


def _teams() -> list[Claimant]:
    led = (
        select(Team.id, Person.id, Person.name)
        .join(Person, Person.id == Team.leader_id)
        .where(Team.kind == "love")
        .order_by(Team.id)
    )
    return [Claimant(Who(person_id, name), "team", team_id=team_id) for team_id, person_id, name in session.execute(led)]
