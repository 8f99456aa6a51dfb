"""What is going on today: something in every state for those who can sign in."""
from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from core.api import SYSTEM, Person, actor_for, community_zone, local_day, now, session

from ..models import Offer, Request
from ..services import asking, dispatching
from ..workflow import offer_flow, request_flow
from .books import Books
from .past import Visit
from .people import Cast, Helped, Helper
from .stories import load_stories

# The demo's offers stand for a day, so that whoever tries it finds one.
OPEN_FOR = timedelta(days=1)


def load_live(rng: Random, cast: Cast) -> None:
    """Requests of the demo resident and offers to the demo volunteer, and others for the desk."""
    helper, resident = cast.helper, cast.resident
    others = [h for h in cast.helped if h.person_id not in (resident.person_id, helper.person_id)]
    elders = rng.sample(others, min(len(others), 6))
    if len(elders) < 6:
        return
    _ask(resident, "教我用手机挂号", 2, 10)
    _ask(elders[0], "厨房灯不亮了", 1, 9)
    verified(elders[1], "陪我去医院复查", 2, 9)
    _offered(elders[2], helper, "帮忙换煤气灶电池", 1, 14, after_a_wave=True)
    others = [h for h in cast.helpers if h.person_id != helper.person_id]
    _going_on(rng, helper, resident, others, elders)
    load_stories(rng, helper, resident, others, elders)


def _going_on(rng: Random, helper: Helper, resident: Helped, helpers: list[Helper], elders: list[Helped]) -> None:
    """Visits that began already: one under way, two that wait for their confirmation."""
    books = Books()
    for state, who, whom, start in (
        ("in_service", rng.choice(helpers), elders[3], now() - timedelta(minutes=40)),
        ("done", helper, resident, _at(-1, 15)), ("done", rng.choice(helpers), elders[4], _at(-5, 10)),
    ):
        books.enter(Visit(who, whom, None, "陪着说说话", start, 60, 60), state)
    books.write()


def _person(person_id: int) -> Any:
    return session.get(Person, person_id)


def _at(days: int, hour: int) -> datetime:
    return datetime.combine(local_day(now()) + timedelta(days=days), time(hour), community_zone())


def _ask(who: Helped, words: str, days: int, hour: int) -> Request:
    start = _at(days, hour)
    return asking.ask(
        actor_for(_person(who.person_id)), who.person_id, start, start + timedelta(hours=1), words=words
    )


def verified(who: Helped, words: str, days: int, hour: int) -> Request:
    """A request that the station has looked at and nobody was asked about yet."""
    request = _ask(who, words, days, hour)
    return dispatching.verify(request.id, SYSTEM)


def _offered(who: Helped, helper: Helper, words: str, days: int, hour: int, *, after_a_wave: bool = False) -> Offer:
    request = verified(who, words, days, hour)
    if after_a_wave and dispatching.candidates(request, 1):
        request = _declined(dispatching.next_wave(request.id))
    request = request_flow.fire(request, "offer", SYSTEM)
    offer = Offer(
        request_id=request.id, volunteer_id=helper.volunteer_id, person_id=helper.person_id, wave=request.wave,
        reasons=[],
    )
    offer_flow.start(offer, SYSTEM, at=now() + OPEN_FOR)
    session.flush()
    return offer


def _declined(request: Request) -> Request:
    """Everybody of the first wave was called and said no."""
    for offer in session.scalars(select(Offer).where(Offer.request_id == request.id, Offer.state == "offered")).all():
        offer.answered_by_station = True
        offer_flow.fire(offer, "decline", SYSTEM, reason="那天不在家")
    return request_flow.fire(request, "wave_over", SYSTEM)
