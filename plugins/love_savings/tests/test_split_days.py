"""Work split over days: each visit is kept, the next has its own time and hours, the sum is confirmed once."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.ledger import balance
from core.kernel.occupancy import OccupiedQuarter
from core.kernel.workflow import WorkflowRefused
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.love_savings.errors import AlreadyBusy, CannotAsk
from plugins.love_savings.models import Request
from plugins.love_savings.services import answering, cards, codes, hours, serving, visits

from .conftest import Station, tomorrow_at
from .test_pages import post, text_of
from .test_straight_path import accepted, give

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)



def paused(station: Station, asked: Any, clock_at: Any, minutes: int = 50) -> Request:
    """Worked on the first day; two hours are agreed for the third."""
    request = accepted(station, asked())
    start = request.starts_at
    clock_at(start)
    serving.check_in(request.id, station.helper())
    clock_at(start + timedelta(minutes=minutes))
    next_at = start + timedelta(days=2)
    request = visits.pause(request.id, station.helper(), next_at, next_at + timedelta(hours=2))
    db.session.commit()
    return request


def test_the_visits_of_two_days_are_confirmed_once_with_the_sum_of_their_minutes(
    station: Station, asked: Any, clock_at: Any
) -> None:
    give(station.resident_id, 240)
    request = paused(station, asked, clock_at)
    first_code = codes.arrival_code(request)
    assert (request.state, request.visits, request.minutes_before, request.held_minutes) == ("accepted", 1, 50, 180)
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 8
    clock_at(request.starts_at)
    serving.check_in(request.id, station.helper())
    clock_at(request.starts_at + timedelta(minutes=31))
    request = serving.check_out(request.id, station.helper())
    assert (request.state, request.minutes) == ("done", 80)
    serving.confirm(request.id, station.resident)
    station.work()
    assert db.session.scalars(select(ServiceRecord.minutes).order_by(ServiceRecord.started_at)).all() == [50, 30]
    assert cards.card_view(station.helper_ids[0]).balance == 80
    assert (cards.card_view(station.resident_id).balance, balance(hours.hold_account())) == (160, 0)
    assert [v.minutes for v in visits.visits_of(request.id)] == [50]
    assert len(first_code) == 6


def test_the_digits_of_the_next_visit_are_new(station: Station, asked: Any, clock_at: Any) -> None:
    request = accepted(station, asked())
    before = codes.arrival_code(request), codes.finish_code(request)
    clock_at(request.starts_at)
    serving.check_in(request.id, station.helper())
    clock_at(request.starts_at + timedelta(minutes=40))
    request = visits.pause(request.id, station.helper(), tomorrow_at(9, days=5), tomorrow_at(10, days=5))
    assert (codes.arrival_code(request) == before[0], codes.finish_code(request) == before[1]) == (False, True)


def test_either_side_ends_it_with_what_was_done_and_nothing_served_is_thrown_away(
    station: Station, asked: Any, clock_at: Any
) -> None:
    give(station.resident_id, 240)
    request = paused(station, asked, clock_at)
    for refused in (
        lambda: serving.cancel(request.id, station.resident, "不用了"),
        lambda: serving.cancel(request.id, station.worker, "不用了", by_station=True),
        lambda: answering.give_up(request.id, station.helper(), "没空"),
        lambda: answering.give_up(request.id, station.worker, "换人", by_station=True),
    ):
        with pytest.raises(WorkflowRefused, match="到此为止"):
            refused()
        db.session.rollback()
    with pytest.raises(WorkflowRefused, match="不是您接的"):
        visits.stop_here(request.id, station.helper(1))
    db.session.rollback()
    request = visits.stop_here(request.id, station.resident)
    assert (request.state, request.minutes) == ("done", 50)
    visit = visits.visits_of(request.id)[0]
    assert (request.starts_at, request.ends_at) == (visit.started_at, visit.ended_at)  # not the day agreed for more
    serving.confirm(request.id, station.resident)
    station.work()
    assert cards.card_view(station.helper_ids[0]).balance == 50
    assert (cards.card_view(station.resident_id).balance, balance(hours.hold_account())) == (190, 0)
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 0


def test_nothing_can_be_stopped_here_before_a_visit_is_done(station: Station, asked: Any) -> None:
    request = accepted(station, asked())
    with pytest.raises(WorkflowRefused, match="还没有做过"):
        visits.stop_here(request.id, station.helper())


def test_the_next_visit_needs_a_time_to_come_when_the_helper_is_free(station: Station, asked: Any, clock_at: Any) -> None:
    other = accepted(station, asked(hour=15, days=2))
    request = accepted(station, asked())
    clock_at(request.starts_at)
    serving.check_in(request.id, station.helper())
    db.session.commit()
    with pytest.raises(CannotAsk, match="已经过去"):
        visits.pause(request.id, station.helper(), request.starts_at, request.ends_at)
    with pytest.raises(AlreadyBusy):
        visits.pause(request.id, station.helper(), other.starts_at, other.ends_at)
    db.session.rollback()
    assert db.session.get_one(Request, request.id).state == "in_service"


def test_helper_and_resident_do_so_on_their_phones(station: Station, asked: Any, clock_at: Any, browser: Any) -> None:
    request = accepted(station, asked())
    clock_at(request.starts_at)
    serving.check_in(request.id, station.helper())
    db.session.commit()
    helper, page = browser(station.helper_ids[0]), f"/love-savings/mine/jobs/{request.id}"
    assert "请选择哪一天。" in text_of(post(helper, f"{page}/pause", f"{page}/pause", day="", start="10:00", minutes="60"))
    clock_at(request.starts_at + timedelta(minutes=50))
    day = tomorrow_at(9, days=4).date().isoformat()
    said = text_of(post(helper, f"{page}/pause", f"{page}/pause", day=day, start="10:00", minutes="60"))
    assert "今天的已记下" in said and "50 分钟" in said
    resident, mine = browser(station.resident_id), f"/love-savings/asked/{request.id}"
    refused = text_of(post(resident, f"{mine}/cancel", mine, reason="不用了"))
    assert "请用“到此为止，不用再来”按做过的时长结束" in refused
    assert refused.count("到此为止，不用再来") == 2  # the sentence, and the button that it names
    assert "请确认做过的时长" in text_of(post(resident, f"{mine}/stop", mine))
