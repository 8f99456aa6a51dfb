"""The community's own settings of the venues, read as one small object."""
from __future__ import annotations

from dataclasses import dataclass

from core.api import settings_of_plugin


@dataclass(frozen=True)
class Rules:
    """The defaults are those of SettingsForm."""

    release_minutes: int = 15
    early_minutes: int = 30
    quota_hours: int = 8
    days_ahead: int = 30
    longest_minutes: int = 180
    open_at_once: int = 5
    offer_hours: int = 3


def rules() -> Rules:
    """The rules of the community in force."""
    return Rules(**settings_of_plugin("venues"))
