"""The fairness quota: on a place that everybody wants, each team has so many hours a month."""
from __future__ import annotations

from datetime import date

from sqlalchemy import select

from core.api import Team, Unit, _, month_after, session

from ..errors import QuotaUsed
from ..models import Booking, VenueRules
from ..rules import rules as settings
from .opening import Venue

# What counts against the quota: wishes that are open, and time that was or will be used. Nobody pays for waiting.
COUNTED = ("requested", "approved", "checked_in", "finished", "released")
MONTHS = 12


def check_quota(venue: Venue, booking: Booking) -> None:
    """Raises QuotaUsed, saying from when on it would be possible; locks the place's rules, so that two at once both count."""
    if venue.rules is None or not venue.rules.scarce or not settings().quota_hours:
        return
    session.execute(select(VenueRules.id).where(VenueRules.id == venue.rules.id).with_for_update())
    most = settings().quota_hours * 60
    used = _used(booking)
    if used.get(booking.month, 0) + booking.minutes <= most:
        return
    month = month_after(booking.month)
    for _step in range(MONTHS):
        if used.get(month, 0) + booking.minutes <= most:
            break
        month = month_after(month)
    first = date(month // 100, month % 100, 1)
    possible = _("%(month)s 月 %(day)s 日", month=first.month, day=1)
    raise QuotaUsed(venue.place.name, _who(booking), settings().quota_hours, possible)


def _used(booking: Booking) -> dict[int, int]:
    """Minutes by month that the same team, unit or person has of this place, this booking left out."""
    if booking.team_id:
        same = [Booking.team_id == booking.team_id]
    elif booking.unit_id:
        same = [Booking.unit_id == booking.unit_id]
    else:
        same = [Booking.person_id == booking.person_id, Booking.team_id.is_(None), Booking.unit_id.is_(None)]
    rows = session.execute(
        select(Booking.month, Booking.starts_at, Booking.ends_at).where(
            Booking.place_id == booking.place_id, Booking.state.in_(COUNTED), Booking.id != booking.id,
            Booking.month >= booking.month, *same,
        )
    )
    used: dict[int, int] = {}
    for month, start, end in rows:
        used[month] = used.get(month, 0) + round((end - start).total_seconds() / 60)
    return used


def _who(booking: Booking) -> str:
    if booking.team_id:
        return str(session.scalar(select(Team.name).where(Team.id == booking.team_id)))
    if booking.unit_id:
        return str(session.scalar(select(Unit.name).where(Unit.id == booking.unit_id)))
    return str(_("您"))
