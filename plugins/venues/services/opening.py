"""Places together with their rules: when one is open, and what is known of it in public."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from core.api import Missing, Place, _, local_day, session

from ..models import ClosedDay, VenueRules
from ..rules import rules as settings
from .calendar import clock, minute_of


@dataclass(frozen=True)
class Venue:
    """A place and its rules (None: not offered for booking), and the days from today on which it is closed."""

    place: Place
    rules: VenueRules | None
    closed: dict[date, str] = field(default_factory=dict)

    @property
    def bookable(self) -> bool:
        """Whether anybody may book it at all."""
        return self.rules is not None and not self.place.closed

    @property
    def longest_minutes(self) -> int:
        """The longest booking."""
        return (self.rules.longest_minutes if self.rules else 0) or settings().longest_minutes

    @property
    def days_ahead(self) -> int:
        """How many days ahead one may book."""
        return (self.rules.days_ahead if self.rules else 0) or settings().days_ahead

    @property
    def around(self) -> timedelta:
        """Between the end of one use and the beginning of the next: clean-up and set-up, each in full quarter hours."""
        quarters = -(-self.place.setup_minutes // 15) - (-self.place.cleanup_minutes // 15)
        return timedelta(minutes=15 * quarters)

    def hours_on(self, day: date) -> tuple[int, int] | None:
        """(opens, closes) in minutes after midnight, None where it is not open that day."""
        hours = self.rules.hours[day.weekday()] if self.rules and not self.place.closed else []
        return (hours[0], hours[1]) if hours and day not in self.closed else None

    def door_at(self, moment: datetime) -> str:
        """What stands on the door then: `open`, `early` before it opens, `late` after it closed, `closed` all day."""
        hours, minute = self.hours_on(local_day(moment)), minute_of(moment)
        if hours is None:
            return "closed"
        return "early" if minute < hours[0] else "late" if minute >= hours[1] else "open"


def is_open(found: Venue, start: datetime, end: datetime) -> bool:
    """Whether the place can be booked and is open for all of [start, end)."""
    day = local_day(start)
    hours = found.hours_on(day) if found.bookable else None
    last = minute_of(end) + 1440 * (local_day(end) - day).days
    return hours is not None and hours[0] <= minute_of(start) and last <= hours[1]


def venue(place_id: int) -> Venue:
    """One place with its rules; raises Missing."""
    found = session.execute(
        select(Place, VenueRules).outerjoin(VenueRules, VenueRules.place_id == Place.id).where(Place.id == place_id)
    ).one_or_none()
    if found is None:
        raise Missing(_("没有找到这个场地，请回到场地列表再选。"))
    return Venue(found[0], found[1], _closed_days([place_id]).get(place_id, {}))


_IN_ORDER = (
    select(Place, VenueRules)
    .outerjoin(VenueRules, VenueRules.place_id == Place.id)
    .order_by(Place.position, Place.name)
)


def venues(open_only: bool = True) -> list[Venue]:
    """All places in their order with rules and closed days; two statements."""
    wanted = _IN_ORDER.where(Place.closed.is_(False)) if open_only else _IN_ORDER
    found = session.execute(wanted).all()
    closed = _closed_days([place.id for place, _rules in found])
    return [Venue(place, own, closed.get(place.id, {})) for place, own in found]


def _closed_days(place_ids: Iterable[int]) -> dict[int, dict[date, str]]:
    ids = list(place_ids)
    rows = session.scalars(select(ClosedDay).where(or_(ClosedDay.place_id.is_(None), ClosedDay.place_id.in_(ids))))
    closed: dict[int, dict[date, str]] = {}
    for row in rows:
        for place_id in ids if row.place_id is None else [row.place_id]:
            closed.setdefault(place_id, {})[row.day] = row.reason
    return closed


def hours_in_words(rule: VenueRules | None) -> list[tuple[str, str]]:
    """(days, hours) with equal neighbouring days joined: [("周一至周五", "09:00–21:00"), ("周六", "休息")]."""
    if rule is None:
        return []
    names = [_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日")]
    told: list[list[Any]] = []
    for weekday, hours in enumerate(rule.hours):
        said = f"{clock(hours[0])}–{clock(hours[1])}" if hours else _("休息")
        if told and told[-1][2] == said:
            told[-1][1] = weekday
        else:
            told.append([weekday, weekday, said])
    return [
        (names[a] if a == b else _("%(from)s至%(until)s", **{"from": names[a], "until": names[b]}), said)
        for a, b, said in told
    ]
