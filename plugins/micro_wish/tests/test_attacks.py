"""What somebody tries who may not: other people's wishes and claims, another grid's residents, another unit's figures."""
from __future__ import annotations

from typing import Any

import pytest

from core.communities.services import current_community
from core.errors import Refused
from core.people.models import Person
from core.pluginsystem import dispatch
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person, sign_in
from core.volunteers.models import Unit
from plugins.micro_wish.models import Claim
from plugins.micro_wish.services import claiming, publishing, reporting, standing

from .conftest import Station, in_days
from .test_pages import HERE, post
from .test_straight_path import SIGNED, the

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
MISSING = 987654321987654321


@pytest.fixture
def far_worker(station: Station, client_in: Any, community: Any) -> Any:
    """A grid worker of another grid, signed in."""
    far = make_building(9)
    phone = make_account(make_person("别的网格员", far), ("grid_worker", "grids", [far.grid_id]))
    client = client_in(community)
    assert sign_in(client, phone).status_code == 302
    return client


PAGES = ("wishes/{}", "wishes/{}/publish", "wishes/{}/hand-over")


@pytest.mark.parametrize("page", PAGES)
def test_another_grids_wish_looks_like_a_missing_one(station: Station, wished: Any, far_worker: Any, page: str) -> None:
    wish_id = wished(to="at_station")
    foreign, missing = (far_worker.get(f"{HERE}/{page}".format(n)) for n in (wish_id, MISSING))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.data == missing.data


@pytest.mark.parametrize(
    "step", ["verify", "send_back", "receive", "deliver", "introduce", "call_off", "substitute", "thank", "close", "show_thanks", "prepare"]
)
def test_another_grids_worker_takes_no_step(station: Station, wished: Any, far_worker: Any, step: str) -> None:
    wish_id = wished(to="at_station" if step != "verify" else "collected")
    before = the(wish_id).state
    data = {"reason": "理由", "why": "other", "title": "别的", "agreed": "y", "thanks": "谢谢"}
    assert post(far_worker, f"{HERE}/wishes/{wish_id}/do/{step}", **data).status_code == 404
    assert post(far_worker, f"{HERE}/wishes/{wish_id}/hand-over", signature=SIGNED).status_code == 404
    assert post(far_worker, f"{HERE}/wishes/{wish_id}/story", reason="好奇").status_code == 404
    assert the(wish_id).state == before


def test_another_grids_worker_neither_records_nor_takes_back(station: Station, wished: Any, far_worker: Any) -> None:
    wish_id = wished(to="claimed")
    claim = db.session.query(Claim).one()
    assert far_worker.get(f"{HERE}/new?person_id={station.ids['resident']}").status_code == 404
    assert post(far_worker, f"{HERE}/wishes/{wish_id}/claims/{claim.id}/take-back", reason="试试").status_code == 404
    assert "张小梅" not in far_worker.get(f"{HERE}/desk?show=all").text
    assert claim.state == "promised"


@pytest.mark.parametrize("page", ["mine/{}", "mine/{}/amend"])
def test_a_neighbours_wish_looks_like_a_missing_one(station: Station, wished: Any, browser: Any, page: str) -> None:
    wish_id, curious = wished(), browser("helper")
    foreign, missing = (curious.get(f"{HERE}/{page}".format(n)) for n in (wish_id, MISSING))
    assert (foreign.status_code, foreign.data) == (404, missing.data)


@pytest.mark.parametrize("step", ["do/confirm", "do/withdraw", "do/thank", "do/take_down", "pin"])
def test_nobody_takes_a_step_of_a_neighbours_wish(station: Station, wished: Any, browser: Any, step: str) -> None:
    wish_id = wished(to="delivered")
    assert post(browser("second"), f"{HERE}/mine/{wish_id}/{step}", reason="x", why="other", thanks="x").status_code == 404
    assert the(wish_id).state == "delivered"


def test_a_claim_of_others_looks_like_a_missing_one(station: Station, wished: Any, browser: Any) -> None:
    wished(to="prepared")
    claim_id, curious = db.session.query(Claim.id).scalar(), browser("second")
    for page in ("claims/{}", "claims/{}/hand-over"):
        foreign, missing = (curious.get(f"{HERE}/{page}".format(n)) for n in (claim_id, MISSING))
        assert (foreign.status_code, foreign.data) == (404, missing.data)
    for step in ("promise", "postpone", "leave", "prepare"):
        assert post(curious, f"{HERE}/claims/{claim_id}/do/{step}", reason="x", promised_on=in_days(1)).status_code == 404


def test_a_picture_is_shown_for_its_own_wish_to_the_station_only(station: Station, wished: Any, browser: Any) -> None:
    from core.kernel.pictures import Picture
    from plugins.micro_wish.services import handover

    wish_id, other = wished(to="at_station"), wished("书包", to="at_station", who="neighbour")
    handover.hand_over(wish_id, station.worker, signature=SIGNED)
    db.session.commit()
    picture_id = db.session.query(Picture.id).scalar()
    assert browser("worker").get(f"{HERE}/wishes/{other}/pictures/{picture_id}").status_code == 404
    assert browser("helper").get(f"{HERE}/wishes/{wish_id}/pictures/{picture_id}").status_code == 403


def test_a_contact_sees_the_own_units_figures_only(station: Station, browser: Any) -> None:
    other = Unit(name="别的单位")
    db.session.add(other)
    db.session.commit()
    contact = browser("contact")
    assert "别的单位" not in contact.get(f"{HERE}/units").text
    foreign, missing = (contact.get(f"{HERE}/units/{n}") for n in (other.id, MISSING))
    assert (foreign.status_code, foreign.data) == (404, missing.data)
    assert browser("helper").get(f"{HERE}/units").status_code == 404


def test_a_contact_confirms_the_own_units_members_only(station: Station, browser: Any) -> None:
    other = Unit(name="别的单位")
    db.session.add(other)
    db.session.flush()
    report = reporting.report_in(station.actor("member"), other.id)
    db.session.commit()
    contact = browser("contact")
    assert "党员戊" not in contact.get(f"{HERE}/reports").text
    assert post(contact, f"{HERE}/reports/{report.id}/confirm").status_code == 404
    assert report.state == "asked"


def test_a_member_whose_report_ended_claims_for_the_unit_no_more(station: Station, wished: Any) -> None:
    wished(to="published")
    member = station.actor("member")
    report = reporting.report_in(member, station.ids["unit"])
    with pytest.raises(Refused):
        claiming.claim(1, member, f"member:{station.ids['unit']}")
    reporting.answer(report.id, station.actor("contact"), "confirm")
    reporting.leave(member)
    with pytest.raises(Refused):
        claiming.claim(1, member, f"member:{station.ids['unit']}")


def test_the_plan_marks_rooms_and_nobody_moves_away_from_what_is_promised(station: Station, wished: Any) -> None:
    home = db.session.get(Person, station.ids["resident"])
    assert standing.room_needs(home.building_id, station.worker) == {}
    wish_id = wished(to="prepared")
    assert standing.room_needs(home.building_id, station.worker) == {home.room_id: 2}
    assert standing.room_needs(home.building_id, station.helper) == {}
    for who in ("resident", "helper"):
        with pytest.raises(Refused, match="还有 1 件微心愿没有办完"):
            dispatch.veto("may_leave", current_community(), person=db.session.get(Person, station.ids[who]))
    publishing.withdraw(wish_id, station.worker, "moved", "搬家", by_station=True)
    dispatch.veto("may_leave", current_community(), person=home)
