"""Late changes of mind of either side are counted, shown to the worker, and cost the resident nothing."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.tenancy.session import db
from plugins.love_savings.models import Offer, Request
from plugins.love_savings.services import answering, lateness, privacy, serving

from .conftest import Station
from .test_pages import post, text_of
from .test_refusals import told
from .test_straight_path import accepted


def called_off(station: Station, asked: Any, clock_at: Any, by: str, minutes_before: int = 30) -> Request:
    """Cancelled so long before the agreed time, by whose wish the worker notes; "alone" by the resident's own phone."""
    request = accepted(station, asked())
    clock_at(request.starts_at - timedelta(minutes=minutes_before))
    alone = by == "alone"
    actor = station.resident if alone else station.worker
    request = serving.cancel(request.id, actor, "不用了", by_station=not alone, by="station" if alone else by)
    db.session.commit()
    return request


@pytest.mark.parametrize(
    ("by", "minutes", "kept", "count"),
    [
        ("alone", 30, ("resident", "late"), 1), ("resident", 30, ("resident", "late"), 1),
        ("family", 30, ("family", "late"), 1), ("station", 30, ("station", ""), 0),
        ("alone", 121, ("resident", ""), 0), ("family", 121, ("family", ""), 0),
    ],
)
def test_only_what_resident_or_family_cancelled_late_counts(
    station: Station, asked: Any, clock_at: Any, by: str, minutes: int, kept: tuple[str, str], count: int
) -> None:
    request = called_off(station, asked, clock_at, by, minutes)
    assert (request.cancelled_by, request.closed_as) == kept
    assert lateness.late_of(station.resident_id, station.helper_ids[0]) == lateness.Late(count, 0)
    assert privacy.export(station.resident_id)["requests"][0]["closed_as"] == kept[1]


def test_the_setting_says_what_late_is(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(late_hours=24)
    assert called_off(station, asked, clock_at, "alone", 60 * 5).closed_as == "late"


def test_nobody_was_coming_yet_so_nothing_was_late(station: Station, asked: Any, clock_at: Any) -> None:
    request = db.session.get_one(Request, asked())
    clock_at(request.starts_at - timedelta(minutes=5))
    assert serving.cancel(request.id, station.resident, "不用了").closed_as == ""


def test_after_ninety_days_it_is_forgotten(station: Station, asked: Any, clock_at: Any) -> None:
    request = called_off(station, asked, clock_at, "alone")
    clock_at(request.state_since + timedelta(days=lateness.DAYS, minutes=1))
    assert lateness.late_of(station.resident_id, None) == lateness.Late(0, 0)


def test_the_resident_hears_what_was_noted_for_them_and_may_ask_again(station: Station, asked: Any, clock_at: Any) -> None:
    called_off(station, asked, clock_at, "family")
    assert told(station.resident_id)[-1] == "工作站按您或家里人说的，取消了您的一个请求，有疑问请打电话问。"
    assert accepted(station, asked(days=3)).state == "accepted"


def test_a_volunteer_who_gives_up_on_the_phone_is_counted_and_a_change_by_the_station_is_not(
    station: Station, asked: Any, clock_at: Any
) -> None:
    for told_so, count in ((False, 0), (True, 1)):
        request = accepted(station, asked(hour=9 + count * 4))
        helper_id = request.helper_id
        clock_at(request.starts_at - timedelta(minutes=30))
        answering.give_up(request.id, station.worker, "来不了", by_station=True, told=told_so)
        db.session.commit()
        assert lateness.late_of(station.resident_id, helper_id) == lateness.Late(0, count)
    assert [offer.late for offer in db.session.query(Offer).filter_by(state="given_up").order_by(Offer.id)] == [False, True]


def test_the_worker_notes_whose_wish_it_was_and_sees_the_numbers(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = accepted(station, asked())
    clock_at(request.starts_at - timedelta(minutes=30))
    worker, page = browser(station.worker_id), f"/love-savings/requests/{request.id}"
    assert "家里人说不要了" in text_of(worker.get(page))
    shown = text_of(post(worker, f"{page}/do/call_off", page, reason="女儿接走了", by="family"))
    assert "临时取消 · 家里人说不要了" in shown and "最近 90 天临时取消 1 次" in shown
    assert "最近 90 天临时取消 1 次" in text_of(worker.get(f"/desk/people/{station.resident_id}"))


def test_a_wish_that_nobody_may_have_is_the_stations_own(station: Station, asked: Any, browser: Any) -> None:
    request_id = asked()
    page = f"/love-savings/requests/{request_id}"
    text_of(post(browser(station.worker_id), f"{page}/do/call_off", page, reason="登记重了", by="admin"))
    db.session.expire_all()
    assert db.session.get_one(Request, request_id).cancelled_by == "station"
