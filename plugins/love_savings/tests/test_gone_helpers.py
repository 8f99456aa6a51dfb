"""A helper who dies while at work: nothing is invented, nobody waits, and the station finds out what counts."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import PersonLeft, publish
from core.clock import now
from core.kernel.ledger import LedgerAccount, balance
from core.kernel.occupancy import OccupiedQuarter
from core.kernel.workflow import WorkflowRefused, run_clocks
from core.tenancy.session import db
from core.testing_accounts import csrf_of
from core.volunteers.models import ServiceRecord
from plugins.love_savings.errors import TooManyMinutes
from plugins.love_savings.models import Request
from plugins.love_savings.services import answering, cards, checking, disputes, handing_on, hours, serving
from tests.racing import at_once

from .conftest import Station
from .test_departing import bury, person
from .test_pages import post, text_of
from .test_refusals import told
from .test_relief import at_work
from .test_service_races import WRITES
from .test_split_days import paused
from .test_straight_path import accepted, give, offers

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
NOT_AGAIN = "来帮您的志愿者不能再来了。他做过的由工作站核实，您不用确认。"
THE_REST = "没做完的另请人来做，请看新约的时间；不用再来就请取消。"


def rest_of(request: Request) -> Request:
    return db.session.scalars(select(Request).where(Request.first_id == request.id, Request.turn == 2)).one()


def gone(station: Station, asked: Any, clock_at: Any) -> Request:
    """The first helper died 25 minutes after they had checked in for two hours."""
    request = at_work(station, asked, clock_at)
    bury(station, station.helper_ids[0])
    return db.session.get_one(Request, request.id)


def test_the_station_says_how_long_the_dead_were_there_and_others_are_asked_for_the_whole_visit(
    station: Station, asked: Any, clock_at: Any
) -> None:
    station.configure(payer="card", rounding_minutes=1)
    give(station.resident_id, 120)
    request = gone(station, asked, clock_at)
    assert (request.state, request.minutes, request.checked_out_at, request.held_minutes) == ("unended", None, None, 0)
    rest = rest_of(request)
    start = request.starts_at + timedelta(days=1)
    assert (rest.state, rest.starts_at, rest.ends_at) == ("offered", start, start + timedelta(minutes=120))
    assert [offer.person_id for offer in offers(rest.id)] == station.helper_ids[1:]
    assert told(station.resident_id)[-2:] == [NOT_AGAIN, THE_REST]
    publish(PersonLeft(station.helper_ids[0], "deceased"))
    station.work()
    assert db.session.scalar(select(func.count(Request.id))) == 2
    # What was planned is paid for once only: all that the card has is there for who comes now.
    answering.accept(offers(rest.id)[0].id, station.helper(1))
    serving.note_end(request.id, station.worker, "居民说他修了一刻多钟", 20)
    station.work()
    request, rest = db.session.get_one(Request, request.id), db.session.get_one(Request, rest.id)
    assert (request.state, request.minutes, request.proof, rest.held_minutes) == ("confirmed", 20, "hand", 120)
    record = db.session.scalars(select(ServiceRecord)).one()
    assert (record.started_at, record.ended_at) == (request.checked_in_at, request.checked_in_at + timedelta(minutes=20))
    assert handing_on.left_over(person(station.helper_ids[0])) == 20
    assert (cards.card_view(station.resident_id).balance, balance(hours.hold_account())) == (0, 120)
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0


def test_of_work_split_over_days_the_finished_visits_keep_what_is_known_of_them(
    station: Station, asked: Any, clock_at: Any
) -> None:
    give(station.resident_id, 240)
    request = paused(station, asked, clock_at)
    clock_at(request.starts_at)
    serving.check_in(request.id, station.helper())
    clock_at(request.starts_at + timedelta(hours=3))
    bury(station, station.helper_ids[0])
    request = db.session.get_one(Request, request.id)
    assert (request.state, request.held_minutes, rest_of(request).ends_at - rest_of(request).starts_at) == (
        "unended", 50, timedelta(hours=2),
    )
    serving.note_end(request.id, station.worker, "女儿在家，说做了半小时", 30)
    station.work()
    served = select(ServiceRecord.minutes).order_by(ServiceRecord.started_at)
    assert db.session.scalars(served).all() == [50, 30]
    assert (cards.card_view(station.helper_ids[0]).balance, cards.card_view(station.resident_id).balance) == (80, 190)
    assert balance(hours.hold_account()) == 0
    disputes.dispute(request.id, station.resident, "absent", "没有来")
    disputes.strike(request.id, station.worker, "问过了")
    station.work()
    assert cards.card_view(station.helper_ids[0]).balance == 0


@SQLITE
def test_until_the_station_has_asked_nobody_and_no_clock_says_how_long(station: Station, asked: Any, clock_at: Any) -> None:
    request = gone(station, asked, clock_at)
    with pytest.raises(WorkflowRefused, match="待工作站核实"):
        serving.confirm(request.id, station.resident)
    db.session.rollback()
    clock_at(now() + timedelta(days=9))
    run_clocks(station.community_id)
    station.work()
    assert (db.session.get_one(Request, request.id).state, db.session.scalar(select(func.count(ServiceRecord.id)))) == (
        "unended", 0,
    )


@SQLITE
def test_nobody_was_at_work_for_longer_than_since_the_check_in(station: Station, asked: Any, clock_at: Any) -> None:
    request = gone(station, asked, clock_at)
    with pytest.raises(TooManyMinutes, match="最多记 25 分钟"):
        serving.note_end(request.id, station.worker, "居民说", 26)
    db.session.rollback()
    request.person_id = station.worker_id
    db.session.commit()
    with pytest.raises(WorkflowRefused, match="和您自己有关"):
        serving.note_end(request.id, station.worker, "我自己知道", 25)


@SQLITE
def test_the_desk_leads_the_worker_to_the_button_and_what_is_missing_is_said(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = gone(station, asked, clock_at)
    worker, page = browser(station.worker_id), f"/love-savings/requests/{request.id}"
    assert "待核实时长" in text_of(worker.get("/desk/")) and page in text_of(worker.get("/desk/"))
    assert "志愿者不在了，待核实 1" in " ".join(text_of(worker.get("/love-savings/?show=unended")).split())
    shown = text_of(worker.get(page))
    assert "志愿者已去世，没有签退" in shown and 'max="25"' in shown
    assert "请填做了几分钟" in text_of(post(worker, f"{page}/do/note_end", page, reason="居民说"))
    assert "25 之间的整数" in text_of(post(worker, f"{page}/do/note_end", page, reason="居民说", minutes="26"))
    said = text_of(post(worker, f"{page}/do/note_end", page, reason="居民说", minutes="25"))
    assert "由家属移交" in said and "已完成" in said
    again = text_of(post(worker, f"{page}/do/note_end", page, reason="居民说", minutes="20"))
    assert "现在的状态是“已完成”" in again


@SQLITE
def test_the_resident_reads_that_nobody_asks_them_to_confirm(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = gone(station, asked, clock_at)
    page = text_of(browser(station.resident_id).get(f"/love-savings/asked/{request.id}"))
    assert "他做过的由工作站核实，您不用确认" in page and "确认服务做完了" not in page and "去世" not in page


@SQLITE
def test_who_is_not_of_the_station_notes_nothing(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = gone(station, asked, clock_at)
    resident = browser(station.resident_id)
    token = csrf_of(resident, "/love-savings/ask")
    sent = {"csrf_token": token, "reason": "我说", "minutes": "5"}
    assert resident.post(f"/love-savings/requests/{request.id}/do/note_end", data=sent).status_code in (403, 404)
    assert db.session.get_one(Request, request.id).state == "unended"


@SQLITE
@pytest.mark.parametrize("visited", [False, True])
def test_who_died_before_a_closed_door_is_followed_by_somebody_else_once_the_resident_is_reached(
    station: Station, asked: Any, clock_at: Any, browser: Any, visited: bool
) -> None:
    request = paused(station, asked, clock_at) if visited else accepted(station, asked())
    clock_at(request.starts_at)
    checking.nobody_home(request.id, station.helper())
    bury(station, station.helper_ids[0])
    worker, page = browser(station.worker_id), f"/love-savings/requests/{request.id}"
    assert db.session.get_one(Request, request.id).state == "not_home"
    assert "居民联系上了，就另找人去" in text_of(worker.get(page))
    assert "已经另找志愿者" in text_of(post(worker, f"{page}/do/found", page, reason="在楼下买菜"))
    db.session.expire_all()
    request = db.session.get_one(Request, request.id)
    rest = rest_of(request) if visited else request
    assert (request.state, rest.state, rest.helper_id) == ("done" if visited else "offered", "offered", None)
    assert rest.starts_at > now() and station.helper_ids[0] not in [offer.person_id for offer in offers(rest.id)]
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 0


@SQLITE
def test_the_way_of_who_died_before_a_closed_door_is_credited_where_nobody_was_there(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = accepted(station, asked())
    clock_at(request.starts_at)
    checking.nobody_home(request.id, station.helper())
    bury(station, station.helper_ids[0])
    checking.close_not_home(request.id, station.worker, "打了三次")
    station.work()
    assert handing_on.left_over(person(station.helper_ids[0])) == 30


def test_of_a_check_out_and_a_death_at_once_one_ends_it_and_there_is_one_rest_at_most(
    station: Station, asked: Any, clock_at: Any, community: Any
) -> None:
    from core.kernel.actor import SYSTEM
    from core.people.services import mark_deceased
    from plugins.love_savings.services import departing

    request = at_work(station, asked, clock_at)
    request_id, gone_event = request.id, PersonLeft(station.helper_ids[0], "deceased")
    mark_deceased(person(station.helper_ids[0]), SYSTEM, on=now().date())
    db.session.commit()

    def work(number: int) -> str:
        if number == 0:
            serving.check_out(request_id, station.worker, by_station=True)
        else:
            departing.person_left(gone_event)
        return "ended"

    at_once(station.app, community, work, WRITES)
    db.session.expire_all()
    request = db.session.get_one(Request, request_id)
    rests = db.session.scalars(select(Request).where(Request.first_id == request_id, Request.turn > 1)).all()
    assert (request.state, len(rests)) in [("done", 0), ("unended", 1)]
