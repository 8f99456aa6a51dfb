"""Judges what a plugin answers before a page of the core draws it: a wrong piece fails the plugin and not the page."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app, has_request_context, url_for

from core.pluginsystem.offers import Arrangement, Card, Figure, Hint, NavItem, Panel, Task, Tile

KINDS: dict[str, type[Any]] = {
    "nav_items": NavItem, "public_cards": Card, "public_figures": Figure, "tiles": Tile, "me_cards": Card,
    "arrangements": Arrangement, "tasks": Task, "household_tasks": Task, "desk_cards": Card, "resident_panels": Panel,
    "hints": Hint,
}  # fmt: skip


def check_answers(hook: str, answers: Iterable[Any]) -> None:
    """Raises TypeError for a piece that the hook does not ask for, and what `url_for` says of an address that there is not."""
    kind = KINDS.get(hook)
    if kind is None:
        return
    for answer in answers:
        if not isinstance(answer, kind):
            raise TypeError(f"{hook} answers a list of {kind.__name__}, not {type(answer).__name__}")
        if not isinstance(getattr(answer, "order", 0), int):
            raise TypeError(f"the order of a {kind.__name__} is a whole number, not {answer.order!r}")
        for field in ("due_at", "at"):
            moment = getattr(answer, field, None)
            if moment is not None and not (isinstance(moment, datetime) and moment.tzinfo):
                raise TypeError(f"{field} of a {kind.__name__} is an aware moment such as now(), not {moment!r}")
        if hasattr(answer, "endpoint"):
            _check_address(answer)


def _check_address(answer: Any) -> None:
    """Built once for each shape in an app: a menu is on every page."""
    shape = (answer.endpoint, *sorted(answer.values))
    known: set[Any] = current_app.extensions.setdefault("linli_addresses", set())
    if shape not in known and has_request_context():
        url_for(answer.endpoint, **answer.values)
        known.add(shape)
