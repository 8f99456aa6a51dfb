"""A leader without an account, for examples: an actor who may write plans."""
from __future__ import annotations

from typing import Any

from core.api import Person


class Leader:
    """Somebody who may everything that the example needs."""

    acting_for_id = None

    def __init__(self, person: Person) -> None:
        self.person_id, self.name = person.id, person.name

    def can(self, permission: str, row: Any = None) -> bool:
        """Yes: nobody looks at an example's rights."""
        return True
