"""Who acts: the little that the kernel must know about the person behind a change."""
from __future__ import annotations

from typing import Any, Protocol

from sqlalchemy import ColumnElement, true

from core.texts import lazy_gettext as _l


class Actor(Protocol):
    """Whoever changes something; accounts supplies the signed-in person, the worker uses SYSTEM."""

    @property
    def person_id(self) -> int | None:
        """The acting person, None for the system."""

    @property
    def name(self) -> Any:
        """How the history names the actor (a str or a lazy string)."""

    @property
    def acting_for_id(self) -> int | None:
        """The person on whose behalf staff act (代办), None otherwise."""

    def can(self, permission: str, obj: Any = None) -> bool:
        """Whether the actor holds a permission, for `obj` if one is given."""

    def scope(self, permission: str, model: Any) -> ColumnElement[bool]:
        """The condition that keeps the rows of `model` for which `can` says yes."""


class System:
    """Linli itself, in jobs and commands: may everything, and is named as such in every history."""

    person_id = None
    acting_for_id = None
    name = _l("系统")

    def can(self, permission: str, obj: Any = None) -> bool:
        return True

    def scope(self, permission: str, model: Any) -> ColumnElement[bool]:
        return true()


SYSTEM = System()


def on_behalf_of(actor: Any, person_id: int) -> Any:
    """The actor doing something for this person (代办), so that the history and the person's own page say so.

    Who acts for themselves, and the system, act for nobody else.
    """
    if actor.person_id in (None, person_id):
        return actor
    return actor.acting_for(person_id)
