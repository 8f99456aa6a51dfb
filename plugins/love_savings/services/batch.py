"""The morning's requests assigned together: the job process finds the best total, the worker sends what they like."""
from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.api import (
    SYSTEM,
    Building,
    Missing,
    Person,
    Refused,
    Skill,
    Suggestion,
    _,
    best_total,
    enqueue,
    first_come,
    handles,
    now,
    scope_filter,
    session,
    suggest,
)

from ..batch_models import Batch, Pair
from ..batch_workflow import batch_flow, pair_flow
from ..errors import NothingChosen
from ..models import Offer, Request
from ..rules import rules
from ..workflow import DISPATCH
from .dispatching import need_of, offer_one
from .involved import helpers_before, verifiers_of
from .kin import relatives_of
from .lateness import late_ones

JOB = "love_savings.batch"
# With as many candidates for each request as there are requests, the best total is exact.
MOST = 60
# So many more are looked at, because relatives among them, and who verified the request, are left out.
KIN = 10
_Volunteer = aliased(Person)


@dataclass(frozen=True)
class Sent:
    """How many invitations went out, and how many came too late."""

    sent: int
    gone: int


def open_requests(actor: Any) -> Sequence[Any]:
    """What the actor may dispatch now, the soonest first: (id, starts_at, words, skill, person, building)."""
    return session.execute(
        select(Request.id, Request.starts_at, Request.words, Skill.title, Person.name, Building.name.label("building"))
        .join(Person, Person.id == Request.person_id)
        .outerjoin(Skill, Skill.id == Request.skill_id)
        .outerjoin(Building, Building.id == Request.building_id)
        .where(Request.state == "verified", Request.starts_at > now(), scope_filter(actor, DISPATCH, Request))
        .order_by(Request.starts_at, Request.id)
        .limit(MOST)
    ).all()


def begin(actor: Any, chosen: Collection[int]) -> Batch:
    """Put the chosen requests together and let the job process work; raises NothingChosen."""
    ids = [row.id for row in open_requests(actor) if row.id in set(chosen)]
    if not ids:
        raise NothingChosen
    batch = batch_flow.start(Batch(made_by_id=actor.person_id, made_at=now()), actor)
    session.flush()
    for request_id in ids:
        pair_flow.start(Pair(batch_id=batch.id, request_id=request_id), actor)
    enqueue(JOB, {"batch_id": batch.id}, key=str(batch.id))
    session.flush()
    return batch


@handles(JOB)
def solve(payload: dict[str, Any]) -> None:
    """Find the best total for a batch, and beside it what serving in order of arrival would have given."""
    batch = batch_flow.lock(session.get_one(Batch, payload["batch_id"]))
    if batch.state != "waiting":
        return
    rows = session.execute(
        select(Pair, Request)
        .join(Request, Request.id == Pair.request_id)
        .where(Pair.batch_id == batch.id)
        .order_by(Request.asked_at, Request.id)
    ).all()
    found = _candidates([request for _pair, request in rows])
    best, in_turn = best_total(found), first_come(found)
    for (pair, _request), ranked, pick in zip(rows, found, best, strict=True):
        if pick is not None:
            pair.person_id, pair.score, pair.metres = pick.person_id, pick.score, pick.metres
            pair.place, pair.reasons = ranked.index(pick) + 1, list(pick.reasons)
    batch.found, batch.score = _total(best)
    batch.in_turn_found, batch.in_turn_score = _total(in_turn)
    batch_flow.fire(batch, "solve", SYSTEM)


def _candidates(requests: Sequence[Request]) -> list[list[Suggestion]]:
    """For each request who may go, without those asked before, relatives, who verified it, who did a part of it before and who often gave up late;
    nobody where it is no longer looking."""
    asked: dict[int, set[int]] = {request.id: set() for request in requests}
    before = select(Offer.request_id, Offer.volunteer_id).where(Offer.request_id.in_(sorted(asked)))
    for request_id, volunteer_id in session.execute(before):
        asked[request_id].add(volunteer_id)
    late, weights, moment = set(late_ones()), rules().weights, now()
    verified_by = verifiers_of([request.origin_id for request in requests])
    return [
        _apart(
            {*relatives_of(request.person_id), *helpers_before(request), verified_by.get(request.origin_id)},
            suggest(need_of(request), len(requests) + KIN, asked[request.id] | late, weights),
        )
        if request.state == "verified" and request.starts_at > moment
        else []
        for request in requests
    ]


def _apart(left_out: Collection[int | None], ranked: list[Suggestion]) -> list[Suggestion]:
    return [pick for pick in ranked if pick.person_id not in left_out]


def _total(picks: Sequence[Suggestion | None]) -> tuple[int, int]:
    scores = [pick.score for pick in picks if pick is not None]
    return len(scores), sum(scores)


def the_batch(batch_id: int, actor: Any) -> tuple[Batch, Sequence[Any]]:
    """A batch with those of its pairs whose request the actor may dispatch, in order of arrival; raises Missing.

    Rows: (Pair, Request, resident, skill, building, volunteer).
    """
    batch = session.get(Batch, batch_id)
    rows = session.execute(
        select(Pair, Request, Person.name, Skill.title, Building.name, _Volunteer.name)
        .join(Request, Request.id == Pair.request_id)
        .join(Person, Person.id == Request.person_id)
        .outerjoin(Skill, Skill.id == Request.skill_id)
        .outerjoin(Building, Building.id == Request.building_id)
        .outerjoin(_Volunteer, _Volunteer.id == Pair.person_id)
        .where(Pair.batch_id == batch_id, scope_filter(actor, DISPATCH, Request))
        .order_by(Request.asked_at, Request.id)
    ).all()
    if batch is None or not rows:
        raise Missing(_("没有这次整批派单，请从储蓄所重新开始。"))
    return batch, rows


def send(batch_id: int, actor: Any, chosen: Collection[int]) -> Sent:
    """Invite the volunteers of the chosen pairs; each request is judged anew under its lock, and those that are taken,
    over or without their volunteer by now are noted as gone. Raises NothingChosen, Missing.
    """
    _batch, rows = the_batch(batch_id, actor)
    # In one order of requests, so that of two workers one waits for the other instead of both.
    pairs = sorted((row[0] for row in rows if row[0].id in set(chosen)), key=lambda pair: pair.request_id)
    waiting = [pair for pair in pairs if pair.person_id is not None and pair_flow.lock(pair).state == "proposed"]
    if not waiting:
        raise NothingChosen
    sent = sum(_sent(pair, actor) for pair in waiting)
    return Sent(sent, len(waiting) - sent)


def _sent(pair: Pair, actor: Any) -> bool:
    try:
        with session.begin_nested():
            offer_one(pair.request_id, actor, pair.person_id, MOST + KIN, _("和别的请求一起安排，合起来最合适"))
    except Refused:
        pair_flow.fire(pair, "miss", SYSTEM)
        return False
    pair_flow.fire(pair, "send", actor)
    return True
