"""Relatives are named and not asked unasked; pairs who serve each other remarkably often are reported."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.clock import now
from core.communities.services import community_today
from core.kernel.actor import SYSTEM
from core.people.children_models import Guardianship
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from plugins.love_savings.errors import ReasonMissing
from plugins.love_savings.models import Request
from plugins.love_savings.services import dispatching, kin, pairs
from plugins.love_savings.workflow import request_flow

from .conftest import Station
from .test_pages import text_of
from .test_straight_path import accepted, offers


def relate(station: Station, how: str, index: int = 0) -> int:
    """Make a helper and the resident belong together."""
    helper, resident = db.session.get_one(Person, station.helper_ids[index]), db.session.get_one(Person, station.resident_id)
    if how == "household":
        helper.household_id = resident.household_id
    else:
        child, guardian = (resident, helper) if how == "guardian" else (helper, resident)
        db.session.add(
            Guardianship(
                child_id=child.id, guardian_id=guardian.id, relation="grandparent", priority=1, may_decide=True,
                since=community_today(),
            )
        )
    db.session.commit()
    return helper.id


@pytest.mark.parametrize("how", ["household", "guardian", "child"])
def test_a_relative_is_named_never_asked_unasked_and_chosen_only_with_a_reason(
    station: Station, asked: Any, browser: Any, how: str
) -> None:
    relative, request_id = relate(station, how), asked()
    said = "和居民是一户人" if how == "household" else "和居民是监护关系"
    dispatching.verify(request_id, station.worker)
    db.session.commit()
    page = text_of(browser(station.worker_id).get(f"/love-savings/requests/{request_id}/match"))
    assert said in page
    assert f'value="{relative}" id="pick-{relative}">' in page  # listed, not ticked
    with pytest.raises(ReasonMissing):
        dispatching.offer(request_id, station.worker, [relative])
    db.session.rollback()
    dispatching.next_wave(request_id, station.worker)
    assert relative not in [offer.person_id for offer in offers(request_id)]
    other = asked(hour=15)
    dispatching.verify(other, station.worker)
    dispatching.offer(other, station.worker, [relative], "老人只认自家人")
    assert [(o.person_id, o.override) for o in offers(other)] == [(relative, "老人只认自家人")]


def test_passing_over_a_relative_needs_no_reason(station: Station, asked: Any) -> None:
    relate(station, "household")
    request_id = asked()
    dispatching.verify(request_id, station.worker)
    dispatching.offer(request_id, station.worker, station.helper_ids[1:3])
    assert {offer.override for offer in offers(request_id)} == {""}


def test_an_ended_guardianship_is_none(station: Station) -> None:
    relate(station, "guardian")
    db.session.query(Guardianship).one().until = community_today()
    db.session.flush()
    assert kin.relatives_of(station.resident_id) == {}


def test_the_page_of_a_request_names_a_relative_who_helps(station: Station, asked: Any, browser: Any) -> None:
    request = accepted(station, asked())
    worker, page = browser(station.worker_id), f"/love-savings/requests/{request.id}"
    assert "确认前请多核实" not in text_of(worker.get(page))
    relate(station, "household")
    assert "志愿者和居民是一户人，确认前请多核实。" in text_of(worker.get(page))


def serve(helper_id: int, helped_id: int, times: int, days_ago: int = 1) -> None:
    """Confirmed services of an hour each."""
    at = now() - timedelta(days=days_ago)
    for _number in range(times):
        row = Request(
            person_id=helped_id, helper_id=helper_id, building_id=db.session.get_one(Person, helped_id).building_id,
            words="帮忙", starts_at=at, ends_at=at + timedelta(hours=1), asked_at=at, minutes=60, confirmed_at=at,
        )
        request_flow.start(row, SYSTEM)
        force(row, "confirmed")
    db.session.commit()


def force(row: Request, state: str) -> None:
    from core.kernel.workflow.models import pen

    with pen():
        row.state = state


def found(actor: Any) -> list[tuple[int, int, int, int, list[str]]]:
    return [(p.helper_id, p.helped_id, p.given, p.back, p.why) for p in pairs.reported(actor)]


def test_pairs_are_reported_by_number_by_both_directions_and_by_household(station: Station) -> None:
    station.configure(pair_days=30, pair_times=4, pair_back=2)
    one, two, three, four = station.helper_ids
    serve(one, two, 3)
    serve(two, one, 2)
    serve(three, station.resident_id, 4)
    serve(four, station.resident_id, 3)
    serve(two, three, 1)
    serve(three, two, 1)
    serve(four, one, 9, days_ago=31)
    assert found(station.worker) == [
        (one, two, 3, 2, ["互相对存"]), (three, station.resident_id, 4, 0, ["往来集中"]),
    ]
    relate(station, "household", index=3)
    assert found(station.worker)[2] == (four, station.resident_id, 3, 0, ["同一户"])
    assert [p.given_minutes + p.back_minutes for p in pairs.reported(station.worker)] == [300, 240, 180]


def test_a_worker_sees_the_pairs_of_the_own_grid_only(station: Station, client_in: Any, community: Any, browser: Any) -> None:
    serve(station.helper_ids[0], station.resident_id, 5)
    far = make_building(9)
    other = make_person("别的网格员", far)
    make_account(other, ("grid_worker", "grids", [far.grid_id]))
    db.session.commit()
    assert len(found(station.worker)) == 1
    assert found(station.actor(other.id)) == []
    page = text_of(browser(station.worker_id).get("/love-savings/pairs"))
    assert "志愿者甲" in page and "张小梅" in page and "往来集中" in page
    assert browser(station.resident_id).get("/love-savings/pairs").status_code == 403
