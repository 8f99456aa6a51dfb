"""What is still open between the station and a home: for the building's plan, and before somebody moves away."""
from __future__ import annotations

from typing import Any

from sqlalchemy import case, func, select

from core.api import Person, _, scope_filter, session, word

from ..conditions import LIVE
from ..models import Claim, Wish

AT_HOME = ("collected", "verified", "prepared", "at_station", "delivered")
SOMETHING, WATCH = 1, 2


def room_needs(building_id: int, actor: Any) -> dict[int, int]:
    """Rooms with wishes to check or to bring; what lies ready is worth a look."""
    ready = func.max(case((Wish.state.in_(("prepared", "at_station")), WATCH), else_=SOMETHING))
    rows = session.execute(
        select(Person.room_id, ready)
        .join(Wish, Wish.person_id == Person.id)
        .where(
            Person.building_id == building_id, Person.room_id.is_not(None), Wish.state.in_(AT_HOME),
            scope_filter(actor, "micro_wish.view", Wish),
        )
        .group_by(Person.room_id)
    )
    return {room_id: int(need) for room_id, need in rows}


def open_business(person_id: int) -> str | None:
    """Why the person cannot be moved out just now, or None: wishes that somebody prepares, claims that stand."""
    going = Wish.state.in_(("reserved", "claimed", "overdue", "prepared", "at_station", "delivered"))
    wishes = session.scalar(select(func.count()).select_from(Wish).where(Wish.person_id == person_id, going)) or 0
    held = (Claim.person_id == person_id) & Claim.state.in_(LIVE)
    claims = session.scalar(select(func.count()).select_from(Claim).where(held)) or 0
    if not wishes + claims:
        return None
    return _(
        "还有 %(count)s 件%(word)s没有办完，请先办完、退出认领或撤下，再办迁出。", count=wishes + claims, word=word("micro_wish")
    )
