"""What went wrong with plugins, kept for the community's admin in whichever process it happened."""
from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from flask import Flask, g, has_request_context
from sqlalchemy import case, or_, select, update

from core.clock import now
from core.communities.state import CommunityState
from core.kernel.insert import insert_new
from core.pluginsystem.models import PluginProblem
from core.pluginsystem.registry import plugins_of
from core.tenancy.current import current_id_or_none
from core.tenancy.ids import new_id
from core.tenancy.session import db

SHOWN = timedelta(days=1)
SLOW = "slow:"  # before the hook, where it answered late
REPEATED = 3  # a machine that was busy once is no problem of the service
log = logging.getLogger("linli.plugins")


def note(community: CommunityState, plugin: str, hook: str, text: str) -> None:
    """Remember a problem of this request, to be written after the response, at most once a minute; jobs keep theirs."""
    if has_request_context() and plugins_of().health.note_now(community.id, plugin, hook):
        g.setdefault("plugin_problems", []).append((plugin, hook, text))


def recent_problems() -> dict[str, list[PluginProblem]]:
    """Problems of the last day in the community in force, newest first, by plugin; slow answers when they are repeated."""
    found: dict[str, list[PluginProblem]] = {}
    counts = or_(~PluginProblem.hook.startswith(SLOW), PluginProblem.times >= REPEATED)
    query = select(PluginProblem).where(PluginProblem.last_at > now() - SHOWN, counts)
    for problem in db.session.scalars(query.order_by(PluginProblem.last_at.desc())):
        found.setdefault(problem.plugin, []).append(problem)
    return found


def init_app(app: Flask) -> None:
    """Write the problems of a request down when its response is ready."""
    app.teardown_request(_write_down)


def _write_down(error: BaseException | None) -> None:
    problems: list[Any] = g.pop("plugin_problems", [])
    if not problems or current_id_or_none() is None:
        return
    try:
        db.session.rollback()  # what the view did not commit is lost anyway
        for plugin, hook, text in problems:
            _write_one(plugin, hook, text)
        db.session.commit()
    except Exception:
        log.exception("a plugin's problem could not be written down")
        db.session.rollback()


def _write_one(plugin: str, hook: str, text: str) -> None:
    values = {
        "community_id": db.session().community_id, "id": new_id(), "plugin": plugin, "hook": hook, "text": text,
        "times": 1, "last_at": now(),
    }
    if not insert_new(PluginProblem, values, ("community_id", "plugin", "hook")):
        row = PluginProblem.__table__.c
        db.session.execute(
            update(PluginProblem)
            .where(row.plugin == plugin, row.hook == hook)
            .values(text=text, times=case((row.last_at <= now() - SHOWN, 1), else_=row.times + 1), last_at=now())
            .execution_options(synchronize_session=False)
        )
