"""One booking with the names around it, and its history as each reader sees it."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.api import Person, Place, Team, Unit, _, session

from ..models import Booking, Series, VenueRules
from ..workflow import flow
from . import equipment

Recorder, Keyholder = aliased(Person), aliased(Person)


@dataclass(frozen=True)
class Detail:
    """A booking and what belongs to it."""

    booking: Booking
    place: Place
    person: Person
    group: str
    recorder: str | None
    keyholder: str | None
    series: Series | None
    wanted: Sequence[tuple[str, int]]

    @property
    def skipped(self) -> list[date]:
        """The days that the series leaves out."""
        return [date.fromisoformat(day) for day in (self.series.skipped if self.series else [])]


def detail(booking: Booking) -> Detail:
    """The names in one statement, the wanted things in another."""
    row = session.execute(
        select(Place, Person, Team.name, Unit.name, Recorder.name, Keyholder.name, Series)
        .select_from(Booking)
        .join(Place, Place.id == Booking.place_id)
        .join(Person, Person.id == Booking.person_id)
        .outerjoin(Team, Team.id == Booking.team_id)
        .outerjoin(Unit, Unit.id == Booking.unit_id)
        .outerjoin(Recorder, Recorder.id == Booking.recorded_by_id)
        .outerjoin(VenueRules, VenueRules.place_id == Booking.place_id)
        .outerjoin(Keyholder, Keyholder.id == VenueRules.keyholder_id)
        .outerjoin(Series, Series.id == Booking.series_id)
        .where(Booking.id == booking.id)
    ).one()
    place, person, team, unit, recorder, keyholder, series = row
    wanted = equipment.wanted_by([booking.id]).get(booking.id, [])
    return Detail(booking, place, person, team or unit or "", recorder, keyholder, series, wanted)


def history_steps(booking: Booking) -> list[dict[str, Any]]:
    """The history as the timeline draws it, for staff."""
    return [
        {
            "title": line.title or (_("代为预约") if booking.recorded_by_id else _("提出预约")),
            "actor_name": line.actor_name, "actor_person_id": line.actor_person_id, "at": line.at, "reason": line.reason,
        }
        for line in flow.history(booking)
    ]


def steps_for_booker(booking: Booking) -> list[dict[str, Any]]:
    """The same for the booker: what happened and why, without the names of workers."""
    return [
        {
            "title": line.title or _("提出预约"), "actor_name": "", "actor_person_id": None, "at": line.at,
            "reason": line.reason,
        }
        for line in flow.history(booking)
    ]
