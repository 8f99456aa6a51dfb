"""Work split over days: each visit is a service of its own, with its own day, its own cap and its own record."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from core.api import ServiceRecord, now, session

from ..models import Request
from ..rules import LONGEST_MINUTES, rules
from ..service_models import Visit


@dataclass(frozen=True)
class Part:
    """One visit of a request that is done; `length` in minutes by the clock. `visit`: None where the request has its times."""

    helper_id: int
    started_at: datetime
    ended_at: datetime
    length: int
    visit: Visit | None


def parts_of(request: Request) -> list[Part]:
    """All visits of a request that is done, oldest first."""
    parts = [Part(v.helper_id, v.started_at, v.ended_at, v.minutes, v) for v in _visits(request)]
    # Where no further visit came, the request has the times of the last one.
    if not parts or request.checked_out_at != parts[-1].ended_at:
        length = round((request.checked_out_at - request.checked_in_at).total_seconds() / 60)
        parts.append(Part(request.helper_id, request.checked_in_at, request.checked_out_at, length, None))
    return parts


def most_minutes(request: Request) -> int:
    """How many minutes all visits of a request could be together."""
    return LONGEST_MINUTES * (len(parts_of(request)) if request.checked_out_at else 1)


def most_since_check_in(request: Request) -> int:
    """How many minutes a visit can have been that nobody checked out of."""
    return max(1, min(LONGEST_MINUTES, (now() - request.checked_in_at) // timedelta(minutes=1)))


def shares(total: int, lengths: Sequence[int]) -> list[int]:
    """The minutes of each visit where all together are `total`.

    Where that is only rounded, the last visit is; what a worker said goes by the lengths of the visits, and evenly where
    that would make one too long.
    """
    last = total - sum(lengths[:-1])
    if total == rules().rounded(sum(lengths)) and 0 <= last <= LONGEST_MINUTES:
        return [*lengths[:-1], last]
    by_clock = _split(total, [min(length, LONGEST_MINUTES) for length in lengths])
    return by_clock if max(by_clock) <= LONGEST_MINUTES else _split(total, [1 for _length in lengths])


def _split(total: int, weights: Sequence[int]) -> list[int]:
    if not any(weights):
        weights = [1 for _weight in weights]
    ends = [total * sum(weights[: count + 1]) // sum(weights) for count in range(len(weights))]
    return [end - begun for begun, end in zip([0, *ends], ends, strict=False)]


def records_of(request: Request) -> list[ServiceRecord]:
    """The service records that the request names, oldest visit first."""
    named = [visit.service_record_id for visit in _visits(request)] + [request.service_record_id]
    return [session.get_one(ServiceRecord, record_id) for record_id in named if record_id is not None]


def forget(request: Request, record: ServiceRecord) -> None:
    """The request names this record no longer."""
    if request.service_record_id == record.id:
        request.service_record_id = None
    for visit in _visits(request):
        if visit.service_record_id == record.id:
            visit.service_record_id = None


def _visits(request: Request) -> Sequence[Visit]:
    if not request.visits:
        return []
    return session.scalars(select(Visit).where(Visit.request_id == request.id).order_by(Visit.number)).all()
