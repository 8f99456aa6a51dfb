"""What staff do in a resident's name is recorded with both names, and the resident reads it."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from core.accounts.actor import actor_for
from core.kernel import audit
from core.kernel.actor import SYSTEM, on_behalf_of
from core.people.models import Person
from core.people.services import Purpose, give_consent
from core.tenancy.session import db, use
from core.testing_accounts import make_account, make_building, make_person, sign_in

PURPOSE = Purpose("tests.letters", "寄信给您", "1", "社区会寄信给您。")


@pytest.fixture
def people(app, community):
    """A worker's and a resident's ids and the resident's phone."""
    with app.app_context(), use(community.id):
        building = make_building()
        worker, resident = make_person("张晓梅", building), make_person("陈玉芬", building)
        make_account(worker, ("grid_worker", "grids", [building.grid_id]))
        return worker.id, resident.id, make_account(resident)


def person(person_id):
    return db.session.get_one(Person, person_id)


def test_who_acts_for_somebody_is_recorded_with_both_and_for_oneself_with_one(app, community, people):
    worker_id, resident_id, _phone = people
    with app.app_context(), use(community.id):
        worker, resident = actor_for(person(worker_id)), actor_for(person(resident_id))
        assert on_behalf_of(worker, resident_id).acting_for_id == resident_id
        assert on_behalf_of(resident, resident_id) is resident
        assert on_behalf_of(SYSTEM, resident_id) is SYSTEM


def test_a_consent_that_staff_note_stands_in_the_books_as_done_for_the_person(app, community, people):
    worker_id, resident_id, _phone = people
    with app.app_context(), use(community.id):
        give_consent(person(resident_id), PURPOSE, actor_for(person(worker_id)))
        entry = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.action == "people.give_consent")).one()
        assert (entry.actor_person_id, entry.acting_for_id) == (worker_id, resident_id)
        give_consent(person(worker_id), PURPOSE, actor_for(person(worker_id)))
        own = audit.entries(action="people.give_consent").items[0]
        assert (own.actor_person_id, own.acting_for_id) == (worker_id, None)


def test_the_resident_reads_who_did_what_and_nobody_elses(app, community, client, people):
    worker_id, resident_id, phone = people
    with app.app_context(), use(community.id):
        worker = actor_for(person(worker_id))
        audit.write("tests.ask", "替居民登记了一次求助", actor=worker.acting_for(resident_id))
        audit.write("tests.ask", "替别人办的事", actor=worker.acting_for(make_person("黄秀英").id))
        audit.write("tests.ask", "工作人员自己的事", actor=worker)
        db.session.commit()
    sign_in(client, phone)
    assert 'href="/xinzhu-test/me/done-for-me"' in client.get("/me/profile").text
    page = client.get("/me/done-for-me").text
    assert "替居民登记了一次求助" in page
    assert "由张晓梅代办" in page
    assert "替别人办的事" not in page
    assert "工作人员自己的事" not in page


def test_a_long_list_is_cut_into_pages_at_a_fixed_cost(app, community, client, people, query_counter):
    worker_id, resident_id, phone = people
    with app.app_context(), use(community.id):
        worker = actor_for(person(worker_id)).acting_for(resident_id)
        for number in range(21):
            audit.write("tests.ask", f"第 {number} 件事", actor=worker)
        db.session.commit()
    sign_in(client, phone)
    client.get("/me/done-for-me")
    with query_counter() as statements:
        first = client.get("/me/done-for-me").text
    assert (first.count("由张晓梅代办"), len(statements)) == (20, 3)
    second = client.get("/me/done-for-me?page=2").text
    assert (second.count("由张晓梅代办"), "第 0 件事" in second) == (1, True)
