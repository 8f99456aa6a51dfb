"""Invented past and present of the classes for demo communities, and example rows for tests."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from core.api import community_today, places

from ..services.calendar import monday_of
from . import live, terms
from .books import Books
from .examples import examples
from .people import choose
from .terms import Season

__all__ = ["examples", "load", "seasons"]

TERMS, HOLIDAYS = ("秋季", "春季"), ("寒假", "暑假")


def _named(day: date, names: tuple[str, str]) -> str:
    """2026 年秋季 for a term, 2026 年暑假 for a holiday, by the month in which it begins."""
    first, last = (2, 7) if names == TERMS else (5, 10)
    return f"{day.year} 年{names[first <= day.month <= last]}"


def seasons(today: date) -> tuple[Season, Season, Season]:
    """The holiday before, the running term with today in it, and what comes next; places of the first two are drawn."""
    first = monday_of(today) - timedelta(weeks=12)
    last = first + timedelta(days=18 * 7 - 1)
    running = Season(_named(first, TERMS), "school", first, last, first - timedelta(days=20), first - timedelta(days=8))
    before = first - timedelta(weeks=8)
    holiday = Season(
        _named(before, HOLIDAYS), "holiday", before, before + timedelta(days=6 * 7 - 3), before - timedelta(days=15),
        before - timedelta(days=5), over=True,
    )
    after = last + timedelta(days=15)
    coming = Season(
        _named(after, HOLIDAYS), "holiday", after, after + timedelta(days=27), today - timedelta(days=4),
        today + timedelta(days=20), drawn=False,
    )
    names = {season.name for season in (holiday, running, coming)}
    if len(names) < 3:
        coming.name, holiday.name = f"{coming.name}（下一期）", f"{holiday.name}（上一期）"
    return holiday, running, coming


def load(rng: Random, signins: Mapping[str, Any]) -> None:
    """A past holiday, a running term with a class today, and the next term that enrols and looks for teachers."""
    rooms = [place.id for place in places() if place.kind in ("room", "sports", "hall")]
    cast = choose(rng, signins) if rooms else None
    if cast is None:
        return
    holiday, running, coming = seasons(community_today())
    books = Books()
    for season in (holiday, running):
        term_id, made = terms.make(books, rng, cast, season, rooms)
        for course in made:
            terms.held(books, rng, season, course, community_today() - timedelta(days=1))
        live.sheets(rng, books, term_id, made, cast)
    _next_id, next_courses = terms.make(books, rng, cast, coming, rooms)
    books.write()
    live.people_at_the_door(rng, made[1], cast)
    live.today(rng, made[1], cast, rooms)
    for number, course in enumerate(made):
        live.to_come(running, course, tomorrow=number == 0)
    live.approvals(term_id, running.name, cast)
    live.offer(cast, next_courses[0].id)
