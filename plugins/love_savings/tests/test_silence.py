"""Silence counts as a yes after 72 hours, except where the lot or kinship wants a call first."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.clock import now
from core.errors import Forbidden
from core.kernel.workflow import WorkflowRefused, run_clocks
from core.people.models import Person
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.love_savings.models import Request
from plugins.love_savings.services import cards, controls, dispatching, disputes, figures, lists, serving

from .conftest import Station
from .test_pages import post, text_of
from .test_refusals import state, told
from .test_straight_path import accepted, served

HOURS = timedelta(hours=72)


def silent(station: Station, asked: Any, clock_at: Any, by_station: bool = False) -> Request:
    """Served, and the resident says nothing for 72 hours and a minute."""
    request = accepted(station, asked())
    if by_station:
        clock_at(request.starts_at)
        serving.check_in(request.id, station.worker, by_station=True)
        clock_at(request.starts_at + timedelta(minutes=60))
        serving.check_out(request.id, station.worker, by_station=True)
        db.session.commit()
    else:
        served(station, request.id, clock_at)
    request = db.session.get_one(Request, request.id)
    clock_at(request.checked_out_at + HOURS - timedelta(minutes=1))
    run_clocks(station.community_id)
    assert state(request.id) == "done"
    clock_at(request.checked_out_at + HOURS)
    run_clocks(station.community_id)
    station.work()
    return db.session.get_one(Request, request.id)


@pytest.mark.parametrize(("by_station", "proof"), [(False, "one"), (True, "hand")])
def test_silence_is_a_yes_with_a_lower_proof(station: Station, asked: Any, clock_at: Any, by_station: bool, proof: str) -> None:
    request = silent(station, asked, clock_at, by_station)
    assert (request.state, request.proof, request.control) == ("confirmed", proof, False)
    assert db.session.scalars(select(ServiceRecord.proof)).all() == [proof]
    assert cards.card_view(station.helper_ids[0]).balance == 60
    assert told(station.resident_id)[-1] == "服务没有收到您的回音，已自动确认。有问题请告诉工作站。"


def test_where_the_lot_falls_the_station_calls_first(station: Station, asked: Any, clock_at: Any, browser: Any) -> None:
    station.configure(control_percent=100)
    request = silent(station, asked, clock_at)
    assert (request.state, request.control, request.due_at) == ("done", True, None)
    assert lists.counts_by_filter(station.worker)["control"] == 1
    worker = browser(station.worker_id)
    listed = text_of(worker.get("/love-savings/?show=control"))
    assert "抽查，待回访 1" in listed and "张小梅" in listed
    assert "请打电话问过居民再确认" in text_of(worker.get(f"/love-savings/requests/{request.id}"))
    request = serving.confirm_by_call(request.id, station.worker, "很满意")
    assert (request.state, request.call_result, request.proof) == ("confirmed", "right", "one")
    assert lists.counts_by_filter(station.worker)["control"] == 0


def test_a_call_that_hears_otherwise_opens_a_dispute(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(control_percent=100)
    request = silent(station, asked, clock_at)
    disputes.dispute(request.id, station.worker, "absent", "居民说没人来过")
    assert (request.state, request.call_result) == ("disputed", "wrong")


def test_before_72_hours_nobody_is_called(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(control_percent=100)
    request = accepted(station, asked())
    served(station, request.id, clock_at)
    counts = lists.counts_by_filter(station.worker)
    assert (counts["control"], counts["done"]) == (0, 1)
    assert list(lists.station_page(station.worker, "control", 1, counts["control"]).rows) == []


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_lot_follows_from_the_id_alone_and_falls_as_often_as_set(station: Station) -> None:
    station.configure(control_percent=10)
    first = [controls.drawn(number) for number in range(1, 2001)]
    assert first == [controls.drawn(number) for number in range(1, 2001)]
    assert 140 <= sum(first) <= 260
    station.configure(control_percent=20)
    second = [controls.drawn(number) for number in range(1, 2001)]
    assert all(later for earlier, later in zip(first, second, strict=True) if earlier)
    station.configure(control_percent=0)
    assert not any(controls.drawn(number) for number in range(1, 2001))


def test_relatives_are_never_confirmed_by_silence(station: Station, asked: Any, clock_at: Any) -> None:
    home = db.session.get_one(Person, station.resident_id).household_id
    request = accepted(station, asked())
    db.session.get_one(Person, station.helper_ids[0]).household_id = home
    db.session.commit()
    served(station, request.id, clock_at)
    request = db.session.get_one(Request, request.id)
    clock_at(request.checked_out_at + HOURS)
    run_clocks(station.community_id)
    assert (state(request.id), request.control) == ("done", True)
    assert serving.confirm(request.id, station.resident).state == "confirmed"


def unanswered(station: Station, request_id: int, clock_at: Any, times: int) -> Request:
    """So many control calls that nobody takes, an hour apart."""
    for _call in range(times):
        request = serving.not_reached(request_id, station.worker)
        db.session.commit()
        clock_at(now() + timedelta(hours=1))
    return request


def test_a_call_that_reaches_nobody_is_tried_again_and_then_silence_counts(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    station.configure(control_percent=100, control_calls=3)
    request = silent(station, asked, clock_at)
    request = unanswered(station, request.id, clock_at, 2)
    assert (request.state, request.calls, request.call_result, request.due_at) == ("done", 2, "", None)
    assert told(station.resident_id)[-1] == "工作站打电话想问服务得怎么样，没有打通，请您在手机上确认。"
    worker = browser(station.worker_id)
    assert "打过 2 次，没有打通" in text_of(worker.get("/love-savings/?show=control"))
    page = f"/love-savings/requests/{request.id}"
    shown = text_of(post(worker, f"{page}/do/not_reached", page))
    assert "没有联系上" in shown and "打过 3 次没有打通" in shown
    station.work()
    request = db.session.get_one(Request, request.id)
    assert (request.state, request.proof, request.call_result, request.calls) == ("confirmed", "one", "missed", 3)
    assert lists.counts_by_filter(station.worker)["control"] == 0
    assert lists.call_results(station.worker) == {"missed": 1}
    year = request.called_at.year
    assert [figures.count_missed(y) for y in (None, year, year - 1)] == [1, 1, 0]
    assert "没有联系上 1" in text_of(worker.get("/love-savings/?show=control"))
    assert cards.card_view(station.helper_ids[0]).balance == 60


def test_an_unanswered_call_counts_only_when_it_was_time_to_call(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(control_percent=100)
    request = accepted(station, asked())
    served(station, request.id, clock_at)
    with pytest.raises(WorkflowRefused, match="没有回音满 72 小时才抽查"):
        serving.not_reached(request.id, station.worker)
    db.session.rollback()
    clock_at(now() + HOURS)
    serving.not_reached(request.id, station.worker)
    db.session.commit()
    with pytest.raises(WorkflowRefused, match="刚打过，请过 30 分钟再打"):
        serving.not_reached(request.id, station.worker)
    db.session.rollback()
    with pytest.raises(Forbidden):
        serving.not_reached(request.id, station.helper())


def test_what_was_not_drawn_needs_no_call(station: Station, asked: Any, clock_at: Any) -> None:
    request = accepted(station, asked())
    served(station, request.id, clock_at)
    with pytest.raises(WorkflowRefused, match="不用再打抽查电话"):
        serving.not_reached(request.id, station.worker)


def test_among_relatives_unanswered_calls_are_no_yes(station: Station, asked: Any, clock_at: Any, browser: Any) -> None:
    station.configure(control_calls=1)
    home = db.session.get_one(Person, station.resident_id).household_id
    request = accepted(station, asked())
    db.session.get_one(Person, station.helper_ids[0]).household_id = home
    db.session.commit()
    served(station, request.id, clock_at)
    clock_at(now() + HOURS)
    request = unanswered(station, request.id, clock_at, 1)
    run_clocks(station.community_id)
    assert (state(request.id), request.call_result) == ("done", "missed")
    counts = lists.counts_by_filter(station.worker)
    assert (counts["control"], counts["done"]) == (0, 1)
    assert "请等居民自己确认" in text_of(browser(station.worker_id).get(f"/love-savings/requests/{request.id}"))
    request = serving.confirm_by_call(request.id, station.worker, "上门问过了")
    assert (request.state, request.call_result) == ("confirmed", "right")


def test_each_request_is_named_by_what_it_waits_for(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    station.configure(control_percent=100)
    silent(station, asked, clock_at)
    asked(14, days=9)
    dispatching.verify(asked(16, days=9), station.worker)
    db.session.commit()
    counts = lists.counts_by_filter(station.worker)
    assert [counts[name] for name in ("todo", "verify", "dispatch", "control", "not_home", "done")] == [3, 1, 1, 1, 0, 1]
    worker = browser(station.worker_id)
    page = text_of(worker.get("/love-savings/"))
    assert "有 3 个请求等着处理" in page and "待派单 1" in page and "没人在家，待联系" not in page
    for which, (named, others) in {"verify": (1, 0), "dispatch": (0, 1)}.items():
        rows = text_of(worker.get(f"/love-savings/?show={which}")).split('class="rows"')[1]
        assert (rows.count("待核实"), rows.count("待派单")) == (named, others)
    assert "待回访</span>" in page.split('class="rows"')[1]
    desk = text_of(worker.get("/desk/"))
    assert all(word in desk for word in ("待核实", "待派单", "待回访"))
