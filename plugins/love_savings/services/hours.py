"""The hours of service: every change of a card is a ledger transfer, and each has its line in the statement."""
from __future__ import annotations

from typing import Any

from sqlalchemy import exists, or_, select

from core.api import (
    Missing,
    NotEnough,
    ServiceRecord,
    _,
    balance,
    community_today,
    enqueue,
    handles,
    local_day,
    month_of,
    session,
    transfer,
)

from ..errors import CardShort
from ..models import Card, Movement, Request
from ..rules import CARD, STATION, rules
from ..service_models import Visit
from . import parts
from .cards import card_for, locked_card, minutes_on_day
from .credit_lines import spendable_on
from .pools import common_account, hold_account, pool_account
from .prices import charge

CREDIT = "love_savings.credit"


def hold(request: Request) -> None:
    """Set aside what the resident's card pays for the planned time; raises CardShort where the card must pay alone.

    What is set aside is the most that the service will cost, whatever the price list says later.
    """
    payer = rules().payer
    planned = int((request.ends_at - request.starts_at).total_seconds()) // 60
    if payer == STATION:
        return
    price = charge(planned, request.skill_id)
    card = locked_card(request.person_id)
    minutes = price if payer == CARD else min(price, spendable_on(card))
    if minutes <= 0:
        return
    try:
        transfer(
            f"love_savings.hold:{request.id}:{request.wave}:{request.visits}",
            {card.account_id: -minutes, hold_account(): minutes},
            memo="hold",
        )
    except NotEnough as error:
        raise CardShort from error
    request.held_minutes += minutes


def release(request: Request, kept: int = 0, of: str = "") -> None:
    """Give back what was set aside, because nobody comes now.

    kept: minutes that stay set aside for what was served; `of` tells releases of one search apart.
    """
    given = request.held_minutes - kept
    if given <= 0:
        return
    card = card_for(request.person_id)
    transfer(
        f"love_savings.{'rest' if kept else 'release'}:{request.id}:{request.wave}{of}",
        {hold_account(): -given, card.account_id: given},
        memo="release",
    )
    request.held_minutes = kept


def credit(record_id: int) -> None:
    """Pay a service record: once, whatever happens twice; up to the caps; from the hold first, else the station.

    Nothing is paid while the service is disputed. The request is locked before the card, as everywhere. Raises Missing
    when there is no such record.
    """
    record = session.get(ServiceRecord, record_id)
    if record is None:
        raise Missing(_("没有这条服务记录。"))
    request = locked_request(record.id)
    card = locked_card(record.helper_id)
    if not _booked(record.id) and not _frozen(record, request):
        _pay(record, card, request)


def credit_missing() -> None:
    """Have our own ended requests paid whose event was missed, because the plugin was off when it came.

    Each in a transaction of its own: two would hold the pool while they wait for a card.
    """
    ended = Request.state.in_(("confirmed", "cancelled"))
    for named in (Request.service_record_id, Visit.service_record_id):
        unpaid = ~exists().where(Movement.service_record_id == named, Movement.kind == "in")
        rows = select(named).select_from(Request).outerjoin(Visit, Visit.request_id == Request.id)
        waiting = rows.where(ended, named.is_not(None), unpaid).distinct().limit(200)
        for record_id in session.scalars(waiting).all():
            enqueue(CREDIT, {"record_id": record_id}, key=f"{record_id}:{community_today()}")


@handles(CREDIT)
def _credit_missed(payload: dict[str, Any]) -> None:
    credit(payload["record_id"])


def locked_request(record_id: int) -> Request | None:
    """Our own request that names the record, locked until the end of the transaction; None where none does any more."""
    split = select(Visit.request_id).where(Visit.service_record_id == record_id)
    named = or_(Request.service_record_id == record_id, Request.id.in_(split))
    query = select(Request).where(named).with_for_update(of=Request)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _pay(record: ServiceRecord, card: Card, request: Request | None) -> None:
    day = local_day(record.started_at)
    rule = rules()
    earned = max(0, min(record.minutes, rule.daily_cap_minutes - minutes_on_day(card.id, day)))
    credited = min(earned, _room(card)) if rule.balance_cap_minutes else earned
    held = request.held_minutes if request is not None else 0
    spent = min(charge(record.minutes, record.skill_id), held)
    lines: dict[int, int] = {}
    _add(lines, card.account_id, credited)
    if earned > credited:
        _add(lines, common_account(), earned - credited)
    if request is not None and held:
        payer, rest = card_for(request.person_id), 0 if _is_last(record, request) else held - spent
        _add(lines, hold_account(), rest - held)
        _add(lines, payer.account_id, held - spent - rest)
        _note(payer, "out", record, spent, day)
        request.held_minutes = rest
    _add(lines, pool_account(), spent - earned)
    moved = {account: minutes for account, minutes in lines.items() if minutes}
    if moved:
        transfer(f"service_record:{record.id}", moved, memo=record.source)
    _note(card, "in", record, credited, day)


def _is_last(record: ServiceRecord, request: Request) -> bool:
    """Whether all other visits of the request are paid: then what is left of the hours set aside goes back."""
    return all(_booked(other.id) for other in parts.records_of(request) if other.id != record.id)


def _room(card: Card) -> int:
    return max(0, rules().balance_cap_minutes - balance(card.account_id))


def _booked(record_id: int) -> bool:
    done = select(Movement.id).where(Movement.kind == "in", Movement.service_record_id == record_id)
    return session.scalar(done) is not None


def _frozen(record: ServiceRecord, request: Request | None) -> bool:
    """Our own service that is disputed, or was struck: then no request names its record any more."""
    return record.source == "love_savings" and (request is None or request.state == "disputed")


def _add(lines: dict[int, int], account: int, minutes: int) -> None:
    lines[account] = lines.get(account, 0) + minutes


def _note(card: Card, kind: str, record: ServiceRecord, minutes: int, day: Any) -> None:
    session.add(
        Movement(
            card_id=card.id, service_record_id=record.id, kind=kind, minutes=minutes,
            served_minutes=record.minutes, day=day, month=month_of(day), text=record.note[:120],
        )
    )
