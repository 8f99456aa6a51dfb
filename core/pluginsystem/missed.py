"""Events that a plugin must not miss: kept while it is off here, told when it is switched on again.

What a register says at any time needs no keeping; but that a consent was withdrawn in between, nothing tells any more once it
is given anew, and what rested on the first one has to end. That somebody died or moved away is kept too, so that no service
has to search the register for it.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from core.events import Event, packed, tell_one
from core.pluginsystem.models import MissedEvent, PluginState
from core.tenancy.session import db

# The subscriber of each plugin that listens.
ears: dict[str, Callable[[Any], None]] = {}


def keep(name: str, event: Event) -> None:
    """Keep an event for a plugin that is off, where it was ever on: elsewhere it has nothing to bring in line."""
    if not event.kept:
        return
    # The switch's own row is locked: either the plugin is off until this is committed, or it is on and hears it at once.
    query = select(PluginState).where(PluginState.plugin == name).with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        return
    if row.enabled:
        tell_one(packed(event), ears[name])
    else:
        db.session.add(MissedEvent(plugin=name, event=packed(event)))


def catch_up(name: str) -> None:
    """Have a plugin that is being switched on told what it missed, in the order in which it happened."""
    for missed in db.session.scalars(select(MissedEvent).where(MissedEvent.plugin == name).order_by(MissedEvent.id)).all():
        if name in ears:
            tell_one(missed.event, ears[name])
        db.session.delete(missed)
