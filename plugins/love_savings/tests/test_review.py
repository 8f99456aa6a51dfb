"""Looking back under other settings, fairness in figures, and the screen in the lobby."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import SYSTEM, moment_at, month_after, new_id, this_month
from core.kernel.audit import AuditEntry
from core.kernel.jobs.models import Job
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from core.volunteers.models import ServiceRecord, Volunteer
from plugins.love_savings.models import Offer, Request
from plugins.love_savings.rules import Rules
from plugins.love_savings.services import fairness, lobby, replay, spread
from plugins.love_savings.workflow import offer_flow, request_flow

from .conftest import Station
from .test_pages import text_of

USUAL = Rules()
LAST = "/love-savings/replay"


def day_of_last_month(day: int, hour: int = 1) -> datetime:
    month = month_after(this_month(), -1)
    return moment_at(date(month // 100, month % 100, day), hour * 60)


def past(station: Station, day: int, helper: int | None = 0, wait: int = 30, verifier: Any = SYSTEM) -> int:
    """A request of last month, asked in the morning; `helper` said yes after so many minutes and served an hour."""
    asked = day_of_last_month(day, 9)
    start = asked + timedelta(hours=6)
    person = station.helper_ids[helper] if helper is not None else None
    home = db.session.get_one(Person, station.resident_id).building_id
    request = Request(
        person_id=station.resident_id, skill_id=station.skill_id, building_id=home, starts_at=start, asked_at=asked,
        ends_at=start + timedelta(hours=1), words="水龙头滴水", helper_id=person,
    )
    request_flow.start(request, SYSTEM)
    request_flow.fire(request, "verify", verifier)
    if person is not None:
        request_flow.fire(request, "offer", SYSTEM)
        volunteer = db.session.scalars(select(Volunteer).where(Volunteer.person_id == person)).one()
        offer = Offer(request_id=request.id, volunteer_id=volunteer.id, person_id=person, wave=1, reasons=[])
        offer_flow.start(offer, SYSTEM)
        offer_flow.fire(offer, "accept", SYSTEM, at=asked + timedelta(minutes=wait))
        record = ServiceRecord(
            id=new_id(), helper_id=person, helped_id=station.resident_id, source="love_savings",
            source_key=f"love_savings:request:{request.id}", minutes=60, started_at=start,
            ended_at=start + timedelta(hours=1),
        )
        db.session.add(record)
        db.session.flush()
        request.service_record_id = record.id
    db.session.commit()
    return request.id


def test_the_replay_says_who_went_who_would_have_been_asked_and_who_would_be(station: Station) -> None:
    days = [past(station, day, helper=3) for day in (3, 4, 5)]
    past(station, 6, helper=None)
    near, fair = Rules(offer_size=2, load_metres=0, rest_metres=0), Rules(offer_size=1, load_metres=500, rest_metres=0, known_metres=0)
    found = replay.replay(station.worker, month_after(this_month(), -1), near, fair)
    assert [line.row.id for line in found.lines][1:] == days[::-1]
    assert [[s.name for s in line.before] for line in found.lines] == [["志愿者甲", "志愿者乙"]] * 4
    assert [[s.name for s in line.after] for line in found.lines] == [["志愿者丁"], ["志愿者丙"], ["志愿者乙"], ["志愿者甲"]]
    assert [line.changed for line in found.lines] == [True, True, True, False]
    assert found.really == replay.Totals(served=3, unserved=1, metres=40, people=1, top_tenth=100)
    assert found.before == replay.Totals(served=4, unserved=0, metres=10, people=1, top_tenth=100)
    assert found.after == replay.Totals(served=4, unserved=0, metres=25, people=4, top_tenth=25)
    none = replay.replay(station.worker, month_after(this_month(), -1), USUAL, Rules(radius_metres=5))
    assert (none.after.served, none.after.unserved) == (0, 4)


def test_the_replay_writes_nothing(station: Station, browser: Any) -> None:
    past(station, 3)
    worker = browser(station.worker_id)
    worker.get(LAST)
    counted = [Request, Offer, Job, AuditEntry, ServiceRecord]

    def rows() -> list[int]:
        return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in counted]

    before = rows()
    text_of(worker.get(f"{LAST}?month={month_after(this_month(), -1)}&offer_size=1&first_metres=0&load_metres=900&rest_metres=0"
                       "&same_building_metres=0&same_grid_metres=0&known_metres=0&radius_metres=0"))
    assert rows() == before


def test_the_page_keeps_what_is_tried_and_says_what_it_cannot_know(station: Station, browser: Any) -> None:
    past(station, 3, helper=3)
    worker = browser(station.worker_id)
    page = text_of(worker.get(LAST))
    assert ("志愿者会不会答应" in page, "志愿者丁" in page, "换人了" in page) == (True, True, False)
    tried = f"{LAST}?month={month_after(this_month(), -1)}&offer_size=1&first_metres=0&load_metres=77&rest_metres=0&same_building_metres=0&same_grid_metres=0&known_metres=0"
    assert 'value="77"' in text_of(worker.get(f"{tried}&radius_metres=0"))
    page = text_of(worker.get(f"{tried}&radius_metres=-1"))
    assert ("请填 0 到 100000 之间的整数" in page, 'value="-1"' in page, "合起来看" in page) == (True, True, False)


def test_a_worker_of_another_grid_sees_none_of_it(station: Station) -> None:
    past(station, 3)
    away = make_person("那边网格员", make_building(8))
    building = make_building(18)
    make_account(away, ("grid_worker", "grids", [building.grid_id]))
    actor = station.actor(away.id)
    assert replay.replay(actor, month_after(this_month(), -1), USUAL, USUAL).lines == []
    assert fairness.spread(actor, 90).people == 0
    assert fairness.never_asked(actor, 90) == (0, [])
    assert fairness.per_grid(actor, 90)[0].requests == 0


@pytest.mark.parametrize("path", [LAST, "/love-savings/fairness", "/love-savings/lobby"])
def test_a_page_costs_a_fixed_number_of_statements(station: Station, browser: Any, query_counter: Any, path: str) -> None:
    worker, costs = browser(station.worker_id), []
    for days in ((3,), (4, 5, 6, 7, 8)):
        for day in days:
            past(station, day, helper=day % 4)
        text_of(worker.get(path))
        with query_counter() as statements:
            text_of(worker.get(path))
        costs.append(len(statements))
    most = {LAST: 18, "/love-savings/fairness": 11, "/love-savings/lobby": 7}[path]
    assert costs[0] == costs[1] <= most, "\n".join(statements)


def test_fairness_counts_hours_ways_waits_and_who_was_never_asked(station: Station, later: Any) -> None:
    for day, helper, wait in ((3, 0, 10), (4, 0, 20), (5, 3, 300)):
        past(station, day, helper, wait)
    past(station, 6, helper=None)
    spread_now = fairness.spread(station.worker, 365)
    assert (spread_now.people, spread_now.minutes, spread_now.bands) == (4, 180, [2, 2, 0, 0, 0, 0])
    assert (round(spread_now.gini, 3), spread_now.top_tenth) == (0.583, 67)
    every, grids = fairness.per_grid(station.worker, 365)
    assert (every.requests, every.found, every.wait_half, every.wait_most, every.metres) == (4, 3, 20, 300, 20)
    assert [row.name for row in grids] == ["第1网格"]
    count, rows = fairness.never_asked(station.worker, 365)
    assert (count, [row.name for row in rows]) == (2, ["志愿者乙", "志愿者丙"])
    later(days=400)
    assert fairness.spread(station.worker, 365).minutes == 0
    assert fairness.never_asked(station.worker, 365)[0] == 4


def test_gini_share_and_percentiles_are_those_of_the_books() -> None:
    assert (spread.gini([]), spread.gini([0, 0]), spread.gini([5, 5, 5]), spread.gini([0, 0, 0, 9])) == (0, 0, 0, 0.75)
    assert (spread.top_tenth_percent([]), spread.top_tenth_percent([1] * 20), spread.top_tenth_percent([8, 1, 1])) == (0, 10, 80)
    waits = list(range(1, 11))
    assert (spread.percentile([], 50), spread.percentile(waits, 50), spread.percentile(waits, 90)) == (None, 5, 9)


def test_the_page_about_fairness_shows_charts_with_their_tables(station: Station, browser: Any) -> None:
    past(station, 3)
    page = text_of(browser(station.worker_id).get("/love-savings/fairness?days=365"))
    assert page.count("data-chart") == page.count("看表格") == 3
    assert ("第1网格" in page, "志愿者乙" in page, "1 星（100 小时）" in page) == (True, True, True)
    assert "最近 90 天，各项服务" in text_of(browser(station.worker_id).get("/love-savings/fairness?days=oops"))


def test_the_lobby_shows_sums_and_kinds_and_names_nobody(station: Station, client: Any, asked: Any) -> None:
    past(station, 3)
    request = db.session.get_one(Request, asked())
    request_flow.fire(request, "verify", SYSTEM)
    end = moment_at(date(this_month() // 100, this_month() % 100, 1), 5)
    db.session.add(ServiceRecord(
        helper_id=station.helper_ids[1], helped_id=station.resident_id, source="activities", source_key="activities:1",
        minutes=125, started_at=end, ended_at=end + timedelta(minutes=125), note="给王奶奶理发",
    ))
    db.session.commit()
    assert lobby.this_months() == lobby.Month(125, 1, 1)
    assert sum(count for _day, count in lobby.services_per_week()) >= 1
    assert list(lobby.wanted()) == [("水电维修", 1)]
    page = text_of(client.get("/love-savings/lobby"))
    assert ("服务了 2 小时" in page, "水电维修" in page, 'data-renew="120"' in page) == (True, True, True)
    for secret in ("张小梅", "志愿者", "王奶奶", "水龙头", "1栋"):
        assert secret not in page.replace("登记做志愿者", "")
