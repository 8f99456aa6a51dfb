"""Who takes part in the demo: volunteers with their skills, elders who ask, and the four who can sign in."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, select

from core.api import Person, Skill, Volunteer, VolunteerSkill, lives_here, local_day, now, session

# Two of three volunteers, three fifths of the cards: the others belong to those who were helped.
CARDS_PER_VOLUNTEER = 0.68
HELPERS_SHARE = 0.6
ELDER_YEARS = 60


@dataclass(frozen=True)
class Helper:
    """A volunteer; `skills` are (id, title)."""

    volunteer_id: int
    person_id: int
    name: str
    skills: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Helped:
    """Somebody who asks."""

    person_id: int
    building_id: int
    name: str


@dataclass(frozen=True)
class Cast:
    """Everybody who holds a card in the demo."""

    helpers: list[Helper]
    helped: list[Helped]
    # Volunteers who live here and are helped in their turn (角色互换).
    both: list[Helped]
    # The two who can sign in.
    helper: Helper
    resident: Helped


def choose(rng: Random, signins: Mapping[str, Person]) -> Cast:
    """Volunteers and elders, those with a demo sign-in first."""
    volunteers, elders = _helpers(), _elders()
    cards = round(len(volunteers) * CARDS_PER_VOLUNTEER)
    first = next(v for v in volunteers if v.person_id == signins["volunteer"].id)
    second = Helped(signins["resident"].id, signins["resident"].building_id, signins["resident"].name)
    count = min(len(volunteers), round(cards * HELPERS_SHARE))
    helpers = rng.sample(volunteers, count)
    if first not in helpers:
        helpers[0] = first
    taken = {helper.person_id for helper in helpers}
    free = [elder for elder in elders if elder.person_id not in taken]
    asking = rng.sample(free, min(len(free), cards - len(helpers)))
    if asking and second.person_id not in taken | {a.person_id for a in asking}:
        asking[0] = second
    return Cast(helpers, asking, _living(Person.id.in_(sorted(taken))), first, second)


def _helpers() -> list[Helper]:
    skills: dict[int, list[tuple[int, str]]] = {}
    held: Any = select(VolunteerSkill.volunteer_id, Skill.id, Skill.title).join(Skill, Skill.id == VolunteerSkill.skill_id)
    for volunteer_id, skill_id, title in session.execute(held.order_by(VolunteerSkill.id)):
        skills.setdefault(volunteer_id, []).append((skill_id, title))
    active = (
        select(Volunteer.id, Volunteer.person_id, Person.name)
        .join(Person, Person.id == Volunteer.person_id)
        .where(Volunteer.state == "active")
        .order_by(Volunteer.id)
    )
    return [Helper(v, p, name, skills.get(v, [])) for v, p, name in session.execute(active)]


def _elders() -> list[Helped]:
    today = local_day(now())
    return _living(Person.birth_date <= date(today.year - ELDER_YEARS, 1, 1))


def _living(*where: ColumnElement[bool]) -> list[Helped]:
    here = select(Person.id, Person.building_id, Person.name).where(
        lives_here(), Person.building_id.is_not(None), *where
    )
    return [Helped(*row) for row in session.execute(here.order_by(Person.id))]
