"""A button stands only where it would work; where it would not, a sentence says why and what to do."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.tenancy.session import db
from plugins.love_savings.services import cards, dispatching, gifts, grants

from .conftest import Station, make_aged
from .test_pages import text_of
from .test_straight_path import accepted, give

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_a_grant_stands_on_the_card_of_a_key_elder_until_it_is_given(station: Station, browser: Any) -> None:
    cards.card_for(station.resident_id)
    db.session.commit()
    worker, page = browser(station.worker_id), f"/love-savings/cards/{station.resident_id}"
    shown = text_of(worker.get(page))
    assert "满 80 岁或享受帮扶。请先核对" in shown and f"{page}/grant" not in shown and f"{page}/credit" not in shown
    make_aged(station.resident_id)
    shown = text_of(worker.get(page))
    assert f"{page}/grant" in shown and f"{page}/credit" in shown
    assert grants.grant(station.resident_id, station.worker)
    db.session.commit()
    shown = text_of(worker.get(page))
    assert "本月的时长已经发过了，下个月再发。" in shown and f"{page}/grant" not in shown and f"{page}/credit" in shown


def test_an_empty_pool_that_the_station_does_not_fill_up_grants_nothing(station: Station, browser: Any) -> None:
    make_aged(station.resident_id)
    worker = browser(station.worker_id)
    assert "发放给勾选的" in text_of(worker.get("/love-savings/grants"))
    for settings, sentence in (
        ({"grant_topped_up": False}, "公共池里的时长不够发了"), ({"grant_minutes": 0}, "本社区没有开放每月发放"),
    ):
        station.configure(**settings)
        page = text_of(worker.get("/love-savings/grants"))
        assert sentence in page and "发放给勾选的" not in page and "张小梅" in page
        assert sentence in text_of(worker.get("/love-savings/books"))
        card = text_of(worker.get(f"/love-savings/cards/{station.resident_id}"))
        assert "发放本月" not in card


def test_a_worker_of_eighty_is_not_on_their_own_list(station: Station, browser: Any) -> None:
    make_aged(station.worker_id)
    make_aged(station.resident_id)
    page = text_of(browser(station.worker_id).get("/love-savings/grants"))
    assert f'id="pick-{station.resident_id}"' in page and f'id="pick-{station.worker_id}"' not in page


def test_nothing_is_given_away_from_an_empty_card_nor_beyond_the_days_limit(station: Station, browser: Any) -> None:
    cards.card_for(station.resident_id)
    other = cards.card_for(station.helper_ids[0])
    db.session.commit()
    resident = browser(station.resident_id)
    for path in ("/love-savings/card", "/love-savings/card/gift", "/love-savings/card/donate"):
        page = text_of(resident.get(path))
        assert "卡里现在没有可以送出的时长" in page and "/love-savings/card/gift/confirm" not in page and 'name="minutes"' not in page
    give(station.resident_id, 300)
    page = text_of(resident.get("/love-savings/card"))
    assert "/love-savings/card/gift" in page and "/love-savings/card/donate" in page
    gifts.give(station.resident, str(other.number), 240, "", "n1")
    db.session.commit()
    page = text_of(resident.get("/love-savings/card"))
    assert "今天已经转赠了 240 分钟" in page and "/love-savings/card/gift" not in page and "/love-savings/card/donate" in page
    assert "今天已经转赠了 240 分钟" in text_of(resident.get("/love-savings/card/gift"))
    assert 'name="minutes"' in text_of(resident.get("/love-savings/card/donate"))


def test_nobody_is_sent_to_a_time_that_is_over(station: Station, asked: Any, clock_at: Any, browser: Any) -> None:
    request_id = asked()
    request = dispatching.verify(request_id, station.worker)
    db.session.commit()
    starts_at = request.starts_at
    page = f"/love-savings/requests/{request_id}"
    assert f"{page}/match" in text_of(browser(station.worker_id).get(page))
    clock_at(starts_at + timedelta(minutes=1))
    shown = text_of(browser(station.worker_id).get(page))
    assert "约定的时间已经过了" in shown and f"{page}/match" not in shown and f"again={request_id}" in shown


def test_check_in_and_a_shut_door_stand_there_from_their_time_on(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = accepted(station, asked())
    starts_at, helper = request.starts_at, station.helper_ids[0]
    job, page = f"/love-savings/mine/jobs/{request.id}", f"/love-savings/requests/{request.id}"

    def buttons() -> list[bool]:
        mine, theirs = text_of(browser(helper).get(job)), text_of(browser(station.worker_id).get(page))
        return [f"{job}/do/check_in" in mine, f"{job}/do/nobody_home" in mine, f"{page}/do/check_in_for" in theirs]

    clock_at(starts_at - timedelta(minutes=61))
    assert buttons() == [False, False, False]
    assert "开始前 60 分钟起可以签到" in text_of(browser(helper).get(job))
    clock_at(starts_at - timedelta(minutes=60))
    assert buttons() == [True, False, True]
    clock_at(starts_at)
    assert buttons() == [True, True, True]
