"""Becoming a volunteer: the application, the answer to it, and applying again."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.accounts.actor import actor_for
from core.communities.services import community_today
from core.errors import Forbidden
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.people.models import Person
from core.people.services import VOLUNTEERING, has_consent, mark_deceased, withdraw_consent
from core.volunteers.services import (
    apply_as_volunteer,
    availability_of,
    volunteer_workflow,
)
from tests.people.households import add_building, add_grid, household_in, resident, worker
from tests.volunteers.helpers import add_skill, volunteer

fire = volunteer_workflow.fire


def test_an_application_waits_with_consent_skills_and_times(inside: Any, person: Person) -> None:
    skill = add_skill("repair", "家电维修")
    row = apply_as_volunteer(person, SYSTEM, skill_ids=[skill.id], windows=[(5, 540, 720)], note=" 会修水管 ")
    assert (row.state, row.note, row.since, availability_of(row)) == ("applied", "会修水管", None, [(5, 540, 720)])
    assert has_consent(person.id, VOLUNTEERING)


def test_a_second_application_changes_nothing(person: Person) -> None:
    first = apply_as_volunteer(person, SYSTEM, windows=[(5, 540, 720)])
    assert apply_as_volunteer(person, SYSTEM, windows=[(0, 0, 60)]) is first
    assert availability_of(first) == [(5, 540, 720)]


def test_the_base_is_the_building_of_the_resident(inside: Any) -> None:
    building = add_building(3, add_grid("001"), x=70, y=80)
    row = apply_as_volunteer(resident("韦秀兰", household_in(building)), SYSTEM)
    assert (row.base_x, row.base_y, row.building_id, row.grid_id) == (70, 80, building.id, building.grid_id)


def test_helpers_from_outside_start_from_the_middle(person: Person) -> None:
    add_building(3, add_grid("001"), x=70, y=80)
    row = apply_as_volunteer(person, SYSTEM)
    assert (row.base_x, row.base_y, row.building_id, row.grid_id) == (70, 80, None, None)


def test_an_approved_volunteer_holds_the_role_until_leaving(person: Person) -> None:
    row = volunteer("", person=person)
    assert (row.state, row.since) == ("active", community_today())
    assert "volunteer" in actor_for(person).roles
    fire(row, "leave", SYSTEM)
    assert "volunteer" not in actor_for(person).roles


def test_who_left_may_apply_again_and_keeps_the_first_day(person: Person) -> None:
    row = volunteer("", person=person, state="left")
    row.since = date(2020, 5, 1)
    again = apply_as_volunteer(person, SYSTEM)
    assert (again.id, again.state) == (row.id, "applied")
    assert fire(again, "approve", SYSTEM).since == date(2020, 5, 1)


def test_who_was_refused_may_apply_again_with_what_is_said_now(person: Person) -> None:
    row = apply_as_volunteer(person, SYSTEM, windows=[(5, 540, 720)], note="会修水管")
    fire(row, "refuse", SYSTEM, "联系不上")
    again = apply_as_volunteer(person, SYSTEM, windows=[(0, 0, 60)], note="换了手机号")
    assert (again.id, again.state, again.note, availability_of(again)) == (row.id, "applied", "换了手机号", [(0, 0, 60)])


def test_a_refusal_needs_a_reason_and_permission(person: Person) -> None:
    row = apply_as_volunteer(person, SYSTEM)
    with pytest.raises(Forbidden):
        fire(row, "refuse", worker("volunteers.view"), "太远")
    with pytest.raises(WorkflowRefused, match="原因"):
        fire(row, "refuse", worker("volunteers.review"))
    assert fire(row, "refuse", worker("volunteers.review"), "联系不上").state == "refused"


def test_without_consent_nobody_is_approved(person: Person) -> None:
    row = apply_as_volunteer(person, SYSTEM)
    withdraw_consent(person, VOLUNTEERING, SYSTEM)
    with pytest.raises(WorkflowRefused, match="还没有同意"):
        fire(row, "approve", SYSTEM)


def test_the_deceased_are_not_approved(person: Person) -> None:
    row = apply_as_volunteer(person, SYSTEM)
    mark_deceased(person, SYSTEM, on=community_today())
    with pytest.raises(WorkflowRefused, match="已登记去世"):
        fire(row, "approve", SYSTEM)
