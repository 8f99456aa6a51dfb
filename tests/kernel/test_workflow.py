"""A workflow takes its steps in one place, and nobody else writes a state."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.errors import Forbidden, Missing
from core.kernel.actor import SYSTEM
from core.kernel.appendonly import WrittenOnce
from core.kernel.workflow import StateIsGuarded, WorkflowRefused, WorkflowStep
from tests.kernel.tickets import FLOW, WORKER, Somebody, Ticket

AT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def ticket(inside: Any) -> Ticket:
    row = FLOW.start(Ticket(title="修灯"), Somebody(), at=AT)
    inside.commit()
    return row


def test_a_new_row_starts_in_the_first_state_with_its_clock_wound(ticket: Ticket) -> None:
    assert (ticket.state, ticket.state_since, ticket.due_at) == ("new", AT, AT + timedelta(minutes=60))


def test_a_step_changes_the_state_and_runs_the_effect(ticket: Ticket) -> None:
    row = FLOW.fire(ticket, "take", WORKER, by="card")
    assert row is ticket
    assert (row.state, row.places, row.log, row.due_at) == ("open", 0, "take:card;", None)
    assert FLOW.state_of(row).title == "处理中"


def test_the_history_says_who_when_and_why(ticket: Ticket) -> None:
    helper = Somebody(name="网格员小陈", person_id=9, acting_for_id=5)
    FLOW.fire(ticket, "drop", helper, " 居民来电取消 ", at=AT + timedelta(minutes=5))
    lines = FLOW.history(ticket)
    assert [(line.title, line.state.title, line.actor_name, line.acting_for_id, line.reason) for line in lines] == [
        (None, "待处理", "周大姐", None, ""),
        ("撤销", "已撤销", "网格员小陈", 5, "居民来电取消"),
    ]
    assert lines[1].at == AT + timedelta(minutes=5)


@pytest.mark.parametrize("name", ["state", "state_since", "due_at"])
def test_writing_a_state_outside_the_workflow_raises(ticket: Ticket, name: str) -> None:
    with pytest.raises(StateIsGuarded, match=f"Ticket.{name}"):
        setattr(ticket, name, None)
    with pytest.raises(StateIsGuarded):
        Ticket(**{name: None})


def test_a_step_without_permission_is_forbidden(ticket: Ticket) -> None:
    with pytest.raises(Forbidden, match="没有权限“接单”"):
        FLOW.fire(ticket, "take", Somebody())
    assert ticket.state == "new"


@pytest.mark.peer("CVE-2026-40869")
def test_the_permission_is_asked_for_this_very_row(ticket: Ticket) -> None:
    asked = []

    class Scoped(Somebody):
        def can(self, permission: str, obj: Any = None) -> bool:
            asked.append((permission, obj))
            return True

    FLOW.fire(ticket, "take", Scoped())
    assert asked == [("ticket.work", ticket)]


def test_an_impossible_step_names_the_state_and_what_can_be_done(ticket: Ticket) -> None:
    with pytest.raises(WorkflowRefused, match="现在的状态是“待处理”，不能“办结”。现在可以：“接单”、“撤销”。"):
        FLOW.fire(ticket, "finish", WORKER)


def test_a_step_that_its_condition_refuses_is_not_offered_instead(ticket: Ticket) -> None:
    ticket.places = 0
    with pytest.raises(WorkflowRefused, match="不能“办结”。现在可以：“撤销”。$"):
        FLOW.fire(ticket, "finish", WORKER)


def test_an_impossible_step_from_a_final_state_says_that_it_is_over(ticket: Ticket) -> None:
    FLOW.fire(ticket, "drop", WORKER, "重复")
    with pytest.raises(WorkflowRefused, match="“已撤销”，不能“接单”。这一项已经结束"):
        FLOW.fire(ticket, "take", WORKER)


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_step_that_needs_a_reason_is_refused_without(ticket: Ticket, reason: str | None) -> None:
    with pytest.raises(WorkflowRefused, match="请写明“撤销”的原因"):
        FLOW.fire(ticket, "drop", WORKER, reason)


def test_a_condition_answers_with_its_own_sentence(ticket: Ticket) -> None:
    ticket.places = 0
    with pytest.raises(WorkflowRefused, match="^名额已经用完，请等下一批。$"):
        FLOW.fire(ticket, "take", WORKER)


def test_a_condition_is_judged_on_the_row_as_it_is_in_the_database(inside: Any, ticket: Ticket) -> None:
    assert ticket.places == 1
    stale = update(Ticket).values(places=0).execution_options(synchronize_session=False)
    inside.execute(stale)
    assert ticket.places == 1
    with pytest.raises(WorkflowRefused, match="名额已经用完"):
        FLOW.fire(ticket, "take", WORKER)


def test_buttons_show_what_the_actor_may_do_and_why_not(ticket: Ticket) -> None:
    ticket.places = 0
    take, drop = FLOW.available(ticket, WORKER)
    assert (take.name, take.title, take.icon, take.primary, take.needs_reason) == ("take", "接单", "hand", True, False)
    assert take.refusal == "名额已经用完，请等下一批。"
    assert (drop.name, drop.primary, drop.needs_reason, drop.refusal) == ("drop", False, True, None)
    assert [b.name for b in FLOW.available(ticket, Somebody())] == ["drop"]


def test_only_the_system_takes_automatic_steps(ticket: Ticket) -> None:
    everything = Somebody(permissions={"ticket.work", "remind"})
    with pytest.raises(Forbidden):
        FLOW.fire(ticket, "remind", everything)
    assert FLOW.fire(ticket, "remind", SYSTEM).state == "new"


def test_a_row_that_is_gone_is_missing(inside: Any, ticket: Ticket) -> None:
    inside.delete(ticket)
    inside.commit()
    with pytest.raises(Missing):
        FLOW.fire(ticket, "take", WORKER)


def test_an_unknown_step_is_the_programmers_mistake(ticket: Ticket) -> None:
    with pytest.raises(LookupError, match="no transition 'fly'"):
        FLOW.fire(ticket, "fly", WORKER)


def test_history_cannot_be_rewritten(inside: Any, ticket: Ticket) -> None:
    with pytest.raises(WrittenOnce):
        inside.execute(update(WorkflowStep).values(reason="x"))
    inside.rollback()
    step = inside.query(WorkflowStep).one()
    step.reason = "x"
    with pytest.raises(WrittenOnce):
        inside.flush()
    inside.rollback()
    inside.delete(inside.query(WorkflowStep).one())
    with pytest.raises(WrittenOnce):
        inside.flush()


def test_the_diagram_draws_every_arrow() -> None:
    text = FLOW.diagram()
    assert text.startswith("stateDiagram-v2\n    [*] --> new\n    new: 待处理\n")
    assert "    new --> new: ⏰ 催办\n" in text
    assert "    open --> done: 办结\n    waiting --> done: 办结\n" in text
    assert text.endswith("    done --> [*]\n    dropped --> [*]\n")
