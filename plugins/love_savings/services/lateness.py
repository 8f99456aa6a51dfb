"""Changes of mind at the last moment, of either side, for the worker to know.

A volunteer who gave up too often is not asked unasked for a while; a worker may still choose them. What residents and
their families cancelled late is counted and has no consequence.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from core.api import now, session

from ..models import Offer, Request
from ..rules import rules

DAYS = 90


@dataclass(frozen=True)
class Late:
    """How often in the last 90 days requests were cancelled late, by who asked or their family, and jobs given up late."""

    cancelled: int
    given_up: int
    days: int = DAYS


def late_of(asker_id: int, helper_id: int | None) -> Late:
    """Of the one who asks and the one who helps, who may be the same person; one statement."""
    since = now() - timedelta(days=DAYS)
    cancelled = select(func.count()).where(
        Request.person_id == asker_id, Request.closed_as == "late", Request.state_since >= since
    )
    given_up = select(func.count()).where(
        Offer.person_id == helper_id, Offer.state == "given_up", Offer.late.is_(True), Offer.state_since >= since
    )
    row = session.execute(select(cancelled.scalar_subquery(), given_up.scalar_subquery())).one()
    return Late(*(int(number) for number in row))


def gave_up_late(since: datetime) -> Sequence[tuple[int, datetime]]:
    """(volunteer id, moment) of everybody who gave up late from `since` less 90 days on, for judging moments of the past."""
    found: Sequence[tuple[int, datetime]] = [
        (volunteer_id, at)
        for volunteer_id, at in session.execute(
            select(Offer.volunteer_id, Offer.state_since).where(
                Offer.state == "given_up", Offer.state_since >= since - timedelta(days=DAYS), Offer.late.is_(True)
            )
        )
    ]
    return found


def late_ones() -> dict[int, int]:
    """Volunteer id -> how often they gave up late in the last 90 days, of those at the community's limit."""
    limit = rules().late_limit
    if not limit:
        return {}
    times = func.count()
    rows = session.execute(
        select(Offer.volunteer_id, times)
        .where(Offer.state == "given_up", Offer.state_since >= now() - timedelta(days=DAYS), Offer.late.is_(True))
        .group_by(Offer.volunteer_id)
        .having(times >= limit)
    )
    return {volunteer_id: int(count) for volunteer_id, count in rows}
