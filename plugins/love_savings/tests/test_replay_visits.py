"""The replay judges work split over days visit by visit."""
from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.api import month_after, record_service, this_month
from core.kernel.occupancy import occupy
from core.tenancy.session import db
from plugins.love_savings.models import Request
from plugins.love_savings.rules import Rules
from plugins.love_savings.service_models import Visit
from plugins.love_savings.services import replay

from .conftest import Station
from .test_pages import text_of
from .test_review import day_of_last_month, past

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
ONE = Rules(offer_size=1, load_metres=0, rest_metres=0, known_metres=0)
NEAR, FAIR = ONE, replace(ONE, load_metres=500)
HOUR = timedelta(hours=1)


def split(station: Station, stopped: bool = False) -> Request:
    """Asked on the third, served on the fourth and the fifth, and on the seventh unless that was not needed any more."""
    request = db.session.get_one(Request, past(station, 3, helper=3))
    for number, day in ((1, 4), (2, 5)):
        start = day_of_last_month(day, 15)
        db.session.add(
            Visit(
                request_id=request.id, helper_id=station.helper_ids[3], number=number, started_at=start,
                ended_at=start + HOUR, minutes=60,
            )
        )
    request.visits, request.minutes_before = 2, 120
    request.starts_at = day_of_last_month(7, 15)
    request.ends_at = request.starts_at + HOUR
    request.checked_out_at = day_of_last_month(5, 16) if stopped else request.ends_at
    db.session.commit()
    return request


def judged(station: Station) -> replay.Replay:
    return replay.replay(station.worker, month_after(this_month(), -1), NEAR, FAIR)


def test_each_visit_is_judged_in_its_turn_and_the_ones_before_count(station: Station) -> None:
    split(station)
    found = judged(station)
    assert [(line.going.number, line.going.visits, line.going.need.start) for line in found.lines] == [
        (3, 3, day_of_last_month(7, 15)), (2, 3, day_of_last_month(5, 15)), (1, 3, day_of_last_month(4, 15)),
    ]
    assert [line.before[0].name for line in found.lines] == ["志愿者甲"] * 3
    assert [line.after[0].name for line in found.lines] == ["志愿者丙", "志愿者乙", "志愿者甲"]
    assert found.really == replay.Totals(served=3, unserved=0, metres=40, people=1, top_tenth=100)
    assert found.after == replay.Totals(served=3, unserved=0, metres=20, people=3, top_tenth=33)


def test_the_records_of_a_requests_own_visits_are_no_load_of_others(station: Station) -> None:
    split(station)
    for visit in db.session.scalars(select(Visit)).all():
        record = record_service(
            helper_id=station.helper_ids[2], helped_id=station.resident_id, source="love_savings", source_key=f"v{visit.number}",
            started_at=visit.started_at, ended_at=visit.ended_at, actor=station.worker,
        )
        visit.service_record_id = record.id
    db.session.commit()
    assert [line.after[0].name for line in judged(station).lines] == ["志愿者丙", "志愿者乙", "志愿者甲"]


def test_a_visit_that_was_not_needed_any_more_is_not_judged(station: Station) -> None:
    split(station, stopped=True)
    assert [(line.going.number, line.going.visits) for line in judged(station).lines] == [(2, 2), (1, 2)]


def test_who_was_busy_at_one_visit_is_left_out_of_that_one(station: Station) -> None:
    split(station)
    start = day_of_last_month(5, 15)
    occupy("person", station.helper_ids[0], start, start + HOUR, "tests", 1)
    db.session.commit()
    assert [line.before[0].name for line in judged(station).lines] == ["志愿者甲", "志愿者乙", "志愿者甲"]


def test_the_page_says_which_visit_it_is(station: Station, browser: Any) -> None:
    split(station)
    past(station, 9)
    page = text_of(browser(station.worker_id).get("/love-savings/replay"))
    assert [f"第 {number} 次，共 3 次" in page for number in (1, 2, 3)] == [True] * 3
    assert ("一共上门 4 次" in page, "共 1 次" in page) == (True, False)
