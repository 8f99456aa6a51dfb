"""How many statements each page costs, however many cases, notes and helpers there are."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.clock import now
from core.kernel.actor import SYSTEM
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_person
from plugins.paired_help.models import Assignment, Note
from plugins.paired_help.services import cases, matching, sheets

from .conftest import Station, sheet

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
PAGES = {
    "list": ("worker_id", "/paired-help/?show=open", 10),
    "aid": ("worker_id", "/paired-help/?aid=aged", 12),
    "case": ("worker_id", "/paired-help/cases/{case}", 18),
    "match": ("worker_id", "/paired-help/cases/{planned}/match", 16),
    "desk": ("worker_id", "/desk/", 11),
    "mine": ("helper_ids", "/paired-help/mine", 8),
    "visit": ("helper_ids", "/paired-help/mine/visits/{visit}", 10),
    "me": ("elder_id", "/paired-help/me", 10),
    "home": ("elder_id", "/me/", 4),
}


def many(station: Station, case_id: int, count: int) -> None:
    """More cases on their way in, more notes and former helpers of the first one."""
    home = db.session.get_one(Person, station.elder_id).building
    visit = station.visit()
    for number in range(count):
        person = make_person(f"余长者{number}", home)
        made = cases.open_case(SYSTEM, person.id, source="list", situation="独居")
        sheets.fill(made.id, SYSTEM, sheet(1))
        cases.consent(made.id, SYSTEM)
        cases.plan(made.id, SYSTEM, needs=["daily"], goals="吃好")
        if number % 2:
            matching.match(made, SYSTEM, station.volunteer(0), station.volunteer(1))
            cases.step(made.id, "begin", SYSTEM)
        note = Note(
            case_id=case_id, visit_id=visit.id, person_id=station.elder_id, helper_id=station.helper_ids[0],
            at=now() - timedelta(days=number), minutes=0, contact=False, medium="home", needs=[], written_at=now(),
        )
        note.words = "没人"
        db.session.add(note)
        db.session.add(
            Assignment(
                case_id=case_id, person_id=station.elder_id, helper_id=station.helper_ids[2], volunteer_id=station.volunteer(2),
                function="backup", since=now(), until=now(),
            )
        )
    db.session.commit()


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_costs_a_fixed_number_of_statements_however_many_rows(
    station: Station, browser: Any, until: Any, query_counter: Any, page: str
) -> None:
    who, path, most = PAGES[page]
    person = getattr(station, who)
    case, visit = until("active"), station.visit().id
    waiting = make_person("黄待配", db.session.get_one(Person, station.elder_id).building)
    planned = cases.open_case(SYSTEM, waiting.id, source="list", situation="独居")
    sheets.fill(planned.id, SYSTEM, sheet(1))
    cases.consent(planned.id, SYSTEM)
    cases.plan(planned.id, SYSTEM, needs=["daily"], goals="吃好")
    many(station, case.id, 2)
    client = browser(person[0] if isinstance(person, list) else person)
    path = path.format(case=case.id, visit=visit, planned=planned.id)
    costs = []
    for more in (0, 22):
        many(station, case.id, more)
        assert client.get(path).status_code == 200
        with query_counter() as statements:
            assert client.get(path).status_code == 200
        costs.append(len(statements))
    assert costs[0] == costs[1] <= most, "\n".join(statements)
