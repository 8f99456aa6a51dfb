"""The community's own settings of paired help, read as one small object."""
from __future__ import annotations

from dataclasses import dataclass

from core.api import settings_of_plugin

from .terms import GENERAL, HIGH, KEY

LONGEST_MINUTES = 16 * 60  # of one visit
DAY = 24 * 60  # minutes


@dataclass(frozen=True)
class Rules:
    """Days throughout; the defaults are those of SettingsForm."""

    high_days: int = 7
    key_days: int = 30
    general_days: int = 90
    trial_visit_days: int = 30
    lead_grace_days: int = 2
    backup_grace_days: int = 2
    grid_grace_days: int = 3
    high_alarm_days: int = 14
    key_alarm_days: int = 45
    general_alarm_days: int = 120
    review_days: int = 90
    trial_days: int = 90
    trial_score: int = 75
    control_days: int = 180

    def days_between(self, level: str) -> int:
        """Days from one visit to the next."""
        return {HIGH: self.high_days, KEY: self.key_days, GENERAL: self.general_days}[level or KEY]

    def alarm_days(self, level: str) -> int:
        """Days without contact after which somebody has to look."""
        return {HIGH: self.high_alarm_days, KEY: self.key_alarm_days, GENERAL: self.general_alarm_days}[level or KEY]


def rules() -> Rules:
    """The rules of the community in force."""
    return Rules(**settings_of_plugin("paired_help"))
