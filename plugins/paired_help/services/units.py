"""Member units and their Party members who reported here, for long-term pairs with households."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select

from core.api import Person, Unit, Volunteer, session

from ..models import Assignment
from ..terms import UNIT_PAIR


def with_members() -> Sequence[Any]:
    """(id, name, how many of its people serve here) of the units that sent somebody."""
    return session.execute(
        select(Unit.id, Unit.name, func.count(Volunteer.id).label("members"))
        .join(Volunteer, Volunteer.unit_id == Unit.id)
        .where(Volunteer.state == "active")
        .group_by(Unit.id, Unit.name)
        .order_by(Unit.name)
    ).all()


def members(unit_id: int, limit: int = 50) -> Sequence[Any]:
    """(volunteer id, name, households paired already) of a unit's people, the least busy first."""
    pairs = func.count(Assignment.id)
    return session.execute(
        select(Volunteer.id, Person.name, pairs.label("pairs"))
        .join(Person, Person.id == Volunteer.person_id)
        .outerjoin(
            Assignment,
            and_(
                Assignment.volunteer_id == Volunteer.id, Assignment.until.is_(None), Assignment.function == UNIT_PAIR
            ),
        )
        .where(Volunteer.unit_id == unit_id, Volunteer.state == "active")
        .group_by(Volunteer.id, Person.name)
        .order_by(pairs, Person.name)
        .limit(limit)
    ).all()
