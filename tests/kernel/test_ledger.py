"""The ledger books once, never below a floor, and is put right by reversal only."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.api import AlreadyReversed
from core.errors import Missing
from core.kernel.appendonly import WrittenOnce
from core.kernel.ledger import (
    KeyReused,
    LedgerAccount,
    LedgerEntry,
    LedgerTransfer,
    NotEnough,
    balance,
    month_statement,
    open_account,
    reverse,
    statement,
    transfer,
)
from core.tenancy.session import use


@pytest.fixture
def bank(inside: Any) -> LedgerAccount:
    return open_account("bank", floor=None)


@pytest.fixture
def mine(inside: Any) -> LedgerAccount:
    return open_account("person", 1)


def deposit(key: str, bank: LedgerAccount, to: LedgerAccount, minutes: int, **more: Any) -> LedgerTransfer:
    return transfer(key, {to.id: minutes, bank.id: -minutes}, "服务", **more)


def test_an_account_is_opened_once(inside: Any, mine: LedgerAccount) -> None:
    again = open_account("person", 1, unit="fen", floor=None)
    assert (again.id, again.unit, again.floor, again.balance) == (mine.id, "minutes", 0, 0)
    assert open_account("person", 2).id != mine.id


def test_a_transfer_moves_both_balances(bank: LedgerAccount, mine: LedgerAccount) -> None:
    booked = deposit("a", bank, mine, 90)
    assert (booked.key, booked.memo, booked.reverses_id) == ("a", "服务", None)
    assert (mine.balance, bank.balance, balance(mine.id), balance(bank.id)) == (90, -90, 90, -90)


def test_the_same_key_books_once_and_returns_the_first(inside: Any, bank: LedgerAccount, mine: LedgerAccount) -> None:
    first = deposit("a", bank, mine, 90)
    inside.commit()
    assert deposit("a", bank, mine, 90).id == first.id
    assert mine.balance == 90
    assert inside.scalar(select(func.count(LedgerEntry.id))) == 2


def test_the_same_key_with_other_amounts_is_refused(bank: LedgerAccount, mine: LedgerAccount) -> None:
    deposit("a", bank, mine, 90)
    with pytest.raises(KeyReused, match="核对"):
        deposit("a", bank, mine, 91)
    assert mine.balance == 90


def test_a_floor_holds_to_the_minute(bank: LedgerAccount, mine: LedgerAccount) -> None:
    deposit("a", bank, mine, 90)
    deposit("b", bank, mine, -90)
    with pytest.raises(NotEnough, match="现有 0 分钟，这次需要 1 分钟") as no:
        deposit("c", bank, mine, -1)
    assert (no.value.account_id, no.value.balance, no.value.amount) == (mine.id, 0, -1)


def test_a_refused_transfer_leaves_nothing_and_spares_the_callers_work(
    inside: Any, bank: LedgerAccount, mine: LedgerAccount
) -> None:
    other = open_account("person", 2)
    with pytest.raises(NotEnough):
        transfer("a", {bank.id: 40, mine.id: -40})
    deposit("b", bank, other, 10)
    inside.commit()
    assert (balance(bank.id), balance(mine.id), balance(other.id)) == (-10, 0, 10)
    assert inside.scalars(select(LedgerTransfer.key)).all() == ["b"]
    assert deposit("a", bank, mine, 40).key == "a"


def test_the_database_itself_refuses_a_balance_below_the_floor(inside: Any, mine: LedgerAccount) -> None:
    with pytest.raises(IntegrityError, match="floor"):
        inside.execute(update(LedgerAccount).where(LedgerAccount.id == mine.id).values(balance=-1))


def test_lines_that_are_no_booking_are_a_mistake(bank: LedgerAccount, mine: LedgerAccount) -> None:
    for lines in ({}, {mine.id: 0, bank.id: 0}, {mine.id: 5}, {mine.id: 5, bank.id: -4}, {mine.id: 1.5, bank.id: -1.5}):
        with pytest.raises(ValueError, match="sum to zero"):
            transfer("a", lines)  # type: ignore[arg-type]  # wrong on purpose
    money = open_account("fund", unit="fen", floor=None)
    with pytest.raises(ValueError, match="mix units"):
        transfer("a", {mine.id: 5, money.id: -5})
    with pytest.raises(Missing):
        transfer("a", {mine.id: 5, 999: -5})


def test_a_reversal_undoes_a_transfer_once(bank: LedgerAccount, mine: LedgerAccount) -> None:
    booked = deposit("a", bank, mine, 90)
    undone = reverse(booked, "undo-a", "记错人")
    assert (undone.reverses_id, mine.balance, bank.balance) == (booked.id, 0, 0)
    assert reverse(booked, "undo-a").id == undone.id
    with pytest.raises(AlreadyReversed, match="冲正"):
        reverse(booked, "undo-again")
    assert mine.balance == 0


def test_a_reversal_may_not_break_a_floor_either(bank: LedgerAccount, mine: LedgerAccount) -> None:
    booked = deposit("a", bank, mine, 90)
    deposit("b", bank, mine, -60)
    with pytest.raises(NotEnough):
        reverse(booked, "undo-a")
    assert mine.balance == 30


def test_a_statement_shows_a_month_where_the_community_lives(bank: LedgerAccount, mine: LedgerAccount) -> None:
    # 16:30 UTC on 30 April is past midnight, 1 May, in Shanghai.
    for key, minutes, at in (
        ("a", 60, datetime(2024, 4, 30, 15, 30, tzinfo=UTC)),
        ("b", 30, datetime(2024, 4, 30, 16, 30, tzinfo=UTC)),
        ("c", -45, datetime(2024, 5, 20, 2, 0, tzinfo=UTC)),
        ("d", 5, datetime(2024, 5, 31, 16, 0, tzinfo=UTC)),
    ):
        deposit(key, bank, mine, minutes, at=at)
    may = month_statement(mine.id, 2024, 5, "Asia/Shanghai")
    assert (may.opening, may.closing, may.paid_in, may.paid_out) == (60, 45, 30, 45)
    assert [(line.amount, line.balance, line.memo) for line in may.lines] == [(30, 90, "服务"), (-45, 45, "服务")]
    assert month_statement(mine.id, 2023, 12, "Asia/Shanghai").lines == []
    year = statement(mine.id, datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))
    assert (year.opening, year.closing, len(year.lines)) == (0, 50, 4)


def test_entries_cannot_be_edited(inside: Any, bank: LedgerAccount, mine: LedgerAccount) -> None:
    booked = deposit("a", bank, mine, 90)
    with pytest.raises(WrittenOnce):
        inside.execute(update(LedgerEntry).values(amount=1))
    booked.memo = "changed"
    with pytest.raises(WrittenOnce):
        inside.flush()


def test_keys_and_accounts_of_another_community_are_its_own(app: Any, community: Any, other_community: Any) -> None:
    ids = []
    for each in (community, other_community):
        with app.app_context(), use(each.id) as session:
            to, bank = open_account("person", 1), open_account("bank", floor=None)
            ids.append(to.id)
            deposit("a", bank, to, 90)
            session.commit()
    with app.app_context(), use(community.id):
        assert balance(ids[0]) == 90
        with pytest.raises(Missing):
            balance(ids[1])
