"""The community's own settings of the station, read as one small object."""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from core.api import Weights, community_zone, settings_of_plugin

STATION, CARD, CARD_THEN_STATION = "station", "card", "card_then_station"
LONGEST_MINUTES = 16 * 60  # of one service
SURNAME, NAME, NAME_AND_PHONE = "surname", "name", "phone"


@dataclass(frozen=True)
class Rules:
    """Minutes throughout unless the name says otherwise; the defaults are those of SettingsForm."""

    offer_size: int = 3
    later_offer_size: int = 5
    offer_minutes: int = 30
    next_wave_by_itself: bool = True
    most_waves: int = 3
    first_metres: int = 0
    later_any_skill: bool = False
    quiet_from: int = 21
    quiet_until: int = 8
    urgent_hours: int = 12
    late_hours: int = 2
    late_limit: int = 3
    not_home_minutes: int = 30

    check_in_by_code: bool = False
    auto_confirm_hours: int = 72
    control_percent: int = 10
    control_calls: int = 3
    dispute_days: int = 7
    pair_days: int = 30
    pair_times: int = 5
    pair_back: int = 2

    rounding_minutes: int = 5
    daily_cap_minutes: int = 480
    payer: str = CARD_THEN_STATION
    gift_daily_minutes: int = 240
    balance_cap_minutes: int = 0  # 0: none
    grant_minutes: int = 120
    grant_topped_up: bool = True
    grant_goes_back: bool = True
    credit_limit_minutes: int = 600

    resident_sees: str = NAME
    card_name: str = ""
    load_metres: int = 60
    rest_metres: int = 20
    same_building_metres: int = 60
    same_grid_metres: int = 40
    known_metres: int = 100
    radius_metres: int = 0
    star_hours: str = "100 300 600 1000 1500"

    def rounded(self, minutes: int) -> int:
        """Served minutes as they are recorded: to the nearest step, and one step at least."""
        step = self.rounding_minutes
        return max(step, (minutes + step // 2) // step * step)

    def wave_size(self, wave: int) -> int:
        """How many are asked at once; `wave` counts from 0 within one search."""
        return self.offer_size if wave == 0 else self.later_offer_size

    def quiet_left(self, moment: datetime, starts_at: datetime) -> int | None:
        """Minutes until volunteers may be disturbed for something that begins at `starts_at`; None: at once."""
        local = moment.astimezone(community_zone())
        begins, ends = self.quiet_from, self.quiet_until
        inside = begins <= local.hour < ends if begins <= ends else local.hour >= begins or local.hour < ends
        if not inside or starts_at - moment <= timedelta(hours=self.urgent_hours):
            return None
        over = local.replace(hour=ends, minute=0, second=0, microsecond=0)
        over += timedelta(days=1) if over <= local else timedelta()
        return ceil((over - local).total_seconds() / 60)

    def is_late(self, moment: datetime, starts_at: datetime) -> bool:
        """Whether calling off at `moment` leaves the other side too little time."""
        return moment > starts_at - timedelta(hours=self.late_hours)

    @property
    def weights(self) -> Weights:
        """What counts beside the way when volunteers are ranked."""
        return Weights(
            load=self.load_metres, rest=self.rest_metres, same_building=self.same_building_metres,
            same_grid=self.same_grid_metres, known=self.known_metres, radius=self.radius_metres or None,
        )

    def weights_within(self, metres: int) -> Weights:
        """The same, with nobody from further away than so many metres either; 0 sets no other limit."""
        return replace(self.weights, radius=min(filter(None, (metres, self.radius_metres)), default=None))

    @property
    def stars(self) -> tuple[int, ...]:
        """Hours for one, two ... five stars."""
        return tuple(int(hours) for hours in self.star_hours.split())


def rules() -> Rules:
    """The rules of the community in force."""
    return Rules(**settings_of_plugin("love_savings"))
