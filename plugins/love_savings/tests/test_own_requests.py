"""A worker is a neighbour too, and does not look after their own request alone."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.workflow import WorkflowRefused
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.joining import apply_as_volunteer
from core.volunteers.workflow import volunteer_workflow
from plugins.love_savings.errors import OwnChoice, ReasonMissing
from plugins.love_savings.models import Request
from plugins.love_savings.services import asking, batch, dispatching

from .conftest import Station, tomorrow_at
from .test_batch import solved
from .test_pages import text_of
from .test_waves import asked_persons

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
OWN = select(AuditEntry.text).where(AuditEntry.action == "love_savings.verify_own")


def of_worker(station: Station) -> int:
    """The worker asks for help."""
    start = tomorrow_at(9)
    made = asking.ask(
        station.worker, station.worker_id, start, start + timedelta(hours=1), skill_id=station.skill_id, words="水龙头滴水"
    )
    db.session.commit()
    return made.id


@pytest.fixture
def volunteering(station: Station) -> int:
    """The worker serves too, and lives nearest of all."""
    person = db.session.get_one(Person, station.worker_id)
    week = [(day, 0, 1440) for day in range(7)]
    volunteer = apply_as_volunteer(person, SYSTEM, skill_ids=[station.skill_id], windows=week, building=person.building)
    volunteer.base_x = 1
    volunteer_workflow.fire(volunteer, "approve", SYSTEM)
    db.session.commit()
    return station.worker_id


def test_a_worker_does_not_verify_their_own_request_where_another_may(
    station: Station, colleague: Any, browser: Any
) -> None:
    other, request_id = colleague("钱同事"), of_worker(station)
    with pytest.raises(WorkflowRefused, match="这是您自己的请求，请另一位工作人员核实"):
        dispatching.verify(request_id, station.worker)
    db.session.rollback()
    assert "核实通过" not in text_of(browser(station.worker_id).get(f"/love-savings/requests/{request_id}"))
    assert dispatching.verify(request_id, other).state == "verified"
    assert db.session.scalars(OWN).all() == []


def test_who_is_alone_verifies_their_own_request_and_the_audit_says_so(station: Station) -> None:
    away = make_building(9)
    make_account(make_person("别的网格员", away), ("grid_worker", "grids", [away.grid_id]))
    assert dispatching.verify(of_worker(station), station.worker).state == "verified"
    assert db.session.scalars(OWN).all() == ["核实了自己的求助，没有别人可以核实"]


def test_the_wave_leaves_out_who_verified_it_and_another_worker_may_send_them(
    station: Station, asked: Any, colleague: Any, volunteering: int, browser: Any
) -> None:
    one, two = asked(), asked(hour=14)
    for request_id in (one, two):
        dispatching.verify(request_id, station.worker)
    db.session.commit()
    assert dispatching.candidates(db.session.get_one(Request, one))[0].person_id == volunteering
    dispatching.next_wave(one, station.worker)
    assert asked_persons(one) == {1: station.helper_ids[:3]}
    db.session.commit()
    page = text_of(browser(station.worker_id).get(f"/love-savings/requests/{two}/match"))
    assert f'id="pick-{volunteering}">' in page and "这个请求是他核实的" in page
    other = colleague("钱同事")
    with pytest.raises(OwnChoice, match="请另一位工作人员来派单"):
        dispatching.offer(two, station.worker, [volunteering], "我就住楼下")
    db.session.rollback()
    with pytest.raises(ReasonMissing):
        dispatching.offer(two, other, [volunteering])
    db.session.rollback()
    dispatching.offer(two, other, [volunteering], "他就住楼下")
    assert asked_persons(two) == {1: [volunteering]}


def test_a_batch_does_not_propose_who_verified_the_request(station: Station, asked: Any, volunteering: int) -> None:
    request_id = asked()
    dispatching.verify(request_id, station.worker)
    made = solved(station, [request_id])
    assert [row[0].person_id for row in batch.the_batch(made.id, station.worker)[1]] == station.helper_ids[:1]
