"""Lists of requests and offers, each one statement, for the pages of the station, the volunteer and the resident."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from core.api import (
    MOST_TASKS,
    Building,
    Page,
    Person,
    Skill,
    _,
    _l,
    current_community,
    page_of,
    scope_filter,
    session,
    usual,
)

from ..models import Offer, Request
from . import controls

# Each by what it waits for; "todo" is all that waits for the station, calls that are due included.
FILTERS: dict[str, tuple[str, ...]] = {
    "todo": ("submitted", "verified", "not_home", "unended", "disputed"),
    "verify": ("submitted",),
    "dispatch": ("verified",),
    "not_home": ("not_home",),
    "unended": ("unended",),
    "control": ("done",),
    "disputed": ("disputed",),
    "going": ("offered", "accepted", "in_service"),
    "done": ("done",),
    "confirmed": ("confirmed",),
    "cancelled": ("cancelled",),
    "all": (),
}
# What a volunteer who accepted still has on hand, and what a worker has to do something about.
ON_HAND = ("accepted", "not_home", "in_service", "unended", "done", "disputed")
WAITING = ("submitted", "verified", "not_home", "unended", "done", "disputed")
Helper = aliased(Person)
HELPED_COLUMNS = (
    Request.id,
    Request.state,
    Request.starts_at,
    Request.ends_at,
    Request.words,
    Request.place,
    Request.minutes,
    Request.wave,
    Request.calls,
    Person.name.label("person_name"),
    Person.household_id,
    Building.name.label("building_name"),
    Skill.title.label("skill_title"),
    Helper.name.label("helper_name"),
)


# Built once, because building these costs more than running them.
_HELPED = (
    select(*HELPED_COLUMNS)
    .select_from(Request)
    .join(Person, Person.id == Request.person_id)
    .outerjoin(Building, Building.id == Request.building_id)
    .outerjoin(Skill, Skill.id == Request.skill_id)
    .outerjoin(Helper, Helper.id == Request.helper_id)
)
# These two are asked on every page of a resident, straight from the connection; so they name the community themselves.
_HERE = Request.community_id == bindparam("community_id")
_ASKED = (
    _HELPED.where(_HERE, Request.person_id == bindparam("person_id"))
    .order_by(Request.starts_at.desc())
    .limit(bindparam("most"))
)
_ASKED_LIVE = _ASKED.where(Request.state.not_in(("confirmed", "cancelled")))
_OFFERED = (
    _HELPED.add_columns(
        Offer.id.label("offer_id"),
        Offer.state.label("offer_state"),
        Offer.due_at.label("answer_by"),
        Request.checked_in_at,
        Request.checked_out_at,
    )
    .join(Offer, (Offer.community_id == Request.community_id) & (Offer.request_id == Request.id))
    .where(
        _HERE,
        Offer.person_id == bindparam("person_id"),
        ((Offer.state == "offered") & (Request.state == "offered"))
        | ((Offer.state == "accepted") & Request.state.in_(ON_HAND)),
    )
    .order_by(Request.starts_at, Request.id)
    .limit(50)
)


WAITS_FOR = {"not_home": _l("待联系"), "unended": _l("待核实时长"), "done": _l("待居民确认"), "disputed": _l("待裁定")}


def waits_for(row: Any) -> Any:
    """What a row waits for, in a word or two, where its state alone does not say it; else nothing."""
    return _l("待回访") if row.call_due else WAITS_FOR.get(row.state, "")


def what(row: Any) -> str:
    """What is to be done, in a few words."""
    return usual(row.skill_title) or row.words[:20] or _("帮个忙")


def station_page(actor: Any, which: str, number: int, total: int) -> Page:
    """Twenty requests that the actor may see, the soonest first among the open ones, the newest first else.

    `total` comes from `counts_by_filter`, so that the page needs no count of its own.
    """
    states = FILTERS.get(which, FILTERS["todo"])
    where: list[ColumnElement[bool]] = [scope_filter(actor, "love_savings.view_station", Request)]
    if which == "control":
        where.append(controls.waits_for_call())
    elif which == "todo":
        where.append(or_(Request.state.in_(states), controls.waits_for_call()))
    elif states:
        where.append(Request.state.in_(states))
    soonest = which not in ("confirmed", "cancelled", "all")
    order = (Request.starts_at, Request.id) if soonest else (Request.starts_at.desc(), Request.id.desc())
    return page_of(_with_call_due().where(*where).order_by(*order), number, total)


def counts_by_filter(actor: Any) -> dict[str, int]:
    """How many requests stand behind each filter, in one statement."""
    rows = session.execute(
        select(Request.state, func.count(), func.sum(case((controls.waits_for_call(), 1), else_=0)))
        .where(scope_filter(actor, "love_savings.view_station", Request))
        .group_by(Request.state)
    ).all()
    found = {state: int(count) for state, count, _calls in rows}
    counts = {name: sum(found.get(state, 0) for state in states) for name, states in FILTERS.items() if states}
    calls = sum(int(calls) for _state, _count, calls in rows)
    return {**counts, "todo": counts["todo"] + calls, "control": calls, "all": sum(found.values())}


def call_results(actor: Any) -> dict[str, int]:
    """What came of the control calls of all time, by result, as far as the actor may see; one statement."""
    rows = session.execute(
        select(Request.call_result, func.count())
        .where(Request.control.is_(True), Request.call_result != "", scope_filter(actor, "love_savings.view_station", Request))
        .group_by(Request.call_result)
    )
    return {result: int(count) for result, count in rows}


def requests_of(person_id: int, *, limit: int = 10, live: bool = False) -> Sequence[Any]:
    """A resident's own requests, the newest first; `live` leaves out the closed ones."""
    return _straight(_ASKED_LIVE if live else _ASKED, person_id=person_id, most=limit)


def offers_to(person_id: int) -> Sequence[Any]:
    """What a volunteer is asked and has promised: open offers and jobs that are not closed, the soonest first."""
    return _straight(_OFFERED, person_id=person_id)


def _straight(statement: Any, **values: Any) -> Sequence[Any]:
    session.flush()
    return session.connection().execute(statement, {"community_id": current_community().id, **values}).all()


def tasks_for(actor: Any, limit: int = MOST_TASKS) -> Sequence[Any]:
    """Requests that wait for the station: to verify, to dispatch, to call about, to rule; and for a resident's yes."""
    waiting = Request.state.in_(WAITING)
    mine = scope_filter(actor, "love_savings.view_station", Request)
    return session.execute(_with_call_due().where(waiting, mine).order_by(Request.starts_at).limit(limit)).all()


def open_at(household_id: int, actor: Any) -> Sequence[Any]:
    """Requests of a household's people that are not closed, the soonest first."""
    mine = scope_filter(actor, "love_savings.view_station", Request)
    where = (Person.household_id == household_id, Request.state.not_in(("confirmed", "cancelled")), mine)
    return session.execute(_with_call_due().where(*where).order_by(Request.starts_at).limit(20)).all()


def _with_call_due() -> Any:
    return _HELPED.add_columns(controls.waits_for_call().label("call_due"))
