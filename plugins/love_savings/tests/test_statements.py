"""A month's statement says in words what the ledger says in figures, for as many statements of SQL as ever."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from core.kernel.ledger import LedgerTransfer, balance
from core.tenancy.session import db
from plugins.love_savings.services import cards, gifts, grants, reversals, serving, statements

from .conftest import Station, make_aged, next_month
from .test_straight_path import accepted, served
from .test_straight_path import give as put


def this(station: Station, person_id: int, month: int | None = None) -> statements.MonthOfCard:
    return statements.statement(cards.card_for(person_id), month or statements.this_month())


def lines(station: Station, person_id: int) -> list[tuple[str, str, int]]:
    return [(row.title, row.note, row.amount) for row in this(station, person_id).rows]


def test_a_service_is_set_aside_paid_and_given_back_in_words(station: Station, asked: Any, clock_at: Any) -> None:
    put(station.resident_id, 100)
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at, minutes=43)
    serving.confirm(request_id, station.resident)
    station.work()
    assert lines(station, station.resident_id)[1:] == [
        ("约好了服务，先占用", "", -60), ("服务做完，退回多占用的", "水龙头滴水", 15),
    ]
    assert lines(station, station.helper_ids[0]) == [("水龙头滴水", "", 45)]
    month = this(station, station.resident_id)
    assert (month.opening, month.paid_in, month.paid_out, month.closing) == (0, 115, 60, 55)


def test_each_side_of_a_gift_reads_who_the_other_is_masked(station: Station) -> None:
    put(station.resident_id, 100)
    gifts.give(station.resident, str(cards.card_for(station.helper_ids[0]).number), 30, "谢谢您", "a1")
    gifts.donate(station.resident, 20, "给需要的人", "d1")
    assert lines(station, station.resident_id)[1:] == [("转赠给志*", "谢谢您", -30), ("捐给公共池", "给需要的人", -20)]
    assert lines(station, station.helper_ids[0]) == [("张*转赠给您", "谢谢您", 30)]


def test_grants_their_return_and_what_was_taken_back_have_their_words(station: Station, clock_at: Any) -> None:
    make_aged(station.resident_id)
    grants.grant(station.resident_id, station.worker)
    put(station.helper_ids[0], 40)
    gifts.give(station.helper(), str(cards.card_for(station.resident_id).number), 40, "", "a1")
    undone = db.session.scalars(select(LedgerTransfer).where(LedgerTransfer.key.startswith("love_savings.gift:"))).one()
    reversals.take_back(undone.id, station.worker, "填错了卡号")
    assert lines(station, station.resident_id) == [
        ("储蓄所发放", "", 120), ("志*转赠给您", "已冲正：填错了卡号", 40), ("记错冲正", "填错了卡号", -40),
    ]
    may_undo = [row.transfer_id is not None for row in this(station, station.resident_id).rows]
    assert may_undo == [True, False, False]
    db.session.commit()
    clock_at(next_month())
    grants.settle_past()
    month = this(station, station.resident_id)
    assert [(row.title, row.amount) for row in month.rows] == [("没用完的发放收回", -120)]
    assert (month.opening, month.closing) == (120, 0)


def test_a_month_begins_where_the_one_before_ended(station: Station, clock_at: Any) -> None:
    card = cards.card_for(station.resident_id)
    card.issued_at = datetime(2025, 3, 31, 17, tzinfo=UTC)  # the first of April, where the community lives
    put(station.resident_id, 100)
    clock_at(next_month())
    gifts.donate(station.resident, 30, "", "d1")
    months = [statements.statement(card, month) for month in statements.months(card)]
    assert [(m.opening, m.closing) for m in months[:2]] == [(100, 70), (0, 100)]
    assert all(later.opening == earlier.closing for later, earlier in zip(months, months[1:], strict=False))
    assert months[0].closing == balance(card.account_id)
    card.issued_at = datetime(2020, 1, 1, tzinfo=UTC)
    assert len(statements.months(card)) == 12


def test_a_month_that_is_none_means_this_month(station: Station) -> None:
    for text in ("", None, "202613", "199912", "999999", "12", "-1", "abc"):
        assert statements.chosen_month(text) == statements.this_month()


def test_a_statement_costs_the_same_however_long_it_is(station: Station, query_counter: Any) -> None:
    put(station.resident_id, 100)
    card = cards.card_for(station.resident_id)
    number = str(cards.card_for(station.helper_ids[0]).number)
    costs = []
    for count in (0, 12):
        for gift in range(count):
            gifts.give(station.resident, number, 1, "", f"g{gift}")
        db.session.commit()
        statements.statement(card, statements.this_month())
        with query_counter() as sent:
            statements.statement(card, statements.this_month())
        costs.append(len(sent))
    assert costs == [5, 5], "\n".join(sent)
