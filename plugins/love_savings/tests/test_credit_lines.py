"""Credit for key elders: opened with a reason, spent to the minute, and climbing back when it ends."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.errors import Missing
from core.kernel.audit import AuditEntry
from core.kernel.ledger import LedgerAccount, balance
from core.tenancy.session import db
from plugins.love_savings.book_models import CreditLine
from plugins.love_savings.errors import CannotGive, CannotGrant, CardShort
from plugins.love_savings.services import answering, cards, credit_lines, gifts

from .conftest import Station, make_aged
from .test_refusals import offered
from .test_straight_path import accepted
from .test_straight_path import give as put


@pytest.fixture
def elder(station: Station) -> int:
    make_aged(station.resident_id)
    station.configure(payer="card")
    return station.resident_id


def account(person_id: int) -> tuple[int, int | None]:
    row = db.session.get_one(LedgerAccount, cards.card_for(person_id).account_id)
    db.session.refresh(row)
    return row.balance, row.floor


def test_help_is_promised_on_credit_and_not_a_minute_beyond(station: Station, elder: int, asked: Any) -> None:
    credit_lines.open_line(elder, station.worker, 90, "独居，刚出院")
    accepted(station, asked(9))
    assert account(elder) == (-60, -90)
    offer = offered(station, asked(14))[0]
    with pytest.raises(CardShort):
        answering.accept(offer.id, station.actor(offer.person_id))
    accepted(station, asked(17, minutes=30))
    assert account(elder) == (-90, -90)


def test_where_the_station_helps_out_credit_is_used_first(station: Station, elder: int, asked: Any) -> None:
    station.configure(payer="card_then_station")
    credit_lines.open_line(elder, station.worker, 40, "独居")
    assert accepted(station, asked()).held_minutes == 40
    assert account(elder) == (-40, -40)


def test_without_a_card_yet_credit_opens_one(station: Station, elder: int) -> None:
    assert cards.find_card(elder) is None
    credit_lines.open_line(elder, station.worker, 90, "独居")
    assert account(elder) == (0, -90)


def test_ended_credit_is_paid_back_and_never_spent_again(station: Station, elder: int, asked: Any) -> None:
    credit_lines.open_line(elder, station.worker, 90, "独居")
    accepted(station, asked(9))
    credit_lines.end_line(elder, station.worker, "身体好了")
    assert account(elder) == (-60, -60)
    transfer_in(elder, 40)
    # Between the payment and the worker's next round the card still may not be overdrawn again.
    offer = offered(station, asked(14))[0]
    with pytest.raises(CardShort):
        answering.accept(offer.id, station.actor(offer.person_id))
    assert account(elder)[0] == -20
    db.session.commit()
    transfer_in(elder, 10)
    credit_lines.lift_floors()
    assert account(elder) == (-10, -10)
    transfer_in(elder, 30)
    credit_lines.lift_floors()
    assert account(elder) == (20, 0)


def transfer_in(person_id: int, minutes: int) -> None:
    from core.kernel.ledger import transfer
    from plugins.love_savings.services.pools import pool_account

    to = cards.card_for(person_id).account_id
    transfer(f"test:{person_id}:{minutes}", {to: minutes, pool_account(): -minutes})
    db.session.commit()


def test_lifting_floors_leaves_open_credit_alone(station: Station, elder: int) -> None:
    credit_lines.open_line(elder, station.worker, 90, "独居")
    credit_lines.lift_floors()
    assert account(elder) == (0, -90)


def test_another_limit_replaces_the_line_and_keeps_its_history(station: Station, elder: int) -> None:
    credit_lines.open_line(elder, station.worker, 90, "独居")
    credit_lines.open_line(elder, station.worker, 300, "住院回来")
    assert account(elder) == (0, -300)
    rows = db.session.execute(select(CreditLine.limit_minutes, CreditLine.end_reason).order_by(CreditLine.id)).all()
    assert [tuple(row) for row in rows] == [(90, "住院回来"), (300, "")]
    assert [row[0].limit_minutes for row in credit_lines.open_lines(station.worker)] == [300]


def test_who_opened_it_and_why_is_in_the_audit_with_both_floors(station: Station, elder: int) -> None:
    credit_lines.open_line(elder, station.worker, 90, "独居")
    credit_lines.end_line(elder, station.worker, "身体好了")
    written = select(AuditEntry).where(AuditEntry.action == "love_savings.credit_line").order_by(AuditEntry.id)
    assert [(e.actor_name, e.before, e.after, e.reason) for e in db.session.scalars(written)] == [
        ("吴安平", {"floor": 0}, {"floor": -90}, "独居"), ("吴安平", {"floor": -90}, {"floor": 0}, "身体好了"),
    ]


@pytest.mark.parametrize(("limit", "reason", "said"), [(601, "独居", "1 到 600 分钟"), (0, "独居", "1 到 600"), (60, " ", "请写下为什么")])
def test_a_limit_out_of_bounds_or_without_a_reason_is_refused(
    station: Station, elder: int, limit: int, reason: str, said: str
) -> None:
    with pytest.raises(CannotGrant, match=said):
        credit_lines.open_line(elder, station.worker, limit, reason)


def test_credit_is_for_key_elders_of_the_grid_and_not_for_oneself(station: Station, elder: int) -> None:
    with pytest.raises(CannotGrant, match="满 80 岁"):
        credit_lines.open_line(station.helper_ids[0], station.worker, 60, "熟人")
    make_aged(station.worker_id)
    with pytest.raises(CannotGrant, match="不能给自己办"):
        credit_lines.open_line(station.worker_id, station.worker, 60, "我")
    with pytest.raises(Missing):
        credit_lines.open_line(elder, station.helper(), 60, "想帮忙")
    with pytest.raises(CannotGrant, match="没有信用额度"):
        credit_lines.end_line(elder, station.worker, "没有")
    with pytest.raises(Missing):
        credit_lines.end_line(elder, station.helper(), "没有")


def test_credit_is_not_given_away(station: Station, elder: int) -> None:
    credit_lines.open_line(elder, station.worker, 90, "独居")
    number = str(cards.card_for(station.helper_ids[0]).number)
    put(elder, 10)
    with pytest.raises(CannotGive, match="能送出的时长是 10 分钟"):
        gifts.give(station.resident, number, 11, "", "a1")
    assert balance(cards.card_for(elder).account_id) == 10
