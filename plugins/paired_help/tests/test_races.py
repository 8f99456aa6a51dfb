"""At once, on both databases: exactly one wins, the others get a sentence."""
from __future__ import annotations

from typing import Any

from core.accounts.actor import actor_for
from core.clock import now
from core.people.models import Person
from core.tenancy.session import db
from plugins.paired_help.errors import AlreadyMatched, AlreadySigned, BadNote, CannotOpen
from plugins.paired_help.models import Assignment, Case, Note, Signature, Visit
from plugins.paired_help.services import cases, matching, signing, visits
from tests.racing import RACERS, at_once

from .conftest import Station


def who(person_id: int) -> Any:
    """The actor, in this thread's own session."""
    return actor_for(db.session.get(Person, person_id))


def one_won(results: list[Any], refusal: type[Exception]) -> bool:
    return len(results) == RACERS and results.count(refusal) == RACERS - 1


def test_of_workers_who_take_a_person_on_at_once_one_opens_the_case(station: Station, community: Any) -> None:
    def open_one(number: int) -> int:
        return int(cases.open_case(who(station.worker_id), station.elder_id, source="visit", situation="独居").id)

    results = at_once(station.app, community, open_one, "INSERT INTO paired_help_case")
    db.session.rollback()
    assert one_won(results, CannotOpen)
    assert db.session.query(Case).count() == 1


def test_of_workers_who_match_at_once_one_chooses_and_the_others_learn_whom(
    station: Station, until: Any, community: Any
) -> None:
    case_id = until("planned").id
    pairs = [(station.volunteer(n), station.volunteer((n + 1) % 4)) for n in range(RACERS)]
    db.session.commit()

    def match(number: int) -> str:
        case = db.session.get_one(Case, case_id)
        return str(matching.match(case, who(station.worker_id), *pairs[number]).state)

    results = at_once(station.app, community, match, "INSERT INTO paired_help_assignment")
    db.session.rollback()
    assert one_won(results, AlreadyMatched)
    assert sorted(a.function for a in db.session.query(Assignment)) == ["backup", "lead"]


def test_of_workers_who_sign_at_once_one_signature_stands(
    station: Station, until: Any, community: Any, stroke: str
) -> None:
    case_id = until("graduating").id
    db.session.commit()

    def sign(number: int) -> str:
        case = db.session.get_one(Case, case_id)
        return str(signing.sign(case, who(station.worker_id), "station", stroke).side)

    results = at_once(station.app, community, sign, "INSERT INTO paired_help_signature")
    db.session.rollback()
    assert one_won(results, AlreadySigned)
    assert db.session.query(Signature).count() == 1


def test_a_visit_that_several_note_at_once_is_noted_once_and_the_next_planned_once(
    station: Station, until: Any, community: Any
) -> None:
    until("active")
    visit_id = station.visit().id
    db.session.commit()
    writers = [*station.helper_ids[:2], station.worker_id, station.worker_id]

    def note(number: int) -> bool:
        visit = db.session.get_one(Visit, visit_id)
        made = visits.write_note(
            visit, who(writers[number]), at=now(), minutes=30, contact=True, medium="home", needs=[], words="见到了"
        )
        return bool(made.contact)

    results = at_once(station.app, community, note, "INSERT INTO paired_help_note")
    db.session.rollback()
    assert one_won(results, BadNote)
    assert db.session.query(Note).count() == 1
    assert sorted(v.state for v in db.session.query(Visit)) == ["done", "planned"]
