"""Volunteers for the plugins' `examples`."""
from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from core.clock import now
from core.people.models import Person
from core.tenancy.ids import new_id
from core.tenancy.session import db
from core.volunteers.models import Volunteer


def example_volunteer(person: Person, **columns: Any) -> int:
    """Make a person an active volunteer without application and review, which an example needs not; returns the id."""
    volunteer_id = new_id()
    row = {"id": volunteer_id, "person_id": person.id, "state": "active", "state_since": now(), "note": "", **columns}
    db.session.execute(insert(Volunteer).values(row))
    return volunteer_id
