"""A year of help in bulk: what the services would have written, with sums that agree."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from core.api import community_zone, local_day, now, session

from ..models import Counter
from .books import Books
from .people import Cast, Helped, Helper

REQUESTS_PER_CARD = 2.2
CANCELLED_SHARE = 0.06
SWAPPED_SHARE = 0.25
LENGTHS = (30, 45, 60, 60, 75, 90, 120)
ERRANDS = ("帮忙搬花盆", "陪着说说话", "换灯泡", "取药", "教用手机", "代买菜")
# What the demo resident did for others, so that there is something on the card: words, days ago, minutes.
OUTINGS = (
    ("花园清洁日", 210, 120), ("重阳节包饺子", 170, 180), ("图书室值班", 120, 240), ("花园清洁日", 88, 120),
    ("夏夜巡逻", 60, 150), ("图书室值班", 33, 240), ("花园清洁日", 3, 90),
)
PAIR_DAYS, PAIR_TIMES = 26, 6
WHY_NOT = ("家里来了人", "改天再说", "临时去医院")


@dataclass(frozen=True)
class Visit:
    """One request as it went; `minutes` is None where it was called off."""

    helper: Helper
    helped: Helped
    skill_id: int | None
    words: str
    starts_at: datetime
    planned: int
    minutes: int | None
    why_not: str = ""

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.planned)


def load_past(rng: Random, cast: Cast) -> None:
    """Cards, requests, records, transfers and statements of the last year."""
    books = Books()
    for at, person_id in enumerate(_holders(rng, cast)):
        issued = now() - timedelta(days=rng.randint(370, 1500))
        books.open_card(person_id, at + 1, f"{rng.getrandbits(144):036x}", issued)
    session.add(Counter(name="card", last=len(books.cards)))
    for visit in with_a_pair(cast, sorted(_visits(rng, cast), key=lambda v: v.starts_at)):
        books.enter(visit)
    if cast.resident.person_id in books.cards:
        for words, days, minutes in OUTINGS:
            at = datetime.combine(local_day(now()) - timedelta(days=days), time(9), community_zone())
            books.enter_outing(cast.resident, words, at, minutes)
    books.write()


def with_a_pair(cast: Cast, visits: list[Visit]) -> Iterator[Visit]:
    """The same visits, of which some of the last weeks are one volunteer's to one neighbour: a pair to look into."""
    since = now() - timedelta(days=PAIR_DAYS)
    near = [h for h in cast.helped if h.building_id == cast.resident.building_id and h != cast.resident]
    whom = (near or cast.helped)[0]
    recent = [v for v in visits if v.starts_at > since and v.minutes and v.helper.person_id != whom.person_id]
    always = {id(v) for v in recent[:PAIR_TIMES]}
    for visit in visits:
        if id(visit) in always:
            visit = replace(visit, helper=recent[0].helper, helped=whom, skill_id=None, words="陪着说说话")
        yield visit


def _holders(rng: Random, cast: Cast) -> list[int]:
    holders = [helper.person_id for helper in cast.helpers] + [helped.person_id for helped in cast.helped]
    rng.shuffle(holders)
    return holders


def _visits(rng: Random, cast: Cast) -> Iterator[Visit]:
    today, here, busy = local_day(now()), community_zone(), set()
    # Some volunteers go often, most now and then; some who help are helped in their turn.
    weights = [rng.random() ** 2 + 0.05 for _helper in cast.helpers]
    for _request in range(round((len(cast.helpers) + len(cast.helped)) * REQUESTS_PER_CARD)):
        helper = rng.choices(cast.helpers, weights)[0]
        day = today - timedelta(days=rng.randint(2, 364))
        if (helper.person_id, day) in busy:
            continue
        busy.add((helper.person_id, day))
        start = datetime.combine(day, time(rng.choice((9, 10, 14, 15, 16, 19)), rng.choice((0, 30))), here)
        swapped = [h for h in rng.choices(cast.both, k=1) if h.person_id != helper.person_id] if cast.both else []
        helped = swapped[0] if swapped and rng.random() < SWAPPED_SHARE else rng.choice(cast.helped)
        yield visit_of(rng, helper, helped, start)


def visit_of(rng: Random, helper: Helper, helped: Helped, start: datetime) -> Visit:
    """A visit that uses one of the helper's skills, or is a small errand."""
    skill_id, words = rng.choice([*helper.skills, (None, rng.choice(ERRANDS))])
    planned = rng.choice(LENGTHS)
    if rng.random() < CANCELLED_SHARE:
        return Visit(helper, helped, skill_id, words, start, planned, None, rng.choice(WHY_NOT))
    minutes = max(15, planned + rng.choice((-15, -5, 0, 0, 0, 5, 10)))
    return Visit(helper, helped, skill_id, words, start, planned, minutes)
