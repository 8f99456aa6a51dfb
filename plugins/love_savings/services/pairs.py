"""Pairs who serve each other remarkably often: reported with figures, for a worker to look into, never judged here."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.api import Person, _, now, scope_filter, session

from ..models import Request
from ..rules import rules

MOST = 100
Helper, Helped = aliased(Person), aliased(Person)


@dataclass
class Pair:
    """Two people: what the first did for the second (`given`) and the other way round (`back`); services and minutes."""

    helper_id: int
    helper: str
    helped_id: int
    helped: str
    same_household: bool
    latest: int
    given: int
    given_minutes: int
    back: int = 0
    back_minutes: int = 0
    why: list[str] = field(default_factory=list)


def reported(actor: Any) -> list[Pair]:
    """The pairs of the last days within what the actor sees, the most minutes first; one statement."""
    pairs: dict[tuple[int, int], Pair] = {}
    for row in _rows(actor):
        turned = pairs.get((row.helped_id, row.helper_id))
        if turned is None:
            pairs[row.helper_id, row.helped_id] = Pair(**row._mapping)
        else:
            turned.back, turned.back_minutes = row.given, row.given_minutes
            turned.latest = max(turned.latest, row.latest)
    for pair in pairs.values():
        pair.why = _why(pair)
    found = [pair for pair in pairs.values() if pair.why]
    return sorted(found, key=lambda pair: -(pair.given_minutes + pair.back_minutes))[:MOST]


def _rows(actor: Any) -> Any:
    since = now() - timedelta(days=rules().pair_days)
    seen = scope_filter(actor, "love_savings.view_station", Request)
    together = (Helper.household_id == Helped.household_id).label("same_household")
    return session.execute(
        select(
            Request.helper_id, Helper.name.label("helper"), Request.person_id.label("helped_id"),
            Helped.name.label("helped"), func.coalesce(together, False).label("same_household"),
            func.max(Request.id).label("latest"), func.count().label("given"),
            func.sum(Request.minutes).label("given_minutes"),
        )
        .join(Helper, Helper.id == Request.helper_id)
        .join(Helped, Helped.id == Request.person_id)
        .where(Request.state == "confirmed", Request.confirmed_at >= since, seen)
        .group_by(Request.helper_id, Helper.name, Request.person_id, Helped.name, together)
        .order_by(func.count().desc(), Request.helper_id, Request.person_id)
    ).all()


def _why(pair: Pair) -> list[str]:
    rule, said = rules(), []
    if pair.same_household:
        said.append(_("同一户"))
    if min(pair.given, pair.back) >= rule.pair_back:
        said.append(_("互相对存"))
    if max(pair.given, pair.back) >= rule.pair_times:
        said.append(_("往来集中"))
    return said
