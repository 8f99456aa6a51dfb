"""Who acts for whom: everybody for themselves, a guardian for the own children until they are grown up."""
from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, literal, select

from core.api import Person, children_ids, children_of

from ..models import Signup


def acts_for(actor: Any, person_id: int) -> bool:
    """Whether a person may sign up, cancel and object for this one."""
    if actor.person_id is None:
        return False
    return bool(actor.person_id == person_id) or person_id in {child.id for child in children(actor)}


def children(actor: Any) -> list[Person]:
    """Whom a guardian may sign up; one statement."""
    return [] if actor.person_id is None else children_of(actor.person_id)


def of_family(person_id: int) -> ColumnElement[bool]:
    """Sign-ups of a person and of the own children."""
    return Signup.person_id.in_(select(literal(person_id)).union_all(children_ids(person_id)))
