"""Whatever is booked, retried and undone, the ledger agrees with a dictionary."""
from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.kernel.ledger import LedgerEntry, NotEnough, balance, open_account, reverse, transfer

FLOORS = [0, 0, -50, None]
owners = count(1)
step = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 80), st.sampled_from(["book", "again", "undo"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, max_size=15))
def test_the_ledger_agrees_with_a_dictionary(inside: Any, steps: list[tuple[int, int, int, str]]) -> None:
    run = next(owners)
    ids = [open_account(f"model.{i}", run, floor=floor).id for i, floor in enumerate(FLOORS)]
    model, booked = [0] * len(ids), []
    for number, (source, target, amount, kind) in enumerate(steps):
        if kind == "again" and booked:
            key, lines, first = booked[-1]
            assert transfer(key, lines).id == first.id
            continue
        if kind == "undo" and booked:
            key, lines, first = booked.pop()
            change = {account: -n for account, n in lines.items()}
            go = lambda first=first, number=number: reverse(first, f"{run}-{number}")  # noqa: E731 -- shorter than two functions
        elif source != target:
            change = {ids[source]: -amount, ids[target]: amount}
            go = lambda change=change, number=number: transfer(f"{run}-{number}", change)  # noqa: E731 -- shorter than two functions
        else:
            continue
        after = [held + change.get(ids[i], 0) for i, held in enumerate(model)]
        allowed = all(f is None or held >= f for f, held in zip(FLOORS, after, strict=True))
        try:
            made = go()
            assert allowed
            model = after
            if kind != "undo":
                booked.append((made.key, change, made))
        except NotEnough:
            assert not allowed
    assert [balance(i) for i in ids] == model
    assert sum(model) == 0
    entries = select(LedgerEntry.account_id, func.sum(LedgerEntry.amount)).group_by(LedgerEntry.account_id)
    sums = dict(inside.execute(entries.where(LedgerEntry.account_id.in_(ids))).all())
    assert [int(sums.get(i, 0)) for i in ids] == model
    inside.rollback()
