"""Write the member units and the volunteers with their consents, skills, times and histories."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from core.accounts.models import RoleGrant
from core.accounts.roles import role_row
from core.clock import now
from core.demo.lists import UNITS
from core.demo.names import full_name
from core.demo.register import person_row
from core.demo.town import Resident, Town
from core.kernel.actor import SYSTEM
from core.kernel.bulk import Step, bulk_insert, bulk_row
from core.kernel.workflow.models import WorkflowStep
from core.people.models import Consent, Person
from core.people.services import VOLUNTEERING
from core.tenancy.ids import new_id
from core.tenancy.session import db
from core.volunteers.models import Availability, Skill, Unit, Volunteer, VolunteerSkill

# Beside the registered ones: applications that wait, and some who left.
APPLIED, LEFT, PAUSED = 5, 4, 0.015
EVERY_DAY = tuple((weekday, 8 * 60, 21 * 60) for weekday in range(7))
WINDOWS = ((8 * 60, 12 * 60), (14 * 60, 18 * 60), (9 * 60, 17 * 60), (18 * 60, 21 * 60))


@dataclass
class Enlisted:
    """A volunteer to be written."""

    id: int
    person: Resident
    state: str
    since: date | None
    base: tuple[int, int]
    unit_id: int | None = None
    eager: bool = False  # can do much and has time every day


def write_units(town: Town, step: Step) -> list[int]:
    """The member units; returns their ids."""
    rows = []
    for at, (name, kind, co_building) in enumerate(UNITS[: town.demo.units]):
        contact = full_name(town.rng, town.rng.choice("fm"), town.rng.randint(30, 55))
        made = bulk_row(name=name, kind=kind, contact=contact, co_building=co_building)
        number = f"0{town.demo.seed % 100:02d}{at:04d}"
        rows.append(made | Unit.phone.columns(made["id"], number, made["community_id"]))
    bulk_insert(Unit, rows, step)
    return [made["id"] for made in rows]


def choose_volunteers(town: Town, stars: list[Resident], units: list[int], size: tuple[int, int]) -> list[Enlisted]:
    """The volunteers: `stars` first, then other residents, then people from outside; then those not registered."""
    demo, rng = town.demo, town.rng
    adults = [p for p in town.residents if 16 <= p.age <= 76 and p not in stars]
    rng.shuffle(adults)
    inside = demo.resident_volunteers - len(stars)
    volunteers = [_enlist(town, p, "active") for p in (*stars, *adults[:inside])]
    for volunteer in volunteers[: len(stars)]:
        volunteer.eager = True
    for _at in range(demo.volunteers - demo.resident_volunteers):
        volunteer = _enlist(town, town.outsider(19, 62), "active")
        volunteer.base = (rng.randrange(size[0]), rng.randrange(size[1]))
        volunteer.unit_id = rng.choice(units) if units and rng.random() < 0.7 else None
        volunteers.append(volunteer)
    for volunteer in volunteers[len(stars) :]:
        if rng.random() < PAUSED:
            volunteer.state = "paused"
    rest = iter(adults[inside:])
    volunteers += [_enlist(town, next(rest), "applied") for _at in range(APPLIED)]
    return volunteers + [_enlist(town, next(rest), "left") for _at in range(LEFT)]


def write_volunteers(town: Town, volunteers: list[Enlisted], step: Step) -> None:
    """All of it in bulk; the history has the steps that would have led here."""
    bulk_insert(Person, (person_row(v.person) for v in volunteers if v.person.home is None), step)
    bulk_insert(Volunteer, (_volunteer(town, v) for v in volunteers), step)
    bulk_insert(Consent, (_consent(v) for v in volunteers), step)
    bulk_insert(WorkflowStep, (made for v in volunteers for made in _history(v)), step)
    bulk_insert(VolunteerSkill, _skills(town, volunteers), step)
    bulk_insert(Availability, (made for v in volunteers for made in _windows(town, v)), step)
    role = role_row("volunteer").id
    serving = (v for v in volunteers if v.state in ("active", "paused"))
    bulk_insert(RoleGrant, (grant(v.person, role, "own", 0, v.since or town.today) for v in serving), step)


def grant(person: Resident, role_id: int, scope: str, scope_id: int, since: date) -> dict[str, Any]:
    """The row of a role grant."""
    return bulk_row(person_id=person.id, role_id=role_id, scope=scope, scope_id=scope_id, starts_on=since, ends_on=None)


def _enlist(town: Town, person: Resident, state: str) -> Enlisted:
    home = person.home
    since = None
    if state != "applied":
        since = max(town.days_ago(20, 6500), person.born + timedelta(days=14 * 366))
        since = min(max(since, person.since or since), town.today)
    base = (home.building.x, home.building.y) if home else (0, 0)
    return Enlisted(new_id(), person, state, since, base)


def _begun(volunteer: Enlisted) -> datetime:
    if volunteer.since is None:
        return now() - timedelta(hours=volunteer.id % 150 + 2)
    return min(datetime.combine(volunteer.since, time(2, 30), UTC), now() - timedelta(hours=1))


def _volunteer(town: Town, volunteer: Enlisted) -> dict[str, Any]:
    home = volunteer.person.home
    cleared = town.today + timedelta(days=town.rng.randint(30, 700)) if town.rng.random() < 0.15 else None
    return bulk_row(
        person_id=volunteer.person.id,
        unit_id=volunteer.unit_id,
        building_id=home.building.id if home else None,
        grid_id=home.building.grid_id if home else None,
        base_x=volunteer.base[0],
        base_y=volunteer.base[1],
        since=volunteer.since,
        minors_cleared_until=cleared,
        last_served_at=None,
        note="",
        state=volunteer.state,
        state_since=_begun(volunteer),
        due_at=None,
    ) | {"id": volunteer.id}


def _consent(volunteer: Enlisted) -> dict[str, Any]:
    return bulk_row(
        person_id=volunteer.person.id,
        purpose=VOLUNTEERING.name,
        text_version=VOLUNTEERING.version,
        text_hash=VOLUNTEERING.text_hash,
        given_at=_begun(volunteer),
        withdrawn_at=None,
        given_by_id=volunteer.person.id,
    )


def _history(volunteer: Enlisted) -> Iterator[dict[str, Any]]:
    steps = [("", "", "applied")]
    if volunteer.state != "applied":
        steps.append(("approve", "applied", "active"))
    if volunteer.state in ("paused", "left"):
        steps.append(({"paused": "pause", "left": "leave"}[volunteer.state], "active", volunteer.state))
    begun = _begun(volunteer)
    for at, (transition, source, target) in enumerate(steps):
        yield bulk_row(
            workflow="volunteer",
            row_id=volunteer.id,
            transition=transition,
            source=source,
            target=target,
            actor_name=str(SYSTEM.name) if at else volunteer.person.name,
            actor_person_id=None if at else volunteer.person.id,
            acting_for_id=None,
            reason="",
            at=begun + timedelta(minutes=at),
        )


def _skills(town: Town, volunteers: list[Enlisted]) -> Iterator[dict[str, Any]]:
    skills = [(s.id, s.needs_certificate) for s in db.session.scalars(select(Skill).order_by(Skill.position))]
    plain = [skill for skill, certified in skills if not certified]
    for volunteer in volunteers:
        wanted = plain if volunteer.eager else town.rng.sample(plain, min(len(plain), town.rng.randint(1, 3)))
        yield from (_holding(volunteer, skill, None) for skill in wanted)
        if town.rng.random() < 0.12:
            certified = [skill for skill, needs in skills if needs]
            until = town.today + timedelta(days=town.rng.randint(-60, 900))
            yield _holding(volunteer, town.rng.choice(certified), until)


def _holding(volunteer: Enlisted, skill_id: int, until: date | None) -> dict[str, Any]:
    x, y = volunteer.base
    return bulk_row(volunteer_id=volunteer.id, skill_id=skill_id, valid_until=until, base_x=x, base_y=y)


def _windows(town: Town, volunteer: Enlisted) -> Iterator[dict[str, Any]]:
    rng = town.rng
    wanted = EVERY_DAY if volunteer.eager else [
        (weekday, *rng.choice(WINDOWS)) for weekday in sorted(rng.sample(range(7), rng.randint(2, 4)))
    ]  # fmt: skip
    for weekday, start, end in wanted:
        yield bulk_row(volunteer_id=volunteer.id, weekday=weekday, start_minute=start, end_minute=end)
