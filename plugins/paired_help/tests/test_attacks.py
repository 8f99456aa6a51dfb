"""What somebody tries who may not: other grids' cases, earlier notes, visits of others, words without a reason."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import now
from core.communities.services import community_today
from core.errors import Missing, Refused
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.people.households import grant_aid
from core.people.models import Household, Person
from core.tenancy.session import db
from core.testing_accounts import csrf_of, make_account, make_building, make_person
from core.volunteers.joining import volunteer_of
from core.volunteers.models import ServiceRecord
from core.volunteers.workflow import volunteer_workflow
from plugins.paired_help.errors import BadNote
from plugins.paired_help.models import Note
from plugins.paired_help.services import lists, matching, mine, reading, visits
from plugins.paired_help.services.helping import assignment_of
from plugins.paired_help.terms import LEAD

from .conftest import Station

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
MISSING = 987654321987654321


@pytest.fixture
def other_worker(station: Station) -> int:
    """A grid worker of another grid."""
    far = make_building(9)
    person = make_person("别的网格员", far)
    station.phones[person.id] = make_account(person, ("grid_worker", "grids", [far.grid_id]))
    return person.id


def actions() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("paired_help.read%"))))


@pytest.mark.parametrize("page", ["", "/sheet", "/plan", "/match", "/consent", "/sign/station", "/helpers/lead"])
def test_a_case_of_another_grid_looks_like_a_missing_one(
    station: Station, until: Any, browser: Any, other_worker: int, page: str
) -> None:
    case, curious = until("active"), browser(other_worker)
    foreign, missing = (curious.get(f"/paired-help/cases/{n}{page}") for n in (case.id, MISSING))
    assert (foreign.status_code, missing.status_code, foreign.data == missing.data) == (404, 404, True)


def test_another_grids_worker_neither_lists_nor_counts_the_case(station: Station, until: Any, other_worker: int) -> None:
    until("active")
    actor = station.actor(other_worker)
    assert lists.counts(actor)["open"] == 0
    assert lists.case_page(actor, lists.Wanted("open"), 1).rows == []
    assert lists.counts(station.worker)["open"] == 1


def test_a_visit_of_others_looks_like_a_missing_one_to_helper_elder_and_stranger(
    station: Station, until: Any, browser: Any
) -> None:
    until("active")
    visit = station.visit().id
    for person in (station.helper_ids[2], station.elder_id):
        client = browser(person)
        foreign, missing = (client.get(f"/paired-help/mine/visits/{n}") for n in (visit, MISSING))
        assert (foreign.status_code, missing.status_code, foreign.data == missing.data) == (404, 404, True)
        token = csrf_of(client, "/password")
        for step in ("", "/phone", "/pass-on", "/read/goals"):
            assert client.post(f"/paired-help/mine/visits/{visit}{step}", data={"csrf_token": token}).status_code == 404


def test_a_new_helper_sees_no_earlier_note_until_the_grid_worker_shares_them(
    station: Station, until: Any, days_later: Any
) -> None:
    case = until("active")
    station.note(station.helper(), words="以前的话")
    days_later(1)
    matching.assign(case, station.worker, station.volunteer(2), LEAD)
    db.session.commit()
    new = assignment_of(case.id, station.helper_ids[2])
    note = db.session.scalars(select(Note)).one()
    assert new is not None
    assert mine.notes_for(new) == []
    with pytest.raises(Missing):
        reading.open_note_as_helper(note, station.helper(2))
    matching.share(case, station.worker, new.id)
    assert [row[0].id for row in mine.notes_for(new)] == [note.id]
    assert reading.open_note_as_helper(note, station.helper(2))["words"] == "以前的话"
    with pytest.raises(Missing):
        reading.open_note_as_helper(note, station.helper(0))


def test_who_left_sees_nothing_at_once(station: Station, until: Any, browser: Any) -> None:
    until("active")
    visit, client = station.visit().id, browser(station.helper_ids[0])
    assert client.get(f"/paired-help/mine/visits/{visit}").status_code == 200
    volunteer_workflow.fire(volunteer_of(station.helper_ids[0]), "leave", SYSTEM)
    db.session.commit()
    assert client.get(f"/paired-help/mine/visits/{visit}").status_code == 404


def test_words_are_opened_with_a_reason_by_those_who_may_and_each_reading_is_noted(station: Station, until: Any) -> None:
    case = until("active")
    note = station.note(station.helper(), words="血压有点高")
    with pytest.raises(Refused, match="查看文字要写明事由"):
        reading.open_note(note, station.worker, " ")
    for nobody in (station.helper(), station.elder):
        with pytest.raises(Refused, match="没有查看这些文字的权限"):
            reading.open_case_words(case, nobody, "看看")
    assert reading.open_note(note, station.worker, "回顾前看")["words"] == "血压有点高"
    assert reading.open_case_words(case, station.worker, "回顾前看")["situation"] == "独自住，腿脚不便"
    db.session.commit()
    assert actions() == ["paired_help.read", "paired_help.read"]


def test_words_are_nowhere_in_clear_in_the_database_or_on_the_page(station: Station, until: Any, browser: Any) -> None:
    case = until("active")
    note = station.note(station.helper(), words="血压有点高", follow_up="带去医院")
    raw = db.session.execute(select(Note.words_cipher, Note.follow_up_cipher)).one()
    assert not any("血压".encode() in value or "医院".encode() in value for value in raw)
    page = browser(station.worker_id).get(f"/paired-help/cases/{case.id}").text
    assert ("血压有点高" in page, "带去医院" in page, "独自住" in page, "****" in page) == (False, False, False, True)
    assert str(note.words) == "****"


def test_the_list_by_kind_of_aid_is_a_sensitive_reading_and_noted(
    station: Station, until: Any, browser: Any
) -> None:
    case = until("active")
    grant_aid(db.session.get_one(Household, case.household_id), "low_income", SYSTEM, since=community_today())
    db.session.commit()
    page = browser(station.worker_id).get("/paired-help/?aid=low_income").text
    assert ("张小梅" in page, "低保 1" in page) == (True, True)
    found = select(AuditEntry.actor_person_id, AuditEntry.text).where(AuditEntry.action == "people.open_aid_list")
    db.session.rollback()
    assert db.session.execute(found).all() == [(station.worker_id, "查看了一类帮扶的名单：低保")]


def test_a_note_cannot_be_hung_on_another_grids_visit(station: Station, until: Any, other_worker: int) -> None:
    until("active")
    with pytest.raises(Missing):
        visits.the_visit(station.visit().id, station.actor(other_worker))
    with pytest.raises(Refused, match="这次走访不是您的"):
        visits.write_note(
            station.visit(), station.actor(other_worker), at=now(), minutes=5, contact=True, medium="home", needs=[], words=""
        )


def test_a_helper_is_not_in_two_visits_at_a_time(station: Station, until: Any, days_later: Any) -> None:
    """A note plans the next visit, which could be noted again at once: sixteen hours for each press."""
    until("active")
    days_later(2)
    ended = now() - timedelta(hours=3)
    station.note(station.helper(), at=ended, minutes=60)
    for at, minutes in ((ended, 60), (ended + timedelta(minutes=30), 60), (ended - timedelta(minutes=59), 1), (now(), 960)):
        with pytest.raises(BadNote, match="已经记过另一次走访"):
            station.note(station.helper(), at=at, minutes=minutes)
        db.session.rollback()
    station.note(station.helper(), at=ended - timedelta(minutes=60), minutes=30)
    station.note(station.helper(), at=ended + timedelta(minutes=20), minutes=20)
    records = select(ServiceRecord.minutes).where(ServiceRecord.helper_id == station.helper_ids[0])
    assert sorted(db.session.scalars(records)) == [20, 30, 60]


def test_a_worker_who_is_helped_does_not_sign_for_both_sides(station: Station, until: Any, stroke: str) -> None:
    from core.accounts.roles import grant_role
    from plugins.paired_help.services import signing

    case = until("graduating")
    home = db.session.get_one(Person, station.elder_id)
    grant_role(home, "grid_worker", "grids", [db.session.get_one(Person, station.worker_id).building.grid_id], actor=SYSTEM)
    db.session.commit()
    signing.sign(case, station.elder, "resident", stroke, "能行")
    with pytest.raises(Refused, match="另一位经办人"):
        signing.sign(case, station.elder, "station", stroke)
