"""Take back what was credited for a service: by a reversal in the ledger, lines in both statements, a void record."""
from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.api import (
    LedgerEntry,
    LedgerTransfer,
    NotEnough,
    ServiceRecord,
    local_day,
    month_of,
    now,
    reverse,
    session,
    void_service,
)

from ..errors import SpentAlready
from ..models import Movement, Request
from . import parts
from .cards import card_for, lock_cards
from .pools import hold_account


def undo(request: Request, actor: Any, reason: str) -> None:
    """The request stands as if none of its visits had ever been recorded, hours set aside for it included.

    The request is locked by now: requests come before cards. Raises SpentAlready where a card no longer holds what would
    be taken back.
    """
    records = parts.records_of(request)
    if not records:
        return
    # A credit at this very moment comes before or after, never between; all cards at once, before the first booking.
    lock_cards(*map(card_for, sorted({request.person_id, *(record.helper_id for record in records)})))
    for record in records:
        paid = undo_record(record, actor, reason)
        request.held_minutes += held_of(paid) if paid is not None else 0
        parts.forget(request, record)


def undo_record(record: ServiceRecord, actor: Any, reason: str) -> LedgerTransfer | None:
    """Reverse what was paid for a record, note it on the cards, make the record void; returns what was reversed.

    Lock the helper's card first. Raises SpentAlready.
    """
    paid: LedgerTransfer | None = session.scalar(
        select(LedgerTransfer).where(LedgerTransfer.key == f"service_record:{record.id}")
    )
    if paid is not None:
        try:
            reverse(paid, f"love_savings.undo:{record.id}", memo="undo")
        except NotEnough as error:
            raise SpentAlready from error
    for line in session.scalars(select(Movement).where(Movement.service_record_id == record.id)).all():
        session.add(_back(line))
    void_service(record, actor, reason)
    return paid


def held_of(paid: LedgerTransfer) -> int:
    """Minutes that the transfer took out of those set aside."""
    taken = select(LedgerEntry.amount).where(
        LedgerEntry.transfer_id == paid.id, LedgerEntry.account_id == hold_account()
    )
    return -int(session.scalar(taken) or 0)


def _back(line: Movement) -> Movement:
    day = local_day(now())
    return Movement(
        card_id=line.card_id, service_record_id=line.service_record_id, kind=f"{line.kind}_back", minutes=line.minutes,
        served_minutes=line.served_minutes, day=day, month=month_of(day), text=line.text,
    )
