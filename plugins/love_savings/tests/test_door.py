"""At the resident's door: codes, the card, a door that stays shut, and confirmation without a phone."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.accounts.errors import TooSoon
from core.accounts.roles import grant_role
from core.errors import Missing
from core.grids.models import Building
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.ledger import balance
from core.kernel.occupancy import OccupiedQuarter
from core.kernel.pictures import pictures_of
from core.kernel.workflow import WorkflowRefused
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.love_savings.errors import CodeNeeded, NoProof, NotYetTime, WrongCode
from plugins.love_savings.models import Request
from plugins.love_savings.services import answering, cards, checking, codes, confirming, hours, privacy, serving

from .conftest import Station
from .test_pages import post, text_of
from .test_refusals import offered, state
from .test_straight_path import accepted, give, served

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
SIGNED = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAEklEQVR4nGNgYGD4D8VQBowBAEPUBfvzGLodAAAAAElFTkSuQmCC"
)


def at_the_door(station: Station, asked: Any, clock_at: Any) -> Request:
    request = accepted(station, asked())
    clock_at(request.starts_at)
    return db.session.get_one(Request, request.id)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_residents_digits_check_the_helper_in_and_a_second_time_is_harmless(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = at_the_door(station, asked, clock_at)
    code = codes.arrival_code(request)
    assert (len(code), code.isdigit(), code != codes.finish_code(request)) == (6, True, True)
    for _time in range(2):
        request = checking.arrive_by_code(request.id, station.helper(), f" {code[:3]} {code[3:]} ")
    assert (request.state, request.arrived_by, request.checked_in_at) == ("in_service", "code", request.starts_at)


def test_guessing_slows_down_and_the_right_code_does_not_help_meanwhile(station: Station, asked: Any, clock_at: Any) -> None:
    request = at_the_door(station, asked, clock_at)
    code, moment = codes.arrival_code(request), request.starts_at
    for _try in range(5):
        with pytest.raises(WrongCode):
            checking.arrive_by_code(request.id, station.helper(), wrong(code))
        db.session.rollback()
    with pytest.raises(TooSoon):
        checking.arrive_by_code(request.id, station.helper(), code)
    db.session.rollback()
    clock_at(moment + timedelta(minutes=1))
    assert checking.arrive_by_code(request.id, station.helper(), code).state == "in_service"


def test_only_the_one_who_accepted_uses_the_code_or_the_card(station: Station, asked: Any, clock_at: Any) -> None:
    request = at_the_door(station, asked, clock_at)
    code, token = codes.arrival_code(request), cards.card_for(station.resident_id).token
    for actor in (station.helper(1), station.resident, station.worker):
        with pytest.raises(Missing):
            checking.arrive_by_code(request.id, actor, code)
        with pytest.raises(Missing):
            checking.arrive_by_card(request.id, actor, token)


def test_who_is_sent_instead_finds_other_digits(station: Station, asked: Any) -> None:
    request = accepted(station, asked())
    before = codes.arrival_code(request), codes.finish_code(request)
    answering.give_up(request.id, station.helper(), "孩子发烧")
    offer = offered_to(request.id, station.helper_ids[3])
    request = answering.accept(offer.id, station.helper(3))
    after = codes.arrival_code(request), codes.finish_code(request)
    assert not set(before) & set(after)


def offered_to(request_id: int, person_id: int) -> Any:
    from plugins.love_savings.models import Offer

    return db.session.scalars(
        select(Offer).where(Offer.request_id == request_id, Offer.person_id == person_id, Offer.state == "offered")
    ).one()


def test_the_qr_code_of_the_residents_card_leads_the_helper_to_the_check_in(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = at_the_door(station, asked, clock_at)
    token = cards.card_for(station.resident_id).token
    db.session.commit()
    helper, stranger = browser(station.helper_ids[0]), browser(station.helper_ids[1])
    assert stranger.get(f"/love-savings/c/{token}").status_code == 404
    scanned = text_of(helper.get(f"/love-savings/c/{token}"))
    assert "张小梅" in scanned and token in scanned
    assert state(request.id) == "accepted"
    page = f"/love-savings/mine/jobs/{request.id}"
    assert "这个码不对" in text_of(post(helper, f"{page}/arrive/card", page, token="x" * 32))
    assert "已签到" in text_of(post(helper, f"{page}/arrive/card", page, token=token))
    db.session.expire_all()
    assert db.session.get_one(Request, request.id).arrived_by == "card"
    assert "您已经签到了" in text_of(helper.get(f"/love-savings/c/{token}"))


def test_where_a_code_is_wanted_the_button_alone_does_not_check_in(station: Station, asked: Any, clock_at: Any, browser: Any) -> None:
    station.configure(check_in_by_code=True)
    request = at_the_door(station, asked, clock_at)
    with pytest.raises(CodeNeeded):
        serving.check_in(request.id, station.helper())
    db.session.rollback()
    page = f"/love-savings/mine/jobs/{request.id}"
    helper, resident = browser(station.helper_ids[0]), browser(station.resident_id)
    assert "到了，签到" not in text_of(helper.get(page))
    code = codes.arrival_code(request)
    shown = text_of(resident.get(f"/love-savings/asked/{request.id}"))
    assert f"{code[:3]} {code[3:]}" in shown
    refused = text_of(post(helper, f"{page}/arrive", f"{page}/arrive", code=wrong(code)))
    assert "这个码不对" in refused and wrong(code) in refused
    assert "已签到" in text_of(post(helper, f"{page}/arrive", f"{page}/arrive", code=code))
    other = accepted(station, asked(hour=14))
    clock_at(other.starts_at)
    assert serving.check_in(other.id, station.worker, by_station=True).state == "in_service"


def test_a_worker_opens_the_digits_on_record_and_nobody_those_of_the_own_job(
    station: Station, asked: Any, browser: Any
) -> None:
    request = accepted(station, asked())
    arrival, finish = codes.arrival_code(request), codes.finish_code(request)
    worker, page = browser(station.worker_id), f"/love-savings/requests/{request.id}"
    slip = text_of(post(worker, f"{page}/codes", page))
    assert f"{arrival[:3]} {arrival[3:]}" in slip and f"{finish[:3]} {finish[3:]}" in slip
    db.session.rollback()
    looks = select(AuditEntry.actor_person_id).where(AuditEntry.action == "love_savings.open_codes")
    assert db.session.scalars(looks).all() == [station.worker_id]
    helper = browser(station.helper_ids[0])
    job = helper.get(f"/love-savings/mine/jobs/{request.id}").text
    assert arrival not in job.replace(" ", "") and finish not in job.replace(" ", "")
    with pytest.raises(Missing):
        checking.open_codes(request.id, station.helper())


def test_a_worker_who_goes_as_volunteer_reads_the_digits_of_that_job_nowhere(station: Station, asked: Any) -> None:
    request = accepted(station, asked())
    helper = db.session.get_one(Person, station.helper_ids[0])
    grant_role(helper, "grid_worker", "grids", [db.session.get_one(Building, helper.building_id).grid_id], actor=SYSTEM)
    both = station.actor(helper.id)
    assert both.can("love_savings.dispatch", request)

    with pytest.raises(Missing):
        checking.open_codes(request.id, both)


@pytest.mark.parametrize(("how", "proof"), [("code", "both"), ("signature", "one")])
def test_a_resident_without_a_phone_confirms_on_the_helpers_screen(
    station: Station, asked: Any, clock_at: Any, browser: Any, how: str, proof: str
) -> None:
    request = accepted(station, asked())
    served(station, request.id, clock_at)
    given = codes.finish_code(request) if how == "code" else SIGNED
    page = f"/love-savings/mine/jobs/{request.id}"
    helper = browser(station.helper_ids[0])
    assert "请居民签个名" in text_of(post(helper, f"{page}/confirm", f"{page}/confirm"))
    assert "居民确认了" in text_of(post(helper, f"{page}/confirm", f"{page}/confirm", **{how: given}))
    station.work()
    record = db.session.scalars(select(ServiceRecord)).one()
    assert (state(request.id), record.proof, cards.card_view(station.helper_ids[0]).balance) == ("confirmed", proof, 60)
    kept = pictures_of(privacy.SIGNED, [request.id])
    assert len(kept.get(request.id, [])) == (how == "signature")
    privacy.erase(station.resident_id)
    assert pictures_of(privacy.SIGNED, [request.id]) == {}


def test_the_helper_alone_confirms_nothing(station: Station, asked: Any, clock_at: Any) -> None:
    request = accepted(station, asked())
    served(station, request.id, clock_at)
    with pytest.raises(NoProof):
        confirming.confirm_at_door(request.id, station.helper())
    with pytest.raises(WrongCode):
        confirming.confirm_at_door(request.id, station.helper(), code=codes.arrival_code(request))
    db.session.rollback()
    for actor in (station.helper(1), station.worker):
        with pytest.raises(Missing):
            confirming.confirm_at_door(request.id, actor, signature=SIGNED)
    assert state(request.id) == "done"


def test_nobody_home_is_noted_called_about_and_credited_as_the_community_has_it(
    station: Station, asked: Any, clock_at: Any
) -> None:
    station.configure(not_home_minutes=20)
    give(station.resident_id, 60)
    request = accepted(station, asked())
    with pytest.raises(NotYetTime):
        checking.nobody_home(request.id, station.helper())
    db.session.rollback()
    clock_at(request.starts_at + timedelta(minutes=5))
    assert checking.nobody_home(request.id, station.helper()).door_at == request.starts_at + timedelta(minutes=5)
    closed = checking.close_not_home(request.id, station.worker, "打了三次没人接")
    station.work()
    assert (closed.state, closed.closed_as, cards.card_view(station.helper_ids[0]).balance) == ("cancelled", "not_home", 20)
    assert cards.card_view(station.resident_id).balance == 60
    assert balance(hours.hold_account()) == 0
    assert db.session.scalars(select(OccupiedQuarter)).all() == []
    record = db.session.scalars(select(ServiceRecord)).one()
    assert (record.minutes, record.proof, record.note) == (20, "hand", "上门时没人在家")


def test_without_minutes_for_the_way_nothing_is_recorded(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(not_home_minutes=0)
    request = at_the_door(station, asked, clock_at)
    checking.nobody_home(request.id, station.helper())
    checking.close_not_home(request.id, station.worker, "没人接")
    station.work()
    assert db.session.scalars(select(ServiceRecord)).all() == []


def test_who_stood_at_the_door_does_not_close_it_and_goes_in_when_found(station: Station, asked: Any, clock_at: Any) -> None:
    request = at_the_door(station, asked, clock_at)
    checking.nobody_home(request.id, station.helper())
    with pytest.raises(WorkflowRefused):
        serving.check_in(request.id, station.helper())
    assert checking.found(request.id, station.worker, "刚才在洗澡").state == "accepted"
    assert serving.check_in(request.id, station.helper()).door_at is None


def test_a_resident_who_cancels_at_the_last_moment_is_noted_as_late(station: Station, asked: Any, clock_at: Any) -> None:
    early, late, free = asked(9), asked(14), asked(18)
    for request_id in (early, late):
        accepted(station, request_id)
    offered(station, free)
    serving.cancel(early, station.resident, "不用了")
    clock_at(db.session.get_one(Request, late).starts_at - timedelta(minutes=119))
    serving.cancel(late, station.resident, "不用了")
    assert [db.session.get_one(Request, n).closed_as for n in (early, late)] == ["", "late"]
    clock_at(db.session.get_one(Request, free).starts_at - timedelta(minutes=5))
    assert serving.cancel(free, station.resident, "不用了").closed_as == ""
