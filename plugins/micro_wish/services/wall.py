"""What everybody may see: numbers, groups, titles, limits and states; no person, no address, no story."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.api import Page, page_of, session

from ..models import Wish
from .finding import PUBLIC

FILTERS: dict[str, tuple[str, ...]] = {
    "open": ("published",),
    "going": ("reserved", "claimed", "overdue", "prepared", "at_station", "delivered"),
    "done": ("fulfilled", "thanked", "closed"),
    "all": PUBLIC,
}
PUBLIC_COLUMNS = (
    Wish.number, Wish.title, Wish.kind, Wish.tag, Wish.limit_fen, Wish.share, Wish.parts, Wish.taken, Wish.state,
    Wish.published_at, Wish.fulfilled_at,
)
ON_SCREEN = 8


def counts() -> dict[str, int]:
    """How many wishes stand behind each filter, and `collected`: all that ever came in. One statement."""
    found = dict(session.execute(select(Wish.state, func.count()).group_by(Wish.state)).all())
    sums = {name: sum(found.get(state, 0) for state in states) for name, states in FILTERS.items()}
    return {**sums, "collected": sum(found.values())}


def _shown(which: str, group: str) -> list[ColumnElement[bool]]:
    where = [Wish.state.in_(FILTERS.get(which, FILTERS["open"])), Wish.number.is_not(None)]
    return [*where, Wish.tag == group] if group else where


def wall_page(which: str, number: int, total: int, group: str = "") -> Page:
    """Twenty wishes; who waits longest comes first among the open ones, the newest first else.

    `total` comes from `counts`, so that the page needs no count of its own unless a group is chosen.
    """
    order = (Wish.published_at, Wish.id) if which == "open" else (Wish.number.desc(),)
    where = _shown(which, group)
    counted = select(func.count()).select_from(Wish).where(*where) if group else total
    return page_of(select(*PUBLIC_COLUMNS).where(*where).order_by(*order), number, counted)


def some(which: str, limit: int, after: int = 0) -> Sequence[Any]:
    """A few wishes for the home page and the screen, `after` so many others: open ones that wait longest, else the latest."""
    order = (Wish.published_at, Wish.id) if which == "open" else (Wish.fulfilled_at.desc(), Wish.id.desc())
    few = select(*PUBLIC_COLUMNS).where(*_shown(which, "")).order_by(*order).limit(limit).offset(after)
    return session.execute(few).all()


def batch(waiting: int, moment: datetime, seconds: int) -> int:
    """How many open wishes the screen leaves out now, so that each renewal shows the next ones."""
    batches = max(1, -(-waiting // ON_SCREEN))
    after = int(moment.timestamp()) // seconds % batches * ON_SCREEN
    return min(after, max(0, waiting - ON_SCREEN))
