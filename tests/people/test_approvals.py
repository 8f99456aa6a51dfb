"""A child's record opens by approval only, for as long as it was given, and each opening is written down."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.clock import now
from core.errors import BadEntry, Forbidden, Missing
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.workflow import WorkflowRefused
from core.kernel.workflow.clocks import run_clocks
from core.people import approvals
from core.people.approval_flow import APPROVE, approval_flow
from core.people.children import withdraw_child
from core.people.children_models import ChildApproval
from core.people.errors import NeedsApproval, NoSuchPerson
from core.people.guardians import guarded_child
from core.people.search import search_people
from core.people.services import (
    ask_approval,
    may_open_child,
    may_open_children,
    open_child,
    open_sensitive,
    register_person,
)
from core.tenancy.session import db, use
from tests.people.families import child_of, family, self_of
from tests.people.households import worker

MATTER = "after_school.term:7"


@pytest.fixture
def home(inside: Any) -> Any:
    made = family()
    made.clerk = worker("people.view", "people.open_sensitive", person_id=register_person(name="韦网格", actor=SYSTEM).id)
    made.boss = worker("people.view", APPROVE, person_id=register_person(name="梁管理", actor=SYSTEM).id)
    return made


def approved(home: Any, days: int = 1, **wanted: Any) -> ChildApproval:
    row = ask_approval(home.clerk, "家访", **(wanted or {"child_id": home.child.id}))
    return approvals.approve(row, home.boss, until=now() + timedelta(days=days))


def openings() -> list[tuple[str, str, str]]:
    query = select(AuditEntry).where(AuditEntry.action == "people.open_child").order_by(AuditEntry.id)
    return [(row.actor_name, row.text, row.reason) for row in db.session.scalars(query)]


def test_without_an_approval_the_record_stays_shut(home: Any) -> None:
    assert not may_open_child(home.clerk, home.child.id)
    with pytest.raises(NeedsApproval, match="申请批准"):
        open_child(home.clerk, home.child.id)
    assert openings() == []


def test_asking_opens_nothing(home: Any) -> None:
    ask_approval(home.clerk, "家访", child_id=home.child.id)
    assert not may_open_child(home.clerk, home.child.id)


def test_an_approval_opens_one_child_to_one_worker(home: Any) -> None:
    sister = child_of(home.mother, "韦二宝")
    approved(home)
    assert open_child(home.clerk, home.child.id).id == home.child.id
    assert not may_open_child(home.clerk, sister.id)
    assert not may_open_child(home.boss, home.child.id)


def test_an_opening_is_written_down_once_a_day_with_who_approved(home: Any, later: Any) -> None:
    approved(home, days=7)
    open_child(home.clerk, home.child.id)
    open_child(home.clerk, home.child.id)
    said = ("韦网格", "查看了韦小宝（未满 14 岁）的资料，由梁管理批准", "家访")
    assert openings() == [said]
    later(hours=25)
    open_child(home.clerk, home.child.id)
    assert openings() == [said, said]


def test_an_approval_ends_by_itself(home: Any, later: Any) -> None:
    row = approved(home)
    later(hours=24, seconds=1)
    assert not may_open_child(home.clerk, home.child.id)  # at once, whether or not the clock has rung
    later(hours=25)
    run_clocks(home.child.community_id)
    assert row.state == "ended"


def test_an_approval_is_ended_early_with_a_reason(home: Any) -> None:
    row = approved(home)
    with pytest.raises(WorkflowRefused):
        approvals.end(row, home.boss, " ")
    approvals.end(row, home.boss, "家访已结束")
    assert not may_open_child(home.clerk, home.child.id)
    assert row.decided_by_id == home.boss.person_id


def test_a_refusal_has_a_reason_and_is_final(home: Any) -> None:
    row = ask_approval(home.clerk, "好奇", child_id=home.child.id)
    approvals.refuse(row, home.boss, "没有工作需要")
    assert (row.state, row.answer) == ("refused", "没有工作需要")
    with pytest.raises(WorkflowRefused):
        approvals.approve(row, home.boss, until=now() + timedelta(days=1))
    db.session.rollback()


@pytest.mark.parametrize("act", ["approve", "refuse", "end"])
def test_who_asks_does_not_decide(home: Any, act: str) -> None:
    row = approved(home) if act == "end" else ask_approval(home.clerk, "家访", child_id=home.child.id)
    with pytest.raises(Forbidden):
        if act == "approve":
            approvals.approve(row, home.clerk, until=now() + timedelta(days=1))
        else:
            getattr(approvals, act)(row, home.clerk, "可以")


@pytest.mark.parametrize("days", [0, -1, 367])
def test_an_approval_lasts_until_a_day_of_the_next_year_at_most(home: Any, days: int) -> None:
    row = ask_approval(home.clerk, "家访", child_id=home.child.id)
    with pytest.raises(BadEntry):
        approvals.approve(row, home.boss, until=now() + timedelta(days=days))


@pytest.mark.parametrize("reason", ["", "  ", "好" * 301])
def test_asking_needs_a_reason(home: Any, reason: str) -> None:
    with pytest.raises(BadEntry):
        ask_approval(home.clerk, reason, child_id=home.child.id)


def test_asking_twice_is_one_request(home: Any) -> None:
    first, second = (ask_approval(home.clerk, "家访", child_id=home.child.id) for _time in range(2))
    assert first.id == second.id


def test_who_may_approve_gives_a_reason_and_is_written_down_as_their_own_approver(home: Any) -> None:
    assert not may_open_child(home.boss, home.child.id)
    row = ask_approval(home.boss, "核对投诉", child_id=home.child.id)
    assert (row.state, row.decided_by_id, row.worker_id) == ("approved", home.boss.person_id, home.boss.person_id)
    open_child(home.boss, home.child.id)
    assert openings() == [("韦网格", "查看了韦小宝（未满 14 岁）的资料，由本人自行批准", "核对投诉")]


def test_an_approval_of_a_matter_opens_its_children_in_that_matter_only(home: Any) -> None:
    row = approved(home, matter=MATTER, title="秋季班名单")
    assert may_open_children(home.clerk, MATTER) and may_open_child(home.clerk, home.child.id, MATTER)
    assert not may_open_children(home.clerk, "after_school.term:8") and not may_open_children(home.boss, MATTER)
    assert not may_open_child(home.clerk, home.child.id)
    approvals.end(row, home.boss, "学期结束")
    assert not may_open_children(home.clerk, MATTER)


def test_a_matter_without_a_name_is_open_to_nobody(home: Any) -> None:
    approved(home)
    assert not may_open_children(home.clerk, "")


def test_guardians_open_their_own_child_and_leave_no_trace(home: Any) -> None:
    assert open_child(self_of(home.mother), home.child.id) is home.child
    assert not may_open_child(self_of(home.father), home.child.id)
    assert openings() == []


def test_a_guardian_at_work_for_somebody_else_needs_an_approval(home: Any) -> None:
    assert not may_open_child(self_of(home.mother).acting_for(home.father.id), home.child.id)


def test_a_withdrawn_consent_seals_the_record_and_ends_approvals(home: Any) -> None:
    row, matter = approved(home), approved(home, matter=MATTER)
    withdraw_child(*guarded_child(self_of(home.mother), home.child.id), self_of(home.mother))
    assert (row.state, matter.state) == ("ended", "approved")
    assert not may_open_child(home.clerk, home.child.id, MATTER)
    for clerk in (home.clerk, home.boss):
        with pytest.raises(NeedsApproval, match="封存"):
            ask_approval(clerk, "家访", child_id=home.child.id)


def test_a_childs_phone_opens_with_an_approval_only(home: Any) -> None:
    with pytest.raises(NeedsApproval):
        open_sensitive(home.child, "phone", home.clerk, "联系家长")
    approved(home)
    assert open_sensitive(home.child, "phone", home.clerk, "联系家长") == "13700003333"


def test_a_childs_phone_opens_within_the_matter(home: Any) -> None:
    approved(home, matter=MATTER)
    with pytest.raises(NeedsApproval):
        open_sensitive(home.child, "phone", home.clerk, "联系家长")
    assert open_sensitive(home.child, "phone", home.clerk, "联系家长", matter=MATTER) == "13700003333"


def test_the_last_digits_of_a_childs_phone_find_nobody(home: Any) -> None:
    assert [search_people(text, home.clerk) for text in ("3333", "1111")] == [[], [home.mother]]


def test_who_is_no_child_needs_no_approval(home: Any) -> None:
    assert may_open_child(home.clerk, home.father.id)
    assert not may_open_child(home.clerk, 77)
    with pytest.raises(NoSuchPerson):
        open_child(home.clerk, 77)


def test_an_approver_decides_about_their_own_buildings_only(home: Any) -> None:
    row = ask_approval(home.clerk, "家访", child_id=home.child.id)
    near, far = worker(APPROVE, buildings={home.house.id}), worker(APPROVE, buildings={5})
    assert approvals.get_approval(row.id, near) is row
    with pytest.raises(Missing):
        approvals.get_approval(row.id, far)
    matter = ask_approval(home.clerk, "名单", matter=MATTER)
    with pytest.raises(Missing):
        approvals.get_approval(matter.id, near)


def test_another_community_knows_neither_child_nor_approval(app: Any, community: Any, other_community: Any) -> None:
    with app.app_context(), use(community.id):
        home = family()
        child_id, boss = home.child.id, worker("people.view", APPROVE, person_id=home.mother.id)
        approval_id = ask_approval(boss, "核对", child_id=child_id).id
        db.session.commit()
    with app.app_context(), use(other_community.id):
        assert not may_open_child(boss, child_id)
        with pytest.raises(Missing):
            approvals.get_approval(approval_id, boss)
        assert db.session.scalar(select(func.count()).select_from(ChildApproval)) == 0


@pytest.mark.parametrize("state", list(approval_flow.graph.states))
def test_every_step_from_every_state_is_allowed_or_refused_as_drawn(home: Any, state: str) -> None:
    for name, step in approval_flow.graph.transitions.items():
        row = approved(home) if state == "approved" else ask_approval(home.clerk, "家访", child_id=home.child.id)
        if state == "refused":
            approvals.refuse(row, home.boss, "不必")
        if state == "ended":
            approval_flow.fire(row, "close", SYSTEM)
        row.expires_at = now() + timedelta(days=1)
        actor = SYSTEM if step.automatic else home.boss
        if state in step.sources:
            assert approval_flow.fire(row, name, actor, "原因").state == step.target
        else:
            with pytest.raises(WorkflowRefused):
                approval_flow.fire(row, name, actor, "原因")
        if row.state in ("asked", "approved"):
            approval_flow.fire(row, "close", SYSTEM)
