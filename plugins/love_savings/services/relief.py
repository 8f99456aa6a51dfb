"""A helper who cannot go on is relieved: what they did counts for them, and the rest is a linked request of its own."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, Person, _l, notify, now, session

from .. import links
from ..models import Request
from ..workflow import request_flow
from . import hours, parts
from .answering import give_up
from .dispatching import look_on, the_request
from .prices import charge
from .visits import visits_of

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
    return _rest_of(request, actor, _cost(request), *_time_of_rest(begins, length))


def relieve_gone(request_id: int, reason: str) -> Request:
    """The same where the helper died while at work: nobody knows until when, so another comes for all that was planned.

    At the same hour of the next day on which that is possible, so that the resident can say no first. Of the hours set
    aside the finished visits keep theirs; what the station finds out about this one is not taken from the card.
    """
    request = the_request(request_id, lock=True)
    begins, length = request.starts_at, request.ends_at - request.starts_at
    request = request_flow.fire(request, "helper_gone", SYSTEM, reason=reason)
    known = sum(charge(visit.minutes, request.skill_id) for visit in visits_of(request.id))
    return _rest_of(request, SYSTEM, known, *_time_of_rest(_same_hour(begins), length))


def instead_of(request_id: int, actor: Any, reason: str) -> Request:
    """Somebody else for a job that is promised, soon where its time has come; returns what is searched for."""
    request = the_request(request_id, lock=True)
    if request.visits:
        return relieve(request_id, actor, reason)
    request.starts_at, request.ends_at = _time_of_rest(request.starts_at, request.ends_at - request.starts_at)
    return give_up(request_id, actor, reason, by_station=True)


def _rest_of(request: Request, actor: Any, kept: int, starts_at: datetime, ends_at: datetime) -> Request:
    hours.release(request, kept=kept, of=":rest")
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


def _same_hour(begins: datetime) -> datetime:
    missed = now() + LEAST - begins
    return begins + timedelta(days=max(0, ceil(missed / timedelta(days=1))))


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
