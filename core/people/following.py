"""Rows of services that note in which building their person lives: they move along, so that its worker sees them."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from core.people.models import Person
from core.tenancy.session import db


def follow_home(model: Any, person_id: int) -> None:
    """The person lives in another building now: their rows of `model` are that building's, the former one's no more."""
    person = db.session.get(Person, person_id)
    if person is not None and person.building_id is not None:
        db.session.execute(update(model).where(model.person_id == person_id).values(building_id=person.building_id))


def follow_homes(model: Any) -> None:
    """The same for everybody who moved while the service was off and heard of nothing."""
    home = select(Person.building_id).where(Person.id == model.person_id).correlate(model).scalar_subquery()
    stale = update(model).where(home.is_not(None), home.is_distinct_from(model.building_id)).values(building_id=home)
    db.session.execute(stale.execution_options(synchronize_session=False))
