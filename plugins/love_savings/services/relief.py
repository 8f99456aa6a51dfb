"""A helper who cannot go on is relieved: what they did counts for them, and the rest is a linked request of its own."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, Person, _l, notify, now, session

from .. import links
from ..models import Request
from ..workflow import request_flow
from . import hours, parts
from .dispatching import look_on, the_request
from .prices import charge

# The next one needs so long to answer and to come; less than this is not worth the way.
LEAST = timedelta(minutes=30)
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Turn:
    """What one helper does of work that several do in turn; `parts` are their visits so far."""

    request: Request
    helper: str | None
    parts: list[parts.Part]


def relieve(request_id: int, actor: Any, reason: str, *, tomorrow: bool = False) -> Request:
    """End the helper's part now and look for somebody else for the rest; returns the rest, which is verified already.

    The rest is to be done when the next visit was agreed; of a visit that goes on, soon, or `tomorrow` at the same hour.
    Raises WorkflowRefused.
    """
    request = the_request(request_id, lock=True)
    begins, length = request.starts_at, request.ends_at - request.starts_at
    going = request.state == "in_service"
    request = request_flow.fire(request, "relieve", actor, reason=reason)
    if going:
        begins = begins + timedelta(days=1) if tomorrow else now()
        length -= timedelta(minutes=request.minutes - request.minutes_before)
    starts_at, ends_at = _time_of_rest(begins, length)
    hours.release(request, kept=_cost(request), of=":rest")
    request.first_id = request.origin_id
    rest = Request(
        person_id=request.person_id, skill_id=request.skill_id, building_id=request.building_id, words=request.words,
        place=request.place, starts_at=starts_at, ends_at=ends_at, asked_at=now(), recorded_by_id=request.recorded_by_id,
        first_id=request.first_id, turn=request.turn + 1,
    )
    request_flow.start(rest, actor)
    request_flow.fire(rest, "verify", SYSTEM)
    notify(rest.person_id, _l("没做完的另请人来做，请看新约的时间；不用再来就请取消。"), links.asked(rest.id), "love_savings")
    look_on(rest.id)
    return rest


def _time_of_rest(begins: datetime, length: timedelta) -> tuple[datetime, datetime]:
    """From when until when others are asked to come: not before somebody can be there, and worth the way."""
    start = _quarter(max(begins, now() + LEAST))
    return start, start + max(length, LEAST)


def _quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (QUARTER - over if over else timedelta())


def _cost(request: Request) -> int:
    """What the card pays for what was done, visit by visit as it will be booked."""
    lengths = [part.length for part in parts.parts_of(request)]
    return sum(charge(minutes, request.skill_id) for minutes in parts.shares(request.minutes or 0, lengths))


def turns_of(request: Request, shown: Callable[[str], str] = str) -> Sequence[Turn]:
    """All who did or will do a part of it, the first one first; nobody where one helper does it all.

    shown: how much of a name the reader sees.
    """
    if request.first_id is None:
        return []
    rows = session.execute(
        select(Request, Person.name)
        .outerjoin(Person, Person.id == Request.helper_id)
        .where(Request.first_id == request.first_id)
        .order_by(Request.turn)
    )
    return [Turn(row, name and shown(name), parts.parts_of(row) if row.checked_out_at else []) for row, name in rows]
