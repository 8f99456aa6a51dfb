"""A past written in bulk is one that the workflow would have allowed."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core.kernel.bulk import bulk_insert, bulk_row
from core.kernel.workflow import WorkflowStep, past_steps
from tests.kernel.tickets import FLOW, Ticket

AT = datetime(2024, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_past_becomes_the_rows_history(inside: Any) -> None:
    person = SimpleNamespace(id=42, name="何助人")
    ticket_id = bulk_row()["id"]
    steps = [("", AT, person, ""), ("take", AT + HOUR, None, ""), ("drop", AT + 2 * HOUR, person, "不用了")]
    rows, state, since = past_steps(FLOW, ticket_id, steps)
    assert (state, since) == ("dropped", AT + 2 * HOUR)
    bulk_insert(Ticket, [bulk_row(title="旧", places=1, log="", state=state, state_since=since, due_at=None) | {"id": ticket_id}])
    bulk_insert(WorkflowStep, rows)
    lines = FLOW.history(inside.get(Ticket, ticket_id))
    assert [(line.state.key, line.actor_person_id, line.reason, line.at) for line in lines] == [
        ("new", 42, "", AT), ("open", None, "", AT + HOUR), ("dropped", 42, "不用了", AT + 2 * HOUR),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "begins with its start"),
        ([("take", AT, None, "")], "no 'take' from"),
        ([("", AT, None, ""), ("finish", AT, None, "")], "no 'finish' from 'new'"),
        ([("", AT, None, ""), ("drop", AT, None, "")], "needs a reason"),
        ([("", AT, None, ""), ("take", AT - HOUR, None, "")], "before the step before"),
        ([("", AT, None, ""), ("", AT, None, "")], "no '' from 'new'"),
    ],
)
def test_a_past_that_could_not_have_been_is_refused(inside: Any, steps: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        past_steps(FLOW, 7, steps)


def test_rows_are_written_in_portions_and_each_is_told(inside: Any) -> None:
    told: list[int] = []
    bulk_insert(Ticket, (bulk_row(title=str(n), places=1, log="", state="new", state_since=AT, due_at=None) for n in range(2_300)), told.append)
    assert (told, inside.query(Ticket).count()) == ([1_000, 1_000, 300], 2_300)
