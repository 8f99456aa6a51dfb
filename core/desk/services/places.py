"""The day of every place as the desk draws it: who is in it when, with set-up and clean-up around."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import now
from core.communities.calendar import moment_at
from core.communities.services import community_today
from core.places.models import Place, PlaceUse
from core.places.services import place_uses, places

# A day is drawn from seven to ten, wider where a use begins earlier or ends later.
OPENS, CLOSES = 7, 22
YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Bar:
    """One stretch of the drawing in minutes after its left edge; `around`: set-up or clean-up."""

    at: int
    width: int
    around: bool


@dataclass(frozen=True)
class PlaceDay:
    """One place on one day; `here` is the use of this moment, if any."""

    place: Place
    uses: list[PlaceUse]
    bars: list[Bar]
    here: PlaceUse | None


@dataclass(frozen=True)
class DayPlan:
    """A day of some places, drawn from hour `first` to hour `last`."""

    day: date
    first: int
    last: int
    rows: list[PlaceDay]

    @property
    def minutes(self) -> int:
        """How wide the drawing is."""
        return (self.last - self.first) * 60

    def holds(self, use: PlaceUse) -> bool:
        """Whether a use begins and ends on this day."""
        start, end = _bounds(self.day)
        return start <= use.starts_at and use.ends_at <= end

    @property
    def earlier(self) -> date:
        """The day before."""
        return self.day - timedelta(days=1)

    @property
    def later(self) -> date:
        """The day after."""
        return self.day + timedelta(days=1)


def day_asked(text: str) -> date:
    """The day of an address, or today for one that is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return community_today()
    return day if day.year in YEARS else community_today()


def day_of_all(day: date) -> DayPlan:
    """Every place, closed ones too; two statements."""
    return _plan(day, places(open_only=False), place_uses(*_bounds(day)))


def day_of(place: Place, day: date) -> DayPlan:
    """One place; one statement."""
    return _plan(day, [place], place_uses(*_bounds(day), place.id))


def _bounds(day: date) -> tuple[datetime, datetime]:
    return moment_at(day, 0), moment_at(day + timedelta(days=1), 0)


def _plan(day: date, rows: Sequence[Place], uses: list[PlaceUse]) -> DayPlan:
    start, end = _bounds(day)
    spans = [(_minute(use.starts_at, start), _minute(use.ends_at, start)) for use in uses]
    first = min([OPENS, *(begin // 60 for begin, _last in spans)])
    last = max([CLOSES, *(-(-until // 60) for _begin, until in spans)])
    by_place: dict[int, list[PlaceUse]] = defaultdict(list)
    for use in uses:
        by_place[use.place_id].append(use)
    moment = now()
    drawn = [
        PlaceDay(
            place,
            by_place[place.id],
            [bar for use in by_place[place.id] for bar in _bars(place, use, start, first, last)],
            next((use for use in by_place[place.id] if use.starts_at <= moment < use.ends_at), None),
        )
        for place in rows
    ]
    return DayPlan(day, first, last, drawn)


def _minute(when: datetime, midnight: datetime) -> int:
    return min(max(int((when - midnight).total_seconds() // 60), 0), 24 * 60)


def _bars(place: Place, use: PlaceUse, midnight: datetime, first: int, last: int) -> list[Bar]:
    setup, cleanup = timedelta(minutes=place.setup_minutes), timedelta(minutes=place.cleanup_minutes)
    stretches = (
        (use.starts_at - setup, use.starts_at, True),
        (use.starts_at, use.ends_at, False),
        (use.ends_at, use.ends_at + cleanup, True),
    )
    bars = []
    for begin, until, around in stretches:
        left = max(_minute(begin, midnight), first * 60)
        right = min(_minute(until, midnight), last * 60)
        if right > left:
            bars.append(Bar(left - first * 60, right - left, around))
    return bars
