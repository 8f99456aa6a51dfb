"""What does not go straight: split work, a helper relieved, a closed door, a dispute, a ruling, a late change of mind, a call."""
from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, Person, actor_for, community_zone, local_day, now, session

from ..models import Request
from ..services import checking, disputes, serving
from ..workflow import request_flow
from .books import Books
from .past import Visit
from .people import Helped, Helper


def load_stories(rng: Random, helper: Helper, resident: Helped, helpers: list[Helper], elders: list[Helped]) -> None:
    """One request for each; the demo's sign-ins are in the one that goes on tomorrow."""
    books, start = Books(), _at(-1, 10)
    split = books.enter(Visit(helper, resident, None, "帮忙修门窗", start, 60, 60), "in_service")
    shut = books.enter(_by(rng, helpers, elders[0], "陪着去取药", now() - timedelta(minutes=25)), "accepted")
    late = books.enter(_by(rng, helpers, elders[1], "帮忙搬花盆", now() + timedelta(minutes=50)), "accepted")
    wrong = books.enter(_by(rng, helpers, elders[2], "教用手机", _at(-2, 14)), "done")
    absent = books.enter(_by(rng, helpers, elders[5], "打扫阳台", _at(-6, 9)), "done")
    first, other = rng.sample([h for h in helpers if h.person_id != elders[3].person_id], 2)
    begun = books.enter(Visit(first, elders[3], None, "粉刷小房间", _at(-1, 14), 120, 60), "done", relieved="突然头晕")
    rest = books.enter(Visit(other, elders[3], None, "粉刷小房间", _at(1, 15), 60, 60), "accepted", begun_by=first)
    books.write()
    _link(begun, rest)
    request_flow.fire(
        _request(split), "pause", _actor(helper), at=start + timedelta(minutes=55),
        starts_at=_at(1, 15), ends_at=_at(1, 16),
    )
    checking.nobody_home(shut, SYSTEM)
    serving.cancel(late, _actor(elders[1]), "孙子回来了")
    disputes.dispute(wrong, _actor(elders[2]), "minutes", "只坐了半个小时就走了", 30)
    disputes.dispute(absent, _actor(elders[5]), "absent", "那天没有人来")
    disputes.strike(absent, SYSTEM, "门口的监控里没有人")
    _wait_for_a_call(elders[4])


def _link(begun: int, rest: int) -> None:
    """The first helper fell ill after an hour, when the rest was asked for; another one took it."""
    first, second = _request(begun), _request(rest)
    first.first_id = second.first_id = first.id
    second.turn = 2


def _wait_for_a_call(elder: Helped) -> None:
    """The lot fell on the service that nobody answered for."""
    silent = select(Request).where(Request.person_id == elder.person_id, Request.state == "done")
    for request in session.scalars(silent).all():
        request.control = True


def _by(rng: Random, helpers: list[Helper], whom: Helped, words: str, start: datetime) -> Visit:
    return Visit(rng.choice([h for h in helpers if h.person_id != whom.person_id]), whom, None, words, start, 60, 60)


def _request(request_id: int) -> Request:
    return session.get_one(Request, request_id)


def _actor(who: Any) -> Any:
    return actor_for(session.get_one(Person, who.person_id))


def _at(days: int, hour: int) -> datetime:
    return datetime.combine(local_day(now()) + timedelta(days=days), time(hour), community_zone())
