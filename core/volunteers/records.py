"""Service records: written once by whichever service the help came from, read as given and as received."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.errors import BadEntry
from core.events import ServiceRecorded, publish
from core.kernel.actor import Actor
from core.tenancy.session import db
from core.texts import gettext as _
from core.volunteers.errors import AlreadyRecorded
from core.volunteers.models import ServiceRecord, ServiceVoid, Volunteer
from core.volunteers.terms import PROOFS

LONGEST_MINUTES = 16 * 60


class Totals(NamedTuple):
    """Both sides of one person: minutes and times 次 of help given and received."""

    given_minutes: int
    given_times: int
    received_minutes: int
    received_times: int


def record_service(
    *,
    helper_id: int,
    source: str,
    source_key: str,
    started_at: datetime,
    ended_at: datetime,
    actor: Actor,
    helped_id: int | None = None,
    minutes: int | None = None,
    skill_id: int | None = None,
    team_id: int | None = None,
    proof: str = "hand",
    note: str = "",
) -> ServiceRecord:
    """Write down one service and publish ServiceRecorded, in the caller's transaction.

    minutes: actual whole minutes without travel, at most the span between start and end (its default).
    source_key: names the work within the community ("love_savings:request:42"); recording it again with the same
    helper and minutes hands back the first record, with others raises AlreadyRecorded. Raises BadEntry.
    """
    length = int((ended_at - started_at).total_seconds() // 60) if minutes is None else minutes
    _check(helper_id, helped_id, started_at, ended_at, length, proof)
    record = ServiceRecord(
        helper_id=helper_id, helped_id=helped_id, skill_id=skill_id, team_id=team_id, source=source,
        source_key=source_key, minutes=length, started_at=started_at, ended_at=ended_at, proof=proof,
        recorded_by_id=actor.person_id, note=note.strip()[:300],
    )  # fmt: skip
    earlier = _known(source_key) or _store(record)
    if earlier is not None:
        return _same(earlier, helper_id, length)
    _note_last(helper_id, ended_at)
    publish(ServiceRecorded(record.id))
    db.session.flush()
    return record


def void_service(record: ServiceRecord, actor: Actor, reason: str) -> ServiceVoid:
    """From now on the record counts for nobody; the caller has taken back what was credited for it.

    A second time hands back the first void.
    """
    found: ServiceVoid | None = db.session.scalar(select(ServiceVoid).where(ServiceVoid.record_id == record.id))
    if found is None:
        found = ServiceVoid(
            record_id=record.id, minutes=record.minutes, started_at=record.started_at, voided_at=now(),
            voided_by_id=actor.person_id, reason=reason.strip()[:200],
        )
        db.session.add(found)
        db.session.flush()
        _forget_last(record)
    return found


def stands() -> ColumnElement[bool]:
    """The condition on ServiceRecord that leaves out the void ones."""
    return ~exists().where(ServiceVoid.record_id == ServiceRecord.id)


def _known(source_key: str) -> ServiceRecord | None:
    return db.session.scalar(select(ServiceRecord).where(ServiceRecord.source_key == source_key))


def _store(record: ServiceRecord) -> ServiceRecord | None:
    """Store a record, or hand back the one of the same work that another request committed in between."""
    try:
        with db.session.begin_nested():
            db.session.add(record)
    except IntegrityError:
        found = _known(record.source_key)
        if found is None:
            raise
        return found
    return None


def _same(known: ServiceRecord, helper_id: int, minutes: int) -> ServiceRecord:
    if (known.helper_id, known.minutes) != (helper_id, minutes):
        raise AlreadyRecorded(_("这次服务已经登记过，人员或时长不同。请先核对原记录。"))
    return known


def given(person_id: int, limit: int = 50, before: datetime | None = None) -> list[ServiceRecord]:
    """Services the person gave, latest first."""
    return _listed(select(ServiceRecord).where(ServiceRecord.helper_id == person_id, stands()), limit, before)


def received(person_id: int, limit: int = 50, before: datetime | None = None) -> list[ServiceRecord]:
    """Services the person received, latest first: the other side of the same rows."""
    return _listed(select(ServiceRecord).where(ServiceRecord.helped_id == person_id, stands()), limit, before)


def totals(person_id: int, since: datetime | None = None) -> Totals:
    """What a person gave and received, since a moment or ever; one statement."""
    mine = ServiceRecord.helper_id == person_id
    theirs = ServiceRecord.helped_id == person_id
    query = select(
        func.coalesce(func.sum(ServiceRecord.minutes).filter(mine), 0),
        func.count().filter(mine),
        func.coalesce(func.sum(ServiceRecord.minutes).filter(theirs), 0),
        func.count().filter(theirs),
    ).where(or_(mine, theirs), stands())
    row = db.session.execute(query if since is None else query.where(ServiceRecord.started_at >= since)).one()
    return Totals(*(int(n) for n in row))


def _listed(query: Select[Any], limit: int, before: datetime | None) -> list[ServiceRecord]:
    if before is not None:
        query = query.where(ServiceRecord.started_at < before)
    latest_first = query.order_by(ServiceRecord.started_at.desc(), ServiceRecord.id.desc())
    return list(db.session.scalars(latest_first.limit(limit)))


def _note_last(person_id: int, ended_at: datetime) -> None:
    later = or_(Volunteer.last_served_at.is_(None), Volunteer.last_served_at < ended_at)
    db.session.flush()
    db.session.execute(
        update(Volunteer)
        .where(Volunteer.person_id == person_id, later)
        .values(last_served_at=ended_at)
        .execution_options(synchronize_session="fetch")
    )


def _forget_last(void: ServiceRecord) -> None:
    """Where the void record was the volunteer's last service, the one before it is the last again."""
    last = select(func.max(ServiceRecord.ended_at)).where(ServiceRecord.helper_id == void.helper_id, stands())
    db.session.execute(
        update(Volunteer)
        .where(Volunteer.person_id == void.helper_id, Volunteer.last_served_at == void.ended_at)
        .values(last_served_at=last.scalar_subquery())
        .execution_options(synchronize_session="fetch")
    )


def _check(
    helper_id: int, helped_id: int | None, started_at: datetime, ended_at: datetime, minutes: int, proof: str
) -> None:
    if proof not in PROOFS:
        raise ValueError(f"proof is one of {', '.join(PROOFS)}")
    if helper_id == helped_id:
        raise BadEntry(_("服务者和受助者不能是同一个人。"))
    if not started_at < ended_at <= now() + timedelta(minutes=5):
        raise BadEntry(_("服务的结束时间要晚于开始时间，且不能在将来，请检查。"))
    if not 0 < minutes <= min(LONGEST_MINUTES, -(-int((ended_at - started_at).total_seconds()) // 60)):
        raise BadEntry(_("服务时长应大于 0，不超过起止时间，一次最多 16 小时，请检查。"))
