"""When time is up, the system takes the step, says so in the history, and one failure stops no other."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.kernel import switch
from core.kernel.workflow import run_clocks
from tests.kernel.tickets import FLOW, WORKER, Somebody, Ticket


@pytest.fixture(autouse=True)
def time() -> Iterator[None]:
    yield
    clock.shift(timedelta(0))


def waiting(**values: Any) -> Ticket:
    row = FLOW.fire(FLOW.start(Ticket(**values), Somebody()), "take", WORKER)
    return FLOW.fire(row, "ask", WORKER)


def test_nothing_happens_before_the_time(inside: Any, community: Any) -> None:
    row = waiting()
    clock.shift(timedelta(minutes=29))
    assert run_clocks(community.id) == 0
    assert row.state == "waiting"


def test_a_clock_takes_its_step_as_the_system(inside: Any, community: Any) -> None:
    row = waiting()
    clock.shift(timedelta(minutes=31))
    assert FLOW.overdue() == [row]
    assert run_clocks(community.id) == 1
    assert row.state == "dropped"
    assert FLOW.history(row)[-1].actor_name == "系统"
    assert FLOW.overdue() == []


def test_a_reminder_winds_its_clock_again(inside: Any, community: Any) -> None:
    row = FLOW.start(Ticket(), Somebody())
    for hour in (1, 2):
        clock.shift(timedelta(minutes=60 * hour + 1))
        assert run_clocks(community.id) == 1
        assert run_clocks(community.id) == 0
    assert [line.title for line in FLOW.history(row)] == [None, "催办", "催办"]


def test_a_step_in_time_stops_the_clock(inside: Any, community: Any) -> None:
    row = waiting()
    FLOW.fire(row, "resume", WORKER)
    clock.shift(timedelta(minutes=31))
    assert run_clocks(community.id) == 0
    assert row.state == "open"


def test_a_clock_may_say_never(inside: Any) -> None:
    row = waiting()
    FLOW.fire(row, "resume", WORKER)
    row.places = -1
    assert FLOW.fire(row, "ask", WORKER).due_at is None


def test_one_failing_row_stops_no_other(
    inside: Any, community: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = waiting(title="bad"), waiting(title="good")

    def fail(row: Ticket, change: Any) -> None:
        if row.title == "bad":
            raise RuntimeError("broken effect")

    lapse = FLOW.graph.transitions["lapse"]
    monkeypatch.setitem(FLOW.graph.transitions, "lapse", type(lapse)(**{**vars(lapse), "effect": fail}))
    clock.shift(timedelta(minutes=31))
    assert run_clocks(community.id) == 1
    assert (bad.state, good.state) == ("waiting", "dropped")
    assert "broken effect" in caplog.text
    assert len(FLOW.history(bad)) == 3


def test_clocks_of_a_plugin_that_is_off_rest(inside: Any, community: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(switch, "_decide", lambda owner: bool(asked.append(owner)))
    waiting()
    clock.shift(timedelta(minutes=31))
    assert run_clocks(community.id) == 0
    assert "tests" in asked
