"""Whatever is booked in whatever order: all sums are zero, nothing is under its floor, statements agree with the ledger."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.clock import now
from core.errors import LinliError
from core.kernel.actor import SYSTEM
from core.kernel.ledger import LedgerAccount, LedgerEntry, LedgerTransfer
from core.tenancy.session import db
from core.volunteers.records import record_service
from plugins.love_savings.models import Card, Request
from plugins.love_savings.services import (
    cards,
    credit_lines,
    gifts,
    grants,
    hours,
    lost_cards,
    prices,
    reversals,
    statements,
)
from plugins.love_savings.workflow import request_flow

from .conftest import Station, make_aged, next_month

Step = tuple[str, int, int, int]


class Bookkeeper:
    """Carries out one step after another on two elders and two helpers; a refusal undoes its own step."""

    def __init__(self, station: Station, clock_at: Any, run: int) -> None:
        self.station, self.clock_at, self.run = station, clock_at, run
        self.people = [station.resident_id, *station.helper_ids[:3]]
        self.requests: list[Request] = []
        self.number = 0

    def do(self, step: Step) -> None:
        kind, who, other, minutes = step
        self.number += 1
        carry_out: Callable[[int, int, int], Any] = getattr(self, kind)
        try:
            with db.session.begin_nested():
                carry_out(self.people[who], self.people[other], minutes)
        except LinliError:
            db.session.expire_all()

    def key(self) -> str:
        return f"{self.run}.{self.number}"

    def record(self, helper: int, minutes: int, source: str = "elsewhere") -> Any:
        end = now()
        return record_service(
            helper_id=helper, source=source, source_key=f"{source}:{self.key()}", minutes=minutes,
            skill_id=self.station.skill_id, started_at=end - timedelta(minutes=minutes), ended_at=end, actor=SYSTEM,
        )

    def earn(self, who: int, other: int, minutes: int) -> None:
        hours.credit(self.record(who, minutes).id)

    def promise(self, who: int, other: int, minutes: int) -> None:
        start = now()
        request = Request(
            person_id=who, skill_id=self.station.skill_id, starts_at=start, ends_at=start + timedelta(minutes=minutes),
            asked_at=start, helper_id=other,
        )
        db.session.add(request)
        request_flow.start(request, SYSTEM)
        hours.hold(request)
        self.requests.append(request)

    def serve(self, who: int, other: int, minutes: int) -> None:
        if self.requests:
            request = self.requests.pop()
            record = self.record(request.helper_id, minutes, "love_savings")
            request.service_record_id = record.id
            db.session.flush()
            hours.credit(record.id)
            hours.credit(record.id)

    def call_off(self, who: int, other: int, minutes: int) -> None:
        if self.requests:
            hours.release(self.requests.pop())

    def give(self, who: int, other: int, minutes: int) -> None:
        number = str(cards.card_for(other).number)
        for _time in range(2):
            gifts.give(self.station.actor(who), number, minutes, "", self.key())

    def donate(self, who: int, other: int, minutes: int) -> None:
        gifts.donate(self.station.actor(who), minutes, "", self.key())

    def grant(self, who: int, other: int, minutes: int) -> None:
        grants.grant(who, self.station.worker)

    def open_credit(self, who: int, other: int, minutes: int) -> None:
        credit_lines.open_line(who, self.station.worker, minutes, "独居")

    def end_credit(self, who: int, other: int, minutes: int) -> None:
        credit_lines.end_line(who, self.station.worker, "好了")

    def price(self, who: int, other: int, minutes: int) -> None:
        prices.save({self.station.skill_id: minutes}, SYSTEM)

    def lose(self, who: int, other: int, minutes: int) -> None:
        if minutes % 2:
            lost_cards.block(who, self.station.worker)
        else:
            card = cards.find_card(who)
            lost_cards.replace(who, self.station.worker, card and card.number)

    def take_back(self, who: int, other: int, minutes: int) -> None:
        made = select(LedgerTransfer.id).where(LedgerTransfer.reverses_id.is_(None)).order_by(LedgerTransfer.id.desc())
        chosen = db.session.scalars(made.offset(minutes % 5).limit(1)).first()
        if chosen:
            reversals.take_back(chosen, self.station.worker, "记错了")

    def month_ends(self, who: int, other: int, minutes: int) -> None:
        self.clock_at(next_month())
        grants.settle_past()
        credit_lines.lift_floors()


KINDS = [name for name in vars(Bookkeeper) if name not in ("do", "key", "record") and not name.startswith("_")]
steps = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 3), st.integers(0, 3), st.integers(1, 130)), min_size=4, max_size=14
)
runs = iter(range(1_000_000))


def check() -> None:
    """All that must hold after every step."""
    db.session.flush()
    accounts = db.session.execute(select(LedgerAccount.id, LedgerAccount.balance, LedgerAccount.floor)).all()
    entries = select(LedgerEntry.account_id, func.sum(LedgerEntry.amount)).group_by(LedgerEntry.account_id)
    sums = dict(db.session.execute(entries).all())
    assert sum(balance for _id, balance, _floor in accounts) == 0
    for account_id, balance, floor in accounts:
        assert balance == int(sums.get(account_id, 0))
        assert floor is None or balance >= floor
    held = db.session.scalar(select(func.sum(Request.held_minutes))) or 0
    assert held == (db.session.scalar(select(LedgerAccount.balance).where(LedgerAccount.kind == "love_savings.hold")) or 0)


def check_statements() -> None:
    for card in db.session.scalars(select(Card)).all():
        months = [statements.statement(card, month) for month in statements.months(card)]
        balance = db.session.scalar(select(LedgerAccount.balance).where(LedgerAccount.id == card.account_id))
        assert (months[0].closing, months[-1].opening) == (balance, 0)
        assert [m.opening for m in months[:-1]] == [m.closing for m in months[1:]]
        for month in months:
            assert month.opening + sum(row.amount for row in month.rows) == month.closing
            assert month.paid_in - month.paid_out == month.closing - month.opening


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_every_operation_in_any_order_leaves_the_books_right(station: Station, clock_at: Any, steps: list[Step]) -> None:
    start = now()
    for person_id in (station.resident_id, station.helper_ids[0]):
        make_aged(person_id)
    keeper = Bookkeeper(station, clock_at, next(runs))
    try:
        for step in steps:
            keeper.do(step)
            check()
        check_statements()
    finally:
        db.session.rollback()
        clock_at(start)
