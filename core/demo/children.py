"""Write who answers for the demo's children, the consents for them, and two requests to open a record."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from core.accounts.actor import actor_for
from core.clock import now
from core.communities.calendar import moment_at
from core.demo.signins import Stars
from core.demo.town import Home, Resident, Town
from core.kernel.bulk import Step, bulk_insert, bulk_row
from core.people.ages import CHILD_AGE, GROWN_UP
from core.people.approvals import approve, ask_approval
from core.people.children_models import Guardianship
from core.people.consents import CHILD_DATA
from core.people.models import Consent, Person
from core.tenancy.session import db

LEADING = ("head", "spouse")
REASONS = ("上门核对入学登记", "联系家长接孩子")


def write_children(town: Town, stars: Stars, step: Step) -> None:
    """Call it last: it draws from the town's chance, and everything before keeps its figures."""
    families = [found for home in town.homes for found in _families(home)]
    bulk_insert(Guardianship, _ties(town, families), step)
    bulk_insert(Consent, _consents(town, families), step)
    _ask(town, stars, [child for child, _parents in families])


def _families(home: Home) -> Iterator[tuple[Resident, list[Resident]]]:
    """Each child of a household with its parents, the head first."""
    parents = [person for person in home.people if person.relation in LEADING and person.age >= GROWN_UP]
    for person in home.people:
        if person.age < CHILD_AGE and person.relation == "child" and parents:
            yield person, parents


def _ties(town: Town, families: list[tuple[Resident, list[Resident]]]) -> Iterator[dict[str, Any]]:
    for child, parents in families:
        for place, parent in enumerate(parents, 1):
            yield bulk_row(
                child_id=child.id,
                guardian_id=parent.id,
                relation="mother" if parent.sex == "f" else "father",
                priority=place,
                may_decide=True,
                since=child.since or town.today,
                until=None,
            )


def _consents(town: Town, families: list[tuple[Resident, list[Resident]]]) -> Iterator[dict[str, Any]]:
    for child, parents in families:
        day = max(child.since or town.today, town.days_ago(1, 400))
        yield bulk_row(
            person_id=child.id,
            purpose=CHILD_DATA.name,
            text_version=CHILD_DATA.version,
            text_hash=CHILD_DATA.text_hash,
            given_at=min(now(), moment_at(day, 12 * 60)),
            withdrawn_at=None,
            given_by_id=town.rng.choice(parents).id,
        )


def _ask(town: Town, stars: Stars, children: list[Resident]) -> None:
    """The first grid's worker asked for two children of that grid; one was approved for a week."""
    grid = stars.worker.home.building.grid_id if stars.worker.home else None
    near = [child for child in children if child.home is not None and child.home.building.grid_id == grid]
    if len(near) < len(REASONS):
        return
    worker, admin = (actor_for(db.session.get_one(Person, star.id)) for star in (stars.worker, stars.admin))
    chosen = town.rng.sample(near, len(REASONS))
    asked = [ask_approval(worker, why, child_id=child.id) for child, why in zip(chosen, REASONS, strict=True)]
    approve(asked[0], admin, until=now() + timedelta(days=7))
