"""An account's floor changes in one step, and no balance is ever found under it."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.errors import Missing
from core.kernel.ledger import (
    LedgerAccount,
    NotEnough,
    balance,
    month_statement,
    open_account,
    set_floor,
    spendable,
    transfer,
)
from core.tenancy.session import use
from tests.racing import RACERS, at_once


@pytest.fixture
def bank(inside: Any) -> LedgerAccount:
    return open_account("bank", floor=None)


@pytest.fixture
def mine(inside: Any) -> LedgerAccount:
    return open_account("person", 1)


def test_a_lower_floor_lets_an_account_go_below_zero_to_the_minute(bank: LedgerAccount, mine: LedgerAccount) -> None:
    assert (set_floor(mine.id, -60), mine.floor, spendable(mine.id)) == (-60, -60, 60)
    transfer("a", {mine.id: -60, bank.id: 60})
    assert spendable(mine.id) == 0
    with pytest.raises(NotEnough):
        transfer("b", {mine.id: -1, bank.id: 1})


def test_a_floor_above_the_balance_is_the_balance_and_is_lifted_as_it_recovers(bank: LedgerAccount, mine: LedgerAccount) -> None:
    set_floor(mine.id, -60)
    transfer("a", {mine.id: -40, bank.id: 40})
    assert (set_floor(mine.id, 0), spendable(mine.id)) == (-40, 0)
    transfer("b", {mine.id: 30, bank.id: -30})
    assert (set_floor(mine.id, 0), spendable(mine.id)) == (-10, 0)
    transfer("c", {mine.id: 30, bank.id: -30})
    assert (set_floor(mine.id, 0), spendable(mine.id)) == (0, 20)


def test_a_missing_account_has_no_floor_and_one_without_a_floor_has_no_end(inside: Any, bank: LedgerAccount) -> None:
    assert spendable(bank.id) is None
    for ask in (lambda: set_floor(999, 0), lambda: spendable(999)):
        with pytest.raises(Missing):
            ask()


def test_a_floor_of_another_community_is_out_of_reach(app: Any, community: Any, other_community: Any) -> None:
    with app.app_context(), use(community.id) as session:
        mine = open_account("person", 1).id
        session.commit()
    with app.app_context(), use(other_community.id), pytest.raises(Missing):
        set_floor(mine, -60)
    with app.app_context(), use(community.id):
        assert spendable(mine) == 0


def test_a_statement_names_the_key_of_each_booking(inside: Any, bank: LedgerAccount, mine: LedgerAccount) -> None:
    booked = transfer("gift:1", {mine.id: 5, bank.id: -5})
    lines = month_statement(mine.id, booked.at.year, booked.at.month, "UTC").lines
    assert [(line.key, line.transfer_id) for line in lines] == [("gift:1", booked.id)]


def test_who_spends_while_the_floor_goes_up_is_never_found_under_it(app: Any, community: Any) -> None:
    with app.app_context(), use(community.id) as session:
        bank, mine = open_account("bank", floor=None).id, open_account("person", 1).id
        set_floor(mine, -60)
        session.commit()

    def spend_or_close(number: int) -> Any:
        if number == 0:
            return set_floor(mine, 0)
        return transfer(f"spend:{number}", {mine: -40, bank: 40}).key

    results = at_once(app, community, spend_or_close, "UPDATE ledger_account")
    assert len(results) == RACERS
    with app.app_context(), use(community.id) as session:
        row = session.scalars(select(LedgerAccount).where(LedgerAccount.id == mine)).one()
        spent = sum(isinstance(r, str) for r in results)
        assert spent <= 1
        assert (row.balance, row.floor) in {(0, 0), (-40, -40)}
        assert row.balance == -40 * spent == -balance(bank)
