"""Services recorded before the station was switched on: offered for crediting, and credited once."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select

from core.api import (
    SYSTEM,
    Missing,
    Person,
    PluginSwitched,
    ServiceRecord,
    _,
    audit,
    enqueue,
    handles,
    moment_at,
    session,
    stands,
)

from ..batch_models import LateCredit
from ..batch_workflow import late_flow
from ..errors import AlreadyRunning
from ..models import Movement
from . import hours

JOB = "love_savings.late_credit"


@dataclass(frozen=True)
class Uncredited:
    """What one kind of service has recorded and the station not credited: records, persons, minutes."""

    source: str
    records: int
    helpers: int
    minutes: int


def uncredited(since: date | None) -> list[Uncredited]:
    """By the service that recorded them, the largest first; one statement."""
    records = func.count(ServiceRecord.id)
    rows = session.execute(
        select(
            ServiceRecord.source, records, func.count(ServiceRecord.helper_id.distinct()),
            func.coalesce(func.sum(ServiceRecord.minutes), 0),
        )
        .join(Person, Person.id == ServiceRecord.helper_id)
        .where(*_open(since))
        .group_by(ServiceRecord.source)
        .order_by(records.desc(), ServiceRecord.source)
    )
    return [Uncredited(source, int(n), int(helpers), int(minutes)) for source, n, helpers, minutes in rows]


def _open(since: date | None) -> list[ColumnElement[bool]]:
    booked = exists().where(Movement.service_record_id == ServiceRecord.id, Movement.kind == "in")
    alive = Person.deceased_on.is_(None)
    return [~booked, alive, stands(), *([] if since is None else [ServiceRecord.started_at >= moment_at(since, 0)])]


def switched(event: PluginSwitched) -> None:
    """Switched on: what was recorded meanwhile is offered, once; nothing is credited unasked."""
    if event.on and event.plugin == "love_savings" and latest("offered", "running") is None:
        found = uncredited(None)
        if found:
            _new(None, found, SYSTEM)


def latest(*states: str) -> LateCredit | None:
    """The newest offer or run, in one of the states where some are named."""
    query = select(LateCredit).order_by(LateCredit.id.desc()).limit(1)
    return session.scalar(query.where(LateCredit.state.in_(states)) if states else query)


def begin(actor: Any, since: date | None) -> LateCredit:
    """Start crediting all uncredited services from this day on; raises AlreadyRunning, Missing where there are none."""
    if latest("running") is not None:
        raise AlreadyRunning
    found = uncredited(since)
    if not found:
        raise Missing(_("从这一天起没有还没补记的服务，请换一个日子。"))
    run = late_flow.fire(latest("offered") or _new(since, found, actor), "start", actor)
    run.made_by_id, run.since = actor.person_id, since
    run.records, run.minutes = sum(one.records for one in found), sum(one.minutes for one in found)
    audit.write(
        "love_savings.credit_late", _("开始补记以前的服务"), actor=actor,
        object_kind="love_savings_late_credit", object_id=run.id,
    )
    _next(run)
    return run


def decline(actor: Any) -> None:
    """Nobody wants it: the offer does not come back until the station is switched on anew."""
    offer = latest("offered")
    if offer is not None:
        late_flow.fire(offer, "decline", actor)


@handles(JOB)
def credit_next(payload: dict[str, Any]) -> None:
    """Credit the next service, oldest first and up to the daily cap, and queue the one after it.

    One in each transaction: two transfers in one would hold the pool while they wait for a card, and whoever holds that
    card waits for the pool. An order once given is carried out, also where the station is switched off in between.
    """
    run = late_flow.lock(session.get_one(LateCredit, payload["run_id"]))
    if run.state != "running":
        return
    record_id = session.scalar(
        select(ServiceRecord.id)
        .join(Person, Person.id == ServiceRecord.helper_id)
        .where(ServiceRecord.id > run.last_record, *_open(run.since))
        .order_by(ServiceRecord.id)
        .limit(1)
    )
    if record_id is None:
        late_flow.fire(run, "finish", SYSTEM)
        return
    hours.credit(record_id)
    session.flush()
    booked = select(Movement.minutes).where(Movement.kind == "in", Movement.service_record_id == record_id)
    run.done, run.last_record = run.done + 1, record_id
    run.credited += session.scalar(booked) or 0
    _next(run)


def _new(since: date | None, found: list[Uncredited], actor: Any) -> LateCredit:
    run = LateCredit(
        since=since, records=sum(one.records for one in found), minutes=sum(one.minutes for one in found)
    )
    late_flow.start(run, actor)
    session.flush()
    return run


def _next(run: LateCredit) -> None:
    session.flush()
    enqueue(JOB, {"run_id": run.id}, key=f"{run.id}:{run.last_record}")
