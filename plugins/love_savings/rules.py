"""The community's own settings of the station, read once per request as one small object."""
from __future__ import annotations

from dataclasses import dataclass

from core.api import settings_of_plugin

STATION, CARD, CARD_THEN_STATION = "station", "card", "card_then_station"
LONGEST_MINUTES = 16 * 60  # of one service
SURNAME, NAME, NAME_AND_PHONE = "surname", "name", "phone"


@dataclass(frozen=True)
class Rules:
    """Minutes throughout; the defaults are those of SettingsForm."""

    offer_size: int = 3
    offer_minutes: int = 30
    next_wave_by_itself: bool = True
    rounding_minutes: int = 5
    daily_cap_minutes: int = 480
    payer: str = CARD_THEN_STATION
    resident_sees: str = NAME
    card_name: str = ""

    def rounded(self, minutes: int) -> int:
        """Served minutes as they are recorded: to the nearest step, and one step at least."""
        step = self.rounding_minutes
        return max(step, (minutes + step // 2) // step * step)


def rules() -> Rules:
    """The rules of the community in force."""
    return Rules(**settings_of_plugin("love_savings"))
