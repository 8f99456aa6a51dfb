"""The community's own settings of the classes, read as one small object."""
from __future__ import annotations

from dataclasses import dataclass

from core.api import settings_of_plugin

NAME = "after_school"
LOTTERY, FIRST = "lottery", "first"
# Always: no setting, no form and no permission goes below it.
ADULTS = 2


@dataclass(frozen=True)
class Rules:
    """Minutes, days and years; the defaults are those of SettingsForm."""

    allocation: str = LOTTERY
    max_courses: int = 2
    capacity: int = 15
    age_from: int = 6
    age_to: int = 13
    not_arrived_minutes: int = 20
    not_collected_minutes: int = 15
    chain_minutes: int = 10
    late_limit: int = 3
    absent_limit: int = 3
    code_digits: int = 6
    code_tries: int = 5
    alone_age: int = 10


def rules() -> Rules:
    """The rules of the community in force."""
    return Rules(**settings_of_plugin(NAME))
