"""Who gave up at the last moment too often is not asked unasked for a while; a worker may still choose them."""
from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from core.api import now, session

from ..models import Offer
from ..rules import rules

DAYS = 90


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
