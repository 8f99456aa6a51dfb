"""What everybody may see: numbers, groups, titles, limits and states; no person, no address, no story."""
from __future__ import annotations

from collections.abc import Sequence
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
ON_SCREEN = 12


def counts() -> dict[str, int]:
    """How many wishes stand behind each filter, and `collected`: all that ever came in. One statement."""
    found = dict(session.execute(select(Wish.state, func.count()).group_by(Wish.state)).all())
    sums = {name: sum(found.get(state, 0) for state in states) for name, states in FILTERS.items()}
    return {**sums, "collected": sum(found.values())}


def _shown(which: str, group: str, kind: str) -> list[ColumnElement[bool]]:
    where = [Wish.state.in_(FILTERS.get(which, FILTERS["open"])), Wish.number.is_not(None)]
    if group:
        where.append(Wish.tag == group)
    if kind:
        where.append(Wish.kind == kind)
    return where


def wall_page(which: str, number: int, group: str = "", kind: str = "") -> Page:
    """Twenty wishes; who waits longest comes first among the open ones, the newest first else. Two statements."""
    order = (Wish.published_at, Wish.id) if which == "open" else (Wish.number.desc(),)
    where = _shown(which, group, kind)
    counted = select(func.count()).select_from(Wish).where(*where)
    return page_of(select(*PUBLIC_COLUMNS).where(*where).order_by(*order), number, counted)


def latest(which: str, limit: int) -> Sequence[Any]:
    """A few wishes for the home page and the screen."""
    order = (Wish.published_at, Wish.id) if which == "open" else (Wish.fulfilled_at.desc(), Wish.id.desc())
    return session.execute(select(*PUBLIC_COLUMNS).where(*_shown(which, "", "")).order_by(*order).limit(limit)).all()
