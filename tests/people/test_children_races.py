"""Guardians, workers and approvers who press at one moment: each thing happens once."""
from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.workflow import WorkflowRefused
from core.people.approval_flow import APPROVE
from core.people.approvals import approve, ask_approval
from core.people.children_models import ChildApproval, Guardianship
from core.people.errors import AlreadyKnown
from core.people.guardians import add_guardian
from core.people.models import Person
from core.people.services import register_person
from core.tenancy.session import db, use
from tests.people.families import child_of, family, self_of
from tests.people.households import worker
from tests.racing import RACERS, at_once


@pytest.fixture
def place(app: Any, community: Any) -> SimpleNamespace:
    with app.app_context(), use(community.id):
        home = family()
        clerk, boss = (register_person(name=name, actor=SYSTEM) for name in ("韦网格", "梁管理"))
        db.session.commit()
        return SimpleNamespace(
            child=home.child.id, mother=home.mother.id, father=home.father.id, clerk=clerk.id, boss=worker(APPROVE, person_id=boss.id)
        )


def of(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def count(app: Any, community: Any, *conditions: Any) -> int:
    with app.app_context(), use(community.id):
        return db.session.scalar(select(func.count()).where(*conditions))


def test_of_all_who_approve_at_once_one_does(app: Any, community: Any, place: SimpleNamespace) -> None:
    with app.app_context(), use(community.id):
        number = ask_approval(self_of(of(place.clerk)), "家访", child_id=place.child).id
        db.session.commit()

    def decide(_number: int) -> str:
        row = db.session.get_one(ChildApproval, number)
        return approve(row, place.boss, until=row.asked_at + timedelta(days=7)).state

    results = at_once(app, community, decide, "UPDATE child_approval")
    assert sorted(map(str, results)) == sorted([str(WorkflowRefused)] * (RACERS - 1) + ["approved"])
    assert count(app, community, AuditEntry.action == "people.child_approval") == 1


def test_of_all_clicks_at_once_one_request_is_made(app: Any, community: Any, place: SimpleNamespace) -> None:
    results = at_once(
        app, community, lambda n: ask_approval(self_of(of(place.clerk)), "家访", child_id=place.child).id,
        "INSERT INTO child_approval",
    )
    assert len(set(results)) == 1
    assert count(app, community, ChildApproval.id.is_not(None)) == 1


def test_a_form_sent_four_times_registers_one_child(app: Any, community: Any, place: SimpleNamespace) -> None:
    results = at_once(app, community, lambda n: child_of(of(place.mother), "韦二宝").name, "INSERT INTO person")
    assert sorted(map(str, results)) == sorted([str(AlreadyKnown)] * (RACERS - 1) + ["韦二宝"])
    assert count(app, community, Person.name == "韦二宝") == 1


def test_who_says_yes_four_times_is_a_guardian_once(app: Any, community: Any, place: SimpleNamespace) -> None:
    def say_yes(_number: int) -> bool:
        return add_guardian(of(place.child), of(place.father), "father", self_of(of(place.father)))

    results = at_once(app, community, say_yes, "INSERT INTO guardianship")
    assert sorted(results) == [False, False, False, True]
    assert count(app, community, Guardianship.guardian_id == place.father) == 1
