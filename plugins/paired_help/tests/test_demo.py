"""The demo's figures come out by query, and its sign-ins find something to do."""
from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import now
from core.kernel.actor import SYSTEM
from core.kernel.workflow.models import WorkflowStep
from core.people.households import grant_aid
from core.people.models import Household, Person
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import Skill, Unit
from plugins.paired_help import demo
from plugins.paired_help.models import Assignment, Case, Note, Sheet, Visit
from plugins.paired_help.services import alarms, figures, lists, mine
from plugins.paired_help.terms import score_of
from plugins.paired_help.workflow import case_flow, visit_flow

from .conftest import Station, make_volunteer

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
AID = {"low_income": 6, "disabled": 9, "empty_nest": 8, "aged": 30}


@pytest.fixture
def signins(station: Station) -> dict[str, Person]:
    """A town in small: 53 households in aid, 20 others, 8 volunteers of a unit among 20."""
    skill = db.session.get(Skill, station.skill_id)
    unit = db.session.scalars(select(Unit.id)).one()
    assert skill is not None
    home = db.session.get_one(Person, station.elder_id).building
    helpers = [make_volunteer(f"何助人{n}", make_building(20 + n), skill, n, unit if n % 5 < 2 else None) for n in range(20)]
    names = [category for category, count in AID.items() for _n in range(count)]
    for number, category in enumerate([*names, *([""] * 20)]):
        person = make_person(f"余长者{number}", home if number % 3 else make_building(100 + number), birth_date=date(1940, 1, 1))
        if category:
            grant_aid(db.session.get_one(Household, person.household_id), category, SYSTEM, since=date(2020, 1, 1))
    db.session.commit()
    people = {"volunteer": station.helper_ids[0], "resident": station.elder_id, "grid": station.worker_id}
    found = {name: db.session.get_one(Person, person_id) for name, person_id in people.items()}
    demo.load(Random(7), found)
    db.session.commit()
    assert helpers
    return found


def test_lists_by_kind_of_aid_have_as_many_households_as_get_it(station: Station, signins: Any) -> None:
    assert lists.aid_counts(SYSTEM) == AID


def test_more_than_thirty_households_are_paired_with_a_unit_and_more_than_ten_graduated(
    station: Station, signins: Any
) -> None:
    assert figures.count_unit_pairs() > 30
    assert figures.count_graduated() > 10
    assert figures.count_cases() == sum(AID.values()) + 1 + 13 + 2
    assert figures.count_visits() > 100


def test_whoever_signs_in_finds_something_to_do(station: Station, signins: Any) -> None:
    rows = mine.my_cases(station.helper_ids[0])
    assert station.elder_id in [db.session.get_one(Case, row.case_id).person_id for row in rows]
    assert any(mine.is_my_turn(row) for row in rows)
    states = Counter(db.session.scalars(select(Case.state)))
    assert {"identified", "planned", "active", "review", "graduating", "graduated", "declined"} <= states.keys()
    assert {"planned", "backup", "grid", "station", "done"} <= set(db.session.scalars(select(Visit.state)))
    assert db.session.query(Case).filter(alarms.IS_QUIET).count() >= 4


def test_every_case_has_the_history_that_led_to_its_state(station: Station, signins: Any) -> None:
    last: dict[tuple[str, int], str] = {}
    for step in db.session.scalars(select(WorkflowStep).order_by(WorkflowStep.at, WorkflowStep.id)):
        last[step.workflow, step.row_id] = step.target
    for flow, model in ((case_flow, Case), (visit_flow, Visit)):
        for row in db.session.scalars(select(model)):
            assert (flow.name, last[flow.name, row.id]) == (flow.name, row.state)


def test_sheets_add_up_and_notes_belong_to_helpers_of_the_case(station: Station, signins: Any) -> None:
    assert [s.id for s in db.session.scalars(select(Sheet)) if s.score != score_of(s.answers)] == []
    helpers = set(db.session.execute(select(Assignment.case_id, Assignment.helper_id)).all())
    assert set(db.session.execute(select(Note.case_id, Note.helper_id)).all()) <= helpers


def test_no_note_lies_in_the_future_and_the_last_contact_is_the_latest_note(station: Station, signins: Any) -> None:
    latest: dict[int, Any] = {}
    for note in db.session.scalars(select(Note).where(Note.contact.is_(True)).order_by(Note.at)):
        assert note.at <= now()
        latest[note.case_id] = note.at
    assert {c.id: c.last_contact_at for c in db.session.scalars(select(Case)) if c.last_contact_at} == latest
