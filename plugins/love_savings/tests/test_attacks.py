"""What somebody tries who may not: other people's requests, names after the help, hours of one's own making."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.accounts.roles import grant_role
from core.kernel.actor import SYSTEM
from core.kernel.workflow import WorkflowRefused
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import csrf_of, make_account, make_building, make_person, sign_in
from plugins.love_savings.models import Offer, Request
from plugins.love_savings.services import answering, dispatching, serving
from plugins.love_savings.services.cards import card_for
from plugins.love_savings.services.details import KNOWN_FOR

MISSING = 987654321987654321


def browser(client_in: Any, community: Any, phone: str) -> Any:
    client = client_in(community)
    assert sign_in(client, phone).status_code == 302
    return client


def taken(station: Any, request_id: int) -> Any:
    """The request, verified, offered and accepted by one volunteer."""
    dispatching.verify(request_id, station.worker)
    dispatching.next_wave(request_id, station.worker)
    offer = db.session.query(Offer).filter_by(request_id=request_id, person_id=station.helper_ids[0]).one()
    answering.accept(offer.id, station.helper())
    db.session.commit()
    return db.session.get(Request, request_id)


@pytest.mark.parametrize("page", ["requests/{}", "asked/{}", "mine/jobs/{}"])
def test_a_request_of_others_looks_like_a_missing_one(station: Any, asked: Any, client_in: Any, community: Any, page: str) -> None:
    request_id = asked()
    curious = browser(client_in, community, station.phones[station.helper_ids[1]])
    foreign, missing = (curious.get(f"/love-savings/{page}".format(n)) for n in (request_id, MISSING))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.data == missing.data


def test_a_card_of_another_grid_looks_like_a_card_that_nobody_has(station: Any, client_in: Any, community: Any) -> None:
    far = make_building(9)
    phone = make_account(make_person("别的网格员", far), ("grid_worker", "grids", [far.grid_id]))
    token = card_for(station.resident_id).token
    db.session.commit()
    worker = browser(client_in, community, phone)
    foreign, missing = worker.get(f"/love-savings/c/{token}"), worker.get(f"/love-savings/c/{'x' * len(token)}")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.data == missing.data


def test_a_worker_reaches_the_card_by_its_code(station: Any, client_in: Any, community: Any) -> None:
    token = card_for(station.resident_id).token
    db.session.commit()
    worker = browser(client_in, community, station.phones[station.worker_id])
    assert worker.get(f"/love-savings/c/{token}").location.endswith(f"/love-savings/cards/{station.resident_id}")


def test_the_helpers_list_names_nobody_a_day_after_the_help(
    station: Any, asked: Any, client_in: Any, community: Any, clock_at: Any
) -> None:
    request = taken(station, asked())
    helper = browser(client_in, community, station.phones[station.helper_ids[0]])
    assert "张小梅" in helper.get("/love-savings/mine").text
    clock_at(request.ends_at + KNOWN_FOR + timedelta(minutes=1))
    helper = browser(client_in, community, station.phones[station.helper_ids[0]])
    page = helper.get("/love-savings/mine").text
    assert "张小梅" not in page
    assert "张*" in page


def test_who_helped_does_not_confirm_the_own_hours_by_a_call(station: Any, asked: Any, clock_at: Any) -> None:
    request = taken(station, asked())
    home = db.session.get(Person, station.resident_id).building
    grant_role(db.session.get(Person, request.helper_id), "grid_worker", "grids", [home.grid_id], actor=SYSTEM)
    db.session.commit()
    clock_at(request.starts_at)
    serving.check_in(request.id, station.helper())
    clock_at(request.ends_at)
    serving.check_out(request.id, station.helper())
    with pytest.raises(WorkflowRefused, match="另一位工作人员"):
        serving.confirm_by_call(request.id, station.helper(), "很满意")
    assert serving.confirm_by_call(request.id, station.worker, "很满意").state == "confirmed"


@pytest.mark.parametrize("step", ["asked/{}/cancel", "requests/{}/do/call_off"])
def test_a_very_long_reason_cancels_all_the_same(station: Any, asked: Any, client_in: Any, community: Any, step: str) -> None:
    request_id = asked()
    who = station.resident_id if step.startswith("asked") else station.worker_id
    client = browser(client_in, community, station.phones[who])
    data = {"csrf_token": csrf_of(client, "/password"), "reason": "好" * 5000}
    assert client.post(f"/love-savings/{step}".format(request_id), data=data).status_code == 302
    db.session.expire_all()
    row = db.session.get(Request, request_id)
    assert (row.state, row.closing_note) == ("cancelled", "好" * 300)


def test_a_very_long_answer_declines_all_the_same(station: Any, asked: Any) -> None:
    request_id = asked()
    dispatching.verify(request_id, station.worker)
    dispatching.next_wave(request_id, station.worker)
    offer = db.session.query(Offer).filter_by(request_id=request_id, person_id=station.helper_ids[0]).one()
    answering.decline(offer.id, station.helper(), "忙" * 5000)
    db.session.commit()
    assert db.session.get(Offer, offer.id).answer == "忙" * 200


@pytest.mark.parametrize("side", ["helper_id", "person_id"])
def test_a_worker_does_not_write_down_the_times_of_work_they_have_a_part_in(
    station: Any, asked: Any, clock_at: Any, side: str
) -> None:
    station.configure(check_in_by_code=True)
    request = taken(station, asked())
    home = db.session.get(Person, station.resident_id).building
    person_id = getattr(request, side)
    grant_role(db.session.get(Person, person_id), "grid_worker", "grids", [home.grid_id], actor=SYSTEM)
    db.session.commit()
    clock_at(request.starts_at)
    for step, after in ((serving.check_in, "in_service"), (serving.check_out, "done")):
        with pytest.raises(WorkflowRefused, match="请另一位工作人员代记"):
            step(request.id, station.actor(person_id), by_station=True)
        db.session.rollback()
        assert step(request.id, station.worker, by_station=True).state == after
        db.session.commit()
