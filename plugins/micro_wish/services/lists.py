"""Lists for the desk, the claimant and the resident, each one statement."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from core.api import (
    MOST_TASKS,
    Building,
    Page,
    Person,
    Team,
    Unit,
    community_today,
    community_zone,
    page_of,
    scope_filter,
    session,
)

from ..conditions import FOR_UNIT, LIVE
from ..models import Claim, Wish

VIEW = "micro_wish.view"
STEP_DAYS = 5
FILTERS: dict[str, tuple[str, ...]] = {
    "todo": ("collected", "verified", "overdue", "prepared", "at_station", "delivered"),
    "new": ("collected",),
    "verified": ("verified",),
    "open": ("published",),
    "claimed": ("reserved", "claimed"),
    "overdue": ("overdue",),
    "hand_over": ("prepared", "at_station", "delivered"),
    "thanks": (),
    "done": ("fulfilled", "thanked", "closed"),
    "stopped": ("returned", "withdrawn", "expired"),
    "all": (),
}
# What is late comes first, then what lies at the station, then what came in.
URGENCY = case(
    {state: at for at, state in enumerate(("overdue", "at_station", "prepared", "delivered", "collected", "verified"))},
    value=Wish.state, else_=9,
)
COLUMNS = (
    Wish.id, Wish.state, Wish.state_since, Wish.title, Wish.kind, Wish.tag, Wish.number, Wish.card, Wish.limit_fen,
    Wish.share, Wish.parts, Wish.taken, Wish.promised_on, Wish.collected_at, Wish.fulfilled_at, Wish.why,
    Wish.thanks_state, Person.name.label("person_name"), Person.household_id, Building.name.label("building_name"),
)
_LISTED = (
    select(*COLUMNS)
    .select_from(Wish)
    .join(Person, Person.id == Wish.person_id)
    .outerjoin(Building, Building.id == Wish.building_id)
)


def _mine(actor: Any) -> ColumnElement[bool]:
    return scope_filter(actor, VIEW, Wish)


def _behind(which: str) -> list[ColumnElement[bool]]:
    if which == "thanks":
        return [Wish.thanks_state == "waiting"]
    states = FILTERS.get(which, FILTERS["todo"])
    return [Wish.state.in_(states)] if states else []


def counts_by_filter(actor: Any) -> dict[str, int]:
    """How many wishes stand behind each filter, in one statement."""
    waiting = func.sum(case((Wish.thanks_state == "waiting", 1), else_=0))
    rows = session.execute(select(Wish.state, func.count(), waiting).where(_mine(actor)).group_by(Wish.state)).all()
    found = {state: count for state, count, _thanks in rows}
    counts = {name: sum(found.get(state, 0) for state in states) for name, states in FILTERS.items()}
    return {**counts, "all": sum(found.values()), "thanks": sum(int(thanks or 0) for _s, _c, thanks in rows)}


def station_page(actor: Any, which: str, number: int, total: int) -> Page:
    """Twenty wishes that the actor may see: what is due first, among the closed ones the newest first."""
    where = [_mine(actor), *_behind(which)]
    if which in ("done", "stopped", "all", "thanks"):
        order: tuple[Any, ...] = (Wish.state_since.desc(), Wish.id.desc())
    else:
        order = (URGENCY, Wish.promised_on.is_(None), Wish.promised_on, Wish.state_since, Wish.id)
    return page_of(_LISTED.where(*where).order_by(*order), number, total)


def tasks_for(actor: Any, limit: int = MOST_TASKS) -> Sequence[Any]:
    """What waits for the station today: late ones, hand-overs, then what came in."""
    waiting = or_(Wish.state.in_(FILTERS["todo"]), Wish.thanks_state == "waiting")
    query = _LISTED.where(waiting, _mine(actor)).order_by(URGENCY, Wish.state_since, Wish.id)
    return session.execute(query.limit(limit)).all()


def at_door(actor: Any, household_id: int) -> Sequence[Any]:
    """What is open with the people of one household."""
    open_now = Wish.state.in_(("collected", "returned", "verified", "prepared", "at_station", "delivered", "fulfilled"))
    query = _LISTED.where(Person.household_id == household_id, open_now, _mine(actor))
    return session.execute(query.order_by(URGENCY, Wish.id).limit(20)).all()


def wishes_of(person_id: int, *, limit: int = 30, live: bool = False) -> Sequence[Any]:
    """A resident's own wishes, the newest first; `live` leaves out the closed ones."""
    query = select(
        Wish.id, Wish.state, Wish.title, Wish.kind, Wish.number, Wish.collected_at, Wish.promised_on, Wish.state_since
    ).where(Wish.person_id == person_id)
    if live:
        query = query.where(Wish.state.not_in(("closed", "withdrawn", "expired", "thanked")))
    return session.execute(query.order_by(Wish.collected_at.desc(), Wish.id.desc()).limit(limit)).all()


CLAIMED = (
    select(
        Claim.id, Claim.state, Claim.party, Claim.parts, Claim.promised_on, Claim.due_at, Claim.state_since, Claim.words, Wish.number,
        Wish.title, Wish.kind, Wish.share, Wish.state.label("wish_state"), Wish.thanks, Team.name.label("team_name"),
        Unit.name.label("unit_name"), Person.name.label("person_name"),
    )
    .join(Wish, Wish.id == Claim.wish_id)
    .join(Person, Person.id == Claim.person_id)
    .outerjoin(Team, Team.id == Claim.team_id)
    .outerjoin(Unit, Unit.id == Claim.unit_id)
)


def claims_of(actor: Any, *, limit: int = 50, live: bool = False) -> Sequence[Any]:
    """All behind which the actor stands: made by them, their team's, their unit's; the next due first."""
    mine: list[ColumnElement[bool]] = [Claim.person_id == actor.person_id, Team.leader_id == actor.person_id]
    if actor.can(FOR_UNIT):
        mine.append((Claim.party == "unit") & actor.scope(FOR_UNIT, Claim))
    query = CLAIMED.where(or_(*mine))
    if live:
        query = query.where(Claim.state.in_(LIVE))
    order = (case((Claim.state.in_(LIVE), 0), else_=1), Claim.state_since.desc(), Claim.id)
    return session.execute(query.order_by(*order).limit(limit)).all()


def claims_on(wish_id: int) -> Sequence[Any]:
    """All claims on one wish, the newest first, with names; for the station."""
    return session.execute(CLAIMED.where(Claim.wish_id == wish_id).order_by(Claim.id.desc())).all()


def morning(day: date) -> datetime:
    """Nine o'clock of a day here."""
    return datetime.combine(day, time(9), community_zone())


def due_at(row: Any) -> datetime:
    """When the station should have taken the next step: by the promised day, or a few days after the last step."""
    if row.promised_on and row.state in ("overdue", "prepared"):
        return morning(row.promised_on)
    moment: datetime = row.state_since
    return moment + timedelta(days=STEP_DAYS)


def is_due(row: Any) -> bool:
    """Whether a wish should have come by now, or comes today."""
    return row.promised_on is not None and row.promised_on <= community_today()
