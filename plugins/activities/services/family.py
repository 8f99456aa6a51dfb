"""Who acts for whom: everybody for themselves, a guardian for the own children, who have no phone of their own."""
from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select

from core.api import Guardianship, Person, children_of, is_guardian

from ..models import Signup


def acts_for(actor: Any, person_id: int) -> bool:
    """Whether a person may sign up, cancel and object for this one."""
    if actor.person_id is None:
        return False
    return bool(actor.person_id == person_id or is_guardian(actor.person_id, person_id))


def children(actor: Any) -> list[Person]:
    """Whom a guardian may sign up; one statement."""
    return [] if actor.person_id is None else children_of(actor.person_id)


def of_family(person_id: int) -> ColumnElement[bool]:
    """Sign-ups of a person and of the own children."""
    own = select(Guardianship.child_id).where(Guardianship.guardian_id == person_id, Guardianship.until.is_(None))
    return or_(Signup.person_id == person_id, Signup.person_id.in_(own))
