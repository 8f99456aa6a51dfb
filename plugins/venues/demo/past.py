"""Weeks of bookings behind and ahead, written in bulk; times that another service has taken are skipped."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from core.api import (
    Occupied,
    Person,
    Team,
    WorkflowStep,
    bulk_insert,
    bulk_row,
    community_today,
    lives_here,
    local_day,
    moment_at,
    month_of,
    now,
    past_steps,
    session,
    use_place,
)

from ..effects import OWNER
from ..kinds import title_of
from ..models import Booking, Series
from ..services.opening import Venue
from ..workflow import flow

WEEKS_BEHIND, DAYS_AHEAD, CAST = 6, 10, 60
# Minutes after midnight; the classrooms' late afternoons belong to the classes.
TURNS = {
    "room": ((540, 630), (600, 690), (810, 930)), "hall": ((540, 660), (840, 930)), "garden": ((420, 510), (1170, 1260)),
    "stage": ((1170, 1290),), "sports": ((480, 570), (840, 930), (1170, 1230)),
}
KINDS = {
    "room": ("learn", "games", "meet", "children"), "hall": ("rehearse", "meet", "party"),
    "garden": ("dance", "party", "children"), "stage": ("rehearse", "dance"), "sports": ("sports", "dance"),
}
# What the file's own places are for; a place that nobody described is used as its kind is.
BY_CODE = {
    "station": ("meet",), "calligraphy": ("games", "learn"), "children": ("children",), "music": ("rehearse",),
    "art": ("learn", "children"), "table_tennis": ("sports",), "library": ("learn", "meet"),
    "distance_learning": ("learn", "meet"),
}
BUSY = 0.38


@dataclass
class Book:
    """Rows collected until they are written."""

    bookings: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)


def load_past(rng: Random, venues: list[Venue], signins: Mapping[str, Person]) -> None:
    """Six weeks behind, ten days ahead, and one weekly series with skipped days."""
    people, teams = _people(rng), _teams()
    if not people:
        return
    book, staff = Book(), signins.get("admin")
    _series(rng, venues, teams, book, staff)
    first = community_today() - timedelta(weeks=WEEKS_BEHIND)
    for venue in venues:
        for day, turn in _turns(rng, venue, first):
            team = rng.choice(teams) if teams and (venue.place.kind == "stage" or rng.random() < 0.3) else None
            kind, fate = rng.choice(_kinds(venue)), rng.random()
            person = session.get(Person, team.leader_id) if team else rng.choice(people)
            enter(book, venue, person, team, kind, day, turn, fate, staff)
    _write(book)


def _kinds(venue: Venue) -> tuple[str, ...]:
    return BY_CODE.get(venue.place.code or "", KINDS[venue.place.kind])


def _people(rng: Random) -> list[Person]:
    grown = date(community_today().year - 18, 1, 1)
    here = select(Person.id).where(lives_here(), Person.birth_date <= grown)
    ids = session.scalars(here.order_by(Person.id)).all()
    chosen = rng.sample(ids, min(len(ids), CAST))
    return list(session.scalars(select(Person).where(Person.id.in_(chosen)).order_by(Person.id)))


def _teams() -> list[Team]:
    led = select(Team).where(Team.kind == "love", Team.leader_id.is_not(None))
    return list(session.scalars(led.order_by(Team.id)))


def _turns(rng: Random, venue: Venue, first: date) -> Iterator[tuple[date, tuple[int, int]]]:
    for offset in range(WEEKS_BEHIND * 7 + DAYS_AHEAD):
        day = first + timedelta(days=offset)
        hours = venue.hours_on(day)
        for turn in TURNS[venue.place.kind]:
            if rng.random() < BUSY and hours and hours[0] <= turn[0] and turn[1] <= hours[1]:
                yield day, turn


def enter(
    book: Book, venue: Venue, person: Person, team: Team | None, kind: str, day: date, turn: tuple[int, int], fate: float,
    staff: Person | None, series_id: int | None = None,
) -> bool:
    """One booking as it went, or as it stands; False where the time is taken already."""
    start, end = moment_at(day, turn[0]), moment_at(day, turn[1])
    row = bulk_row(
        place_id=venue.place.id, person_id=person.id, team_id=team.id if team else None, unit_id=None,
        building_id=person.building_id, series_id=series_id, kind=kind, title=title_of(kind, team.name if team else ""),
        purpose="", people=0, starts_at=start, ends_at=end, month=month_of(local_day(start)), recorded_by_id=None,
        opened_at=None, closing_note="",
    )
    steps = _life(venue, person, staff, start, end, fate)
    rows, state, since = past_steps(flow, row["id"], steps)
    if state in ("approved", "checked_in", "finished"):
        try:
            use_place(venue.place.id, start, end, row["title"], OWNER, row["id"])
        except Occupied:
            return False
    came = {name: at for name, at, _who, _why in steps}
    row |= {
        "asked_at": steps[0][1], "checked_in_at": came.get("check_in"), "finished_at": came.get("end"), "state": state,
        "state_since": since, "due_at": _due(state, start, end),
    }
    book.bookings.append(row)
    book.steps += rows
    return True


def _life(venue: Venue, person: Person, staff: Person | None, start: datetime, end: datetime, fate: float) -> list[Any]:
    asked = min(start - timedelta(days=3), now() - timedelta(hours=6))
    assert venue.rules is not None
    yes = ("approve", staff) if venue.rules.needs_approval else ("confirm", None)
    steps: list[Any] = [("", asked, person, ""), (yes[0], asked + timedelta(minutes=40), yes[1], "")]
    if fate > 0.94:
        return [*steps, ("cancel", asked + timedelta(hours=2), person, "")]
    if start > now() - timedelta(minutes=15):
        return steps
    if fate > 0.88:
        return [*steps, ("release", start + timedelta(minutes=15), None, "")]
    steps.append(("check_in", start - timedelta(minutes=5), person, ""))
    return [*steps, ("end", end, None, "")] if end <= now() else steps


def _due(state: str, start: datetime, end: datetime) -> datetime | None:
    return {"approved": start + timedelta(minutes=15), "checked_in": end}.get(state)


def _series(rng: Random, venues: list[Venue], teams: list[Team], book: Book, staff: Person | None) -> None:
    """A team's weekly rehearsal in the hall, with two days left out."""
    hall = next((venue for venue in venues if venue.place.kind == "hall"), None)
    if hall is None or not teams:
        return
    team = rng.choice(teams)
    person = session.get(Person, team.leader_id)
    first = community_today() - timedelta(weeks=4, days=community_today().weekday() - 2)
    days = [first + timedelta(weeks=i) for i in range(8)]
    skipped = {days[2], days[6]}
    row = bulk_row(
        place_id=hall.place.id, person_id=person.id, every_weeks=1, first_on=days[0], until_on=days[-1],
        skipped=sorted(day.isoformat() for day in skipped),
    )
    bulk_insert(Series, [row])
    for day in days:
        if day not in skipped:
            enter(book, hall, person, team, "rehearse", day, (1140, 1200), 0.0, staff, row["id"])


def _write(book: Book) -> None:
    bulk_insert(Booking, book.bookings)
    bulk_insert(WorkflowStep, book.steps)
    session.expire_all()
