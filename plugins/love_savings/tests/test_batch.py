"""The morning's requests assigned together: the best total by the job process, sent as the worker likes."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.errors import Missing
from core.grids.models import Building, Grid
from core.people.models import Person
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from plugins.love_savings.batch_models import Batch, Pair
from plugins.love_savings.errors import NothingChosen
from plugins.love_savings.models import Offer, Request
from plugins.love_savings.services import answering, asking, batch, dispatching, serving

from .conftest import Station, tomorrow_at
from .test_pages import post, text_of
from .test_straight_path import offers

NEIGHBOURS = {"same_building_metres": 0, "same_grid_metres": 0}


def ask_for(station: Station, person_id: int, hour: int = 9) -> int:
    start = tomorrow_at(hour)
    made = asking.ask(station.worker, person_id, start, start + timedelta(hours=1), skill_id=station.skill_id)
    dispatching.verify(made.id, station.worker)
    return made.id


@pytest.fixture
def morning(station: Station) -> list[int]:
    """Two requests at one hour: first from 15 m, then from 0 m; volunteers stand at 10, 20, 30 and 40 m."""
    station.configure(**NEIGHBOURS)
    home = db.session.get_one(Building, db.session.get_one(Person, station.resident_id).building_id)
    other = make_building(2, db.session.get_one(Grid, home.grid_id))
    other.x = 15
    neighbour = make_person("陆一鸣", other)
    requests = [ask_for(station, neighbour.id), ask_for(station, station.resident_id)]
    db.session.commit()
    return requests


def solved(station: Station, requests: list[int]) -> Batch:
    made = batch.begin(station.worker, requests)
    station.work()
    return db.session.get_one(Batch, made.id)


def pairs(station: Station, made: Batch) -> list[Pair]:
    return [row[0] for row in batch.the_batch(made.id, station.worker)[1]]


def test_together_costs_less_than_one_by_one_in_order_of_arrival(station: Station, morning: list[int]) -> None:
    made = solved(station, morning)
    assert (made.state, made.found, made.score, made.in_turn_found, made.in_turn_score) == ("ready", 2, 15, 2, 25)
    found = pairs(station, made)
    assert [(p.request_id, p.person_id, p.metres, p.place) for p in found] == [
        (morning[0], station.helper_ids[1], 5, 2), (morning[1], station.helper_ids[0], 10, 1),
    ]
    assert str(found[1].why[0]) == "同一栋楼"


def test_until_the_job_ran_the_batch_is_there_and_proposes_nobody(station: Station, morning: list[int]) -> None:
    made = batch.begin(station.worker, morning)
    db.session.commit()
    assert (made.state, [p.person_id for p in pairs(station, made)]) == ("waiting", [None, None])
    with pytest.raises(NothingChosen):
        batch.send(made.id, station.worker, [p.id for p in pairs(station, made)])


def test_the_job_twice_changes_nothing(station: Station, morning: list[int]) -> None:
    made = solved(station, morning)
    batch.solve({"batch_id": made.id})
    assert (made.score, len(pairs(station, made))) == (15, 2)


def test_the_ticked_ones_are_invited_and_the_others_wait(station: Station, morning: list[int]) -> None:
    made = solved(station, morning)
    first, second = pairs(station, made)
    assert batch.send(made.id, station.worker, [first.id]) == batch.Sent(1, 0)
    assert [(o.person_id, o.override) for o in offers(morning[0])] == [
        (station.helper_ids[1], "和别的请求一起安排，合起来最合适")
    ]
    assert (first.state, second.state, db.session.get_one(Request, morning[1]).state) == ("sent", "proposed", "verified")
    assert batch.send(made.id, station.worker, [second.id]) == batch.Sent(1, 0)
    assert [o.override for o in offers(morning[1])] == [""]
    with pytest.raises(NothingChosen):
        batch.send(made.id, station.worker, [first.id, second.id])
    assert len(db.session.scalars(select(Offer)).all()) == 2


def test_what_changed_meanwhile_is_said_and_the_rest_goes_out(station: Station, morning: list[int]) -> None:
    third = ask_for(station, station.resident_id, 14)
    made = solved(station, [*morning, third])
    found = pairs(station, made)
    serving.cancel(morning[0], station.worker, "居民说不用了", by_station=True)
    busy = next(p for p in found if p.request_id == morning[1])
    elsewhere = ask_for(station, station.resident_id)
    dispatching.offer_one(elsewhere, station.worker, busy.person_id, 8, "")
    answering.accept(offers(elsewhere)[0].id, station.actor(busy.person_id))
    db.session.commit()
    assert batch.send(made.id, station.worker, [p.id for p in found]) == batch.Sent(1, 2)
    assert {p.request_id: p.state for p in found} == {morning[0]: "gone", morning[1]: "gone", third: "sent"}
    assert [len(offers(request)) for request in (*morning, third)] == [0, 0, 1]


def test_who_was_asked_before_is_not_proposed_again(station: Station, morning: list[int]) -> None:
    station.configure(next_wave_by_itself=False)
    dispatching.offer_one(morning[1], station.worker, station.helper_ids[0], 8, "")
    answering.decline(offers(morning[1])[0].id, station.helper(), "这次不行")
    db.session.commit()
    made = solved(station, [morning[1]])
    assert [p.person_id for p in pairs(station, made)] == [station.helper_ids[1]]


def test_relatives_are_not_proposed(station: Station, morning: list[int]) -> None:
    helper, resident = (db.session.get_one(Person, who) for who in (station.helper_ids[0], station.resident_id))
    helper.household_id = resident.household_id
    db.session.commit()
    made = solved(station, [morning[1]])
    assert [p.person_id for p in pairs(station, made)] == [station.helper_ids[1]]


def test_a_request_that_nobody_can_go_to_is_left_open_in_words(station: Station, browser: Any, morning: list[int]) -> None:
    station.configure(radius_metres=9)
    made = solved(station, morning)
    assert (made.found, made.score, made.in_turn_found) == (1, 5, 1)
    page = text_of(browser(station.worker_id).get(f"/love-savings/batches/{made.id}"))
    assert ("2 件里给 1 件找到了人" in page, "没有空着的合适志愿者" in page) == (True, True)


def test_nothing_ticked_and_requests_of_others_are_refused(station: Station, morning: list[int]) -> None:
    with pytest.raises(NothingChosen):
        batch.begin(station.worker, [])
    away = make_person("那边网格员", make_building(8))
    make_account(away, ("grid_worker", "grids", [db.session.get_one(Building, away.building_id).grid_id]))
    with pytest.raises(NothingChosen):
        batch.begin(station.actor(away.id), morning)
    made = solved(station, morning)
    with pytest.raises(Missing):
        batch.the_batch(made.id, station.actor(away.id))


def test_the_worker_does_it_in_the_browser(station: Station, browser: Any, morning: list[int]) -> None:
    worker, new = browser(station.worker_id), "/love-savings/batches/new"
    assert "有 2 件可以一起派" in text_of(worker.get(new))
    page = text_of(post(worker, new, new, chosen=[str(request) for request in morning]))
    assert ("正在算 2 件怎么派" in page, "every 2s" in page) == (True, True)
    made = db.session.scalars(select(Batch.id)).one()
    station.work()
    here = f"/love-savings/batches/{made}"
    page = text_of(worker.get(here))
    assert ("2 件里给 2 件找到了人" in page, "合起来少 10 米" in page, "every 2s" in page) == (True, True, False)
    assert ("请 志愿者乙 去" in page, "第 2 位" in page) == (True, True)
    chosen = [str(pair.id) for pair in db.session.scalars(select(Pair))]
    serving.cancel(morning[0], station.worker, "居民说不用了", by_station=True)
    db.session.commit()
    page = text_of(post(worker, f"{here}/send", here, chosen=chosen))
    assert ("有 1 个已经有人接" in page, "已错过" in page, "已邀请" in page) == (True, True, True)
    assert "请至少勾选一项" in text_of(post(worker, f"{here}/send", "/love-savings/requests/new"))


def test_a_batch_page_costs_a_fixed_number_of_statements(
    station: Station, browser: Any, morning: list[int], query_counter: Any
) -> None:
    worker, costs = browser(station.worker_id), []
    for requests in (morning[:1], morning):
        made = solved(station, requests)
        path = f"/love-savings/batches/{made.id}"
        text_of(worker.get(path))
        with query_counter() as statements:
            text_of(worker.get(path))
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 8, "\n".join(statements)
