"""What is still open between the station and a home: for the building's plan, and before somebody moves away."""
from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.api import Person, _, now, scope_filter, session, word

from ..models import Request

OPEN = ("submitted", "verified", "offered", "accepted", "not_home", "in_service", "unended", "done", "disputed")
SOMETHING, URGENT = 1, 3


def room_needs(building_id: int, actor: Any) -> dict[int, int]:
    """Rooms with open requests; urgent where the wished time has begun and nobody is there yet."""
    waiting = Request.state.in_(("submitted", "verified", "offered"))
    rows = session.execute(
        select(Person.room_id, func.min(Request.starts_at).filter(waiting).label("waits_since"))
        .join(Request, Request.person_id == Person.id)
        .where(
            Person.building_id == building_id,
            Request.state.in_(OPEN),
            scope_filter(actor, "love_savings.view_station", Request),
        )
        .group_by(Person.room_id)
    )
    moment = now()
    return {
        row.room_id: URGENT if row.waits_since is not None and row.waits_since < moment else SOMETHING
        for row in rows
        if row.room_id is not None
    }


def open_business(person_id: int) -> str | None:
    """Why the person cannot be moved out just now, or None."""
    mine = (Request.person_id == person_id) | (Request.helper_id == person_id)
    count = session.scalar(select(func.count(Request.id)).where(mine, Request.state.in_(OPEN))) or 0
    if not count:
        return None
    return _(
        "还有 %(count)s 个%(word)s的请求没有办完，请先办完或取消，再办迁出。", count=count, word=word("love_savings")
    )
