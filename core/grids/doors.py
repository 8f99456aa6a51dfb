"""Doors as staff type them: 3-502, 3栋502, 3幢2单元502室, 3-2-502."""
from __future__ import annotations

import re
from typing import NamedTuple

_DOOR = re.compile(
    r"(\d{1,5})\s*(?:[-－—]|栋|幢|号楼|号)\s*"
    r"(?:(\d{1,2})\s*(?:[-－—]|单元)\s*)?"
    r"([0-9A-Za-z]{1,8})\s*[室号]?"
)


class Door(NamedTuple):
    """A building's number, the entrance if one was named, and the room's number."""

    building: int
    entrance: int | None
    number: str


def typed_door(text: str) -> Door | None:
    """The door that the text names, or None for a text that is no door."""
    typed = _DOOR.fullmatch(text.strip())
    return Door(int(typed[1]), int(typed[2]) if typed[2] else None, typed[3].upper()) if typed else None
