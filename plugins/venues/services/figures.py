"""What the venues count for reports, and how much each place is used."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, extract, func, select

from core.api import Fact, Place, PlaceUse, _, _l, community_today, session, year_bounds

from ..models import Booking, VenueRules
from ..workflow import USED
from .calendar import day_bounds
from .opening import venues

DAYS = 30


def _within(year: int | None) -> list[ColumnElement[bool]]:
    if year is None:
        return []
    start, end = year_bounds(year)
    return [Booking.starts_at >= start, Booking.starts_at < end]


def _count(*where: Any) -> int:
    return session.scalar(select(func.count()).select_from(Booking).where(*where)) or 0


def count_venues(year: int | None) -> int:
    """Open places that can be booked, today; a year has no say in it."""
    query = select(func.count()).select_from(Place).join(VenueRules, VenueRules.place_id == Place.id)
    return session.scalar(query.where(Place.closed.is_(False))) or 0


def count_bookings(year: int | None) -> int:
    """Bookings that were approved and not given up, by the day they are for."""
    return _count(Booking.state.in_(USED), *_within(year))


def count_missed(year: int | None) -> int:
    """Bookings to which nobody came."""
    return _count(Booking.state == "released", *_within(year))


def minutes_used(year: int | None) -> int:
    """Booked minutes of those that were approved and not given up."""
    rows = session.execute(select(Booking.starts_at, Booking.ends_at).where(Booking.state.in_(USED), *_within(year)))
    return sum(round((end - start).total_seconds() / 60) for start, end in rows)


FACTS = (
    Fact("venues.venues", _l("可预约场地"), _l("处场地"), "thing", count_venues),
    Fact("venues.bookings", _l("场地预约"), _l("次"), "thing", count_bookings),
    Fact("venues.missed", _l("约了没来"), _l("次"), "thing", count_missed),
    Fact("venues.minutes", _l("场地预约时长"), _l("分钟"), "minute", minutes_used),
)


@dataclass(frozen=True)
class Utilisation:
    """One place over the last days: minutes in use by whatever service, minutes open, and the share."""

    name: str
    used: int
    open: int

    @property
    def percent(self) -> int:
        """How much of the open time it was in use."""
        return round(100 * self.used / self.open) if self.open else 0


# Added up by the database: the desk's first page shows this, and a busy centre has thousands of uses a month.
_SECONDS = extract("epoch", PlaceUse.ends_at) - extract("epoch", PlaceUse.starts_at)
_USED = select(PlaceUse.place_id, func.sum(_SECONDS)).group_by(PlaceUse.place_id)


def utilisation() -> list[Utilisation]:
    """All bookable places in their order, over the last 30 days up to yesterday; uses in one statement."""
    first = community_today() - timedelta(days=DAYS)
    start, end = day_bounds(first, DAYS)
    lately = (PlaceUse.starts_at >= start, PlaceUse.starts_at < end)
    used = {place_id: round(seconds / 60) for place_id, seconds in session.execute(_USED.where(*lately))}
    days = [first + timedelta(days=i) for i in range(DAYS)]
    found = []
    for venue in venues():
        if venue.bookable:
            open_minutes = sum(span[1] - span[0] for span in map(venue.hours_on, days) if span)
            found.append(Utilisation(venue.place.name, used.get(venue.place.id, 0), open_minutes))
    return found


def utilisation_chart(rows: list[Utilisation]) -> dict[str, Any]:
    """The chart of it, in hours, with the share as a second row of the table."""
    return {
        "kind": "bar", "x": [row.name for row in rows],
        "series": [{"name": _("使用时长（小时）"), "data": [round(row.used / 60, 1) for row in rows]}],
    }
