"""Who is where when: free times of a place, the week of one place, the day of all places."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from core.api import PlaceUse, community_today, local_day, moment_at, now, place_uses

from .calendar import QUARTER, clock, day_bounds, minute_of, outward
from .opening import Venue

SHORTEST = timedelta(minutes=30)
HOUR = 60


def taken_spans(venue: Venue, uses: Iterable[PlaceUse]) -> list[tuple[datetime, datetime]]:
    """Where no other booking can be: each use with clean-up and set-up on both sides, in full quarter hours."""
    return [outward(use.starts_at - venue.around, use.ends_at + venue.around) for use in uses]


def clashes(venue: Venue, uses: Iterable[PlaceUse], start: datetime, end: datetime) -> bool:
    """Whether [start, end) cannot be had beside these uses."""
    first, last = outward(start, end)
    return any(first < b and a < last for a, b in taken_spans(venue, uses))


def uses_around(venue: Venue, start: datetime, end: datetime) -> list[PlaceUse]:
    """All uses that may be in the way of [start, end), in one statement."""
    reach = venue.around + QUARTER
    return place_uses(start - reach, end + reach, venue.place.id)


def free_spans(venue: Venue, day: date, uses: Sequence[PlaceUse]) -> list[tuple[datetime, datetime]]:
    """The times of a day at which a booking fits, none shorter than half an hour and none in the past."""
    hours = venue.hours_on(day)
    if hours is None:
        return []
    at, closes = moment_at(day, hours[0]), moment_at(day, hours[1])
    at = max(at, outward(now(), now())[1])
    found = []
    for start, end in sorted(taken_spans(venue, uses)):
        if start - at >= SHORTEST:
            found.append((at, min(start, closes)))
        at = max(at, end)
        if at >= closes:
            break
    if closes - at >= SHORTEST:
        found.append((at, closes))
    return [(a, b) for a, b in found if b - a >= SHORTEST]


def free_words(venue: Venue, day: date, uses: Sequence[PlaceUse] | None = None) -> list[str]:
    """The same as people say it: ["09:00–11:30", "14:00–21:00"]."""
    if uses is None:
        uses = uses_around(venue, *day_bounds(day))
    return [f"{clock(minute_of(a))}–{_end_clock(a, b)}" for a, b in free_spans(venue, day, uses)]


def _end_clock(start: datetime, end: datetime) -> str:
    minute = minute_of(end)
    return clock(minute if local_day(end) == local_day(start) else minute + 1440)


@dataclass(frozen=True)
class Cell:
    """One hour of one day of a place: `state` is free, part, busy, closed or past."""

    day: date
    minute: int
    state: str


def week(venue: Venue, monday: date) -> tuple[list[date], list[tuple[str, list[Cell]]]]:
    """The seven days and, for each hour that is open on any of them, a cell per day; without names or titles."""
    days = [monday + timedelta(days=i) for i in range(7)]
    hours = [venue.hours_on(day) for day in days]
    shown = [h for h in hours if h]
    if not shown:
        return days, []
    uses = uses_around(venue, *day_bounds(monday, 7))
    spans = taken_spans(venue, uses)
    first, last = min(h[0] for h in shown) // HOUR * HOUR, max(h[1] for h in shown)
    rows = []
    for minute in range(first, last, HOUR):
        cells = [Cell(day, minute, _state(day, minute, open_, spans)) for day, open_ in zip(days, hours, strict=True)]
        rows.append((clock(minute), cells))
    return days, rows


def _state(day: date, minute: int, hours: tuple[int, int] | None, spans: list[tuple[datetime, datetime]]) -> str:
    if hours is None or minute + HOUR <= hours[0] or minute >= hours[1]:
        return "closed"
    start, end = moment_at(day, minute), moment_at(day, minute + HOUR)
    if end <= now():
        return "past"
    quarters = [start + i * QUARTER for i in range(4)]
    taken = sum(any(a < q + QUARTER and q < b for a, b in spans) for q in quarters)
    return "busy" if taken == 4 else "part" if taken else "free"


@dataclass(frozen=True)
class Lane:
    """One place on one day: its uses in order, and the cells of the timetable as (half hours, use or None)."""

    venue: Venue
    uses: list[PlaceUse]
    cells: list[tuple[int, PlaceUse | None]]
    open: bool


DAY_FROM, DAY_UNTIL, STEP = 8 * 60, 22 * 60, 30


def day_plan(all_venues: Sequence[Venue], day: date) -> list[Lane]:
    """What happens in each place on a day, in one statement; uses of other services too."""
    by_place: dict[int, list[PlaceUse]] = {}
    for use in place_uses(*day_bounds(day)):
        by_place.setdefault(use.place_id, []).append(use)
    return [
        Lane(v, by_place.get(v.place.id, []), _cells(by_place.get(v.place.id, []), day), v.hours_on(day) is not None)
        for v in all_venues
    ]


def _cells(uses: Sequence[PlaceUse], day: date) -> list[tuple[int, PlaceUse | None]]:
    midnight = moment_at(day, 0)
    cells: list[tuple[int, PlaceUse | None]] = []
    at, last = DAY_FROM // STEP, DAY_UNTIL // STEP
    for use in uses:
        first = max(int((use.starts_at - midnight).total_seconds() // 60) // STEP, at)
        end = min(-(-int((use.ends_at - midnight).total_seconds() // 60) // STEP), last)
        if end <= first:
            continue
        if first > at:
            cells.append((first - at, None))
        cells.append((end - first, use))
        at = end
    if at < last:
        cells.append((last - at, None))
    return cells


def hours_axis() -> list[str]:
    """The hours over the timetable, two half hours each."""
    return [clock(minute) for minute in range(DAY_FROM, DAY_UNTIL, HOUR)]


def now_and_next(lane: Lane) -> dict[str, Any]:
    """For the lobby: what is on at this moment and what comes later today."""
    moment = now()
    going = [use for use in lane.uses if use.starts_at <= moment < use.ends_at]
    later = [use for use in lane.uses if use.starts_at > moment]
    hours = lane.venue.hours_on(local_day(moment))
    return {
        "place": lane.venue.place, "now": going[0] if going else None, "later": later,
        "door": lane.venue.door_at(moment), "opens": clock(hours[0]) if hours else "",
    }  # fmt: skip


def chosen_day(text: str) -> date:
    """The day of an address; today where it is none, or one that nobody plans for."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return community_today()
    return day if near(day) else community_today()


def near(day: date) -> bool:
    """Whether a day is within two years."""
    return abs((day - community_today()).days) <= 730
