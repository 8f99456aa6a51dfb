"""Work that was begun is never thrown away: nobody can call it off, and it goes on when its helper cannot."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.ledger import balance
from core.kernel.occupancy import OccupiedQuarter
from core.kernel.workflow import WorkflowRefused
from core.tenancy.session import db
from plugins.love_savings.errors import AlreadyBusy, CannotAsk
from plugins.love_savings.models import Request
from plugins.love_savings.services import answering, cards, checking, hours, serving, visits

from .conftest import ZONE, Station, tomorrow_at
from .test_pages import post, text_of
from .test_refusals import told
from .test_split_days import paused
from .test_straight_path import accepted, give, served

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_the_station_calls_off_neither_work_that_goes_on_nor_work_that_is_done(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    going, done = accepted(station, asked(16)), accepted(station, asked(9))
    served(station, done.id, clock_at)
    clock_at(going.starts_at)
    serving.check_in(going.id, station.helper())
    db.session.commit()
    worker = browser(station.worker_id)
    for request, next_step in ((going, "“代记签退”"), (done, "“这次服务有问题”")):
        assert "撤销请求" not in text_of(worker.get(f"/love-savings/requests/{request.id}"))
        with pytest.raises(WorkflowRefused, match=f"不能“撤销请求”。现在可以：.*{next_step}"):
            serving.cancel(request.id, station.worker, "登记重了", by_station=True)
        db.session.rollback()
    assert [db.session.get_one(Request, row.id).state for row in (going, done)] == ["in_service", "done"]
    assert "一单服务取消了，您不用去了。" not in told(station.helper_ids[0])


def test_the_resident_cannot_cancel_while_the_volunteer_is_at_work(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = accepted(station, asked())
    page = f"/love-savings/asked/{request.id}"
    assert "为什么不用了" in text_of(browser(station.resident_id).get(page))
    clock_at(request.starts_at)
    serving.check_in(request.id, station.helper())
    db.session.commit()
    assert "为什么不用了" not in text_of(browser(station.resident_id).get(page))
    with pytest.raises(WorkflowRefused, match="不能“不用了”"):
        serving.cancel(request.id, station.resident, "不想做了")
    db.session.rollback()
    assert (request.state, request.helper_id) == ("in_service", station.helper_ids[0])


def test_the_next_visit_is_moved_with_its_length_and_the_hours_set_aside(station: Station, asked: Any, clock_at: Any) -> None:
    give(station.resident_id, 240)
    request = paused(station, asked, clock_at)
    held, wanted = request.held_minutes, tomorrow_at(16, days=5)
    for actor in (station.helper(), station.worker):
        request = visits.move(request.id, actor, wanted)
        assert (request.starts_at, request.ends_at) == (wanted, wanted + timedelta(hours=2))
        wanted += timedelta(days=1)
    db.session.commit()
    quarters = db.session.scalar(select(func.count()).select_from(OccupiedQuarter))
    assert (request.state, request.held_minutes, quarters) == ("accepted", held, 8)
    said = "下一次上门改了时间，请看新约好的时间。"
    assert (told(station.resident_id).count(said), told(station.helper_ids[0]).count(said)) == (2, 1)
    clock_at(request.starts_at)
    serving.check_in(request.id, station.helper())
    clock_at(request.starts_at + timedelta(minutes=30))
    serving.check_out(request.id, station.helper())
    serving.confirm(request.id, station.resident)
    station.work()
    assert cards.card_view(station.helper_ids[0]).balance == 80
    assert (cards.card_view(station.resident_id).balance, balance(hours.hold_account())) == (160, 0)


def test_a_visit_is_moved_only_between_visits_to_a_free_time_to_come(station: Station, asked: Any, clock_at: Any) -> None:
    other = accepted(station, asked(hour=15, days=4))
    request = paused(station, asked, clock_at)
    with pytest.raises(WorkflowRefused, match="还没有开始做"):
        visits.move(other.id, station.helper(), tomorrow_at(9, days=5))
    with pytest.raises(WorkflowRefused, match="不是您接的"):
        visits.move(request.id, station.helper(1), tomorrow_at(9, days=5))
    with pytest.raises(CannotAsk, match="已经过去"):
        visits.move(request.id, station.helper(), tomorrow_at(9, days=-3))
    with pytest.raises(AlreadyBusy):
        visits.move(request.id, station.helper(), other.starts_at)


def test_both_may_open_the_page_that_moves_it_and_nobody_else(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = paused(station, asked, clock_at)
    page, day = f"/love-savings/requests/{request.id}/move", tomorrow_at(9, days=3).date().isoformat()
    for person_id in (station.resident_id, station.helper_ids[1]):
        assert browser(person_id).get(page).status_code == 404
    helper = browser(station.helper_ids[0])
    assert page in text_of(helper.get(f"/love-savings/mine/jobs/{request.id}"))
    assert f'value="{request.starts_at.astimezone(ZONE).date()}"' in text_of(helper.get(page))
    assert "请选择哪一天。" in text_of(post(helper, page, page, day="", start="10:00"))
    assert "下一次的时间改好了。" in text_of(post(helper, page, page, day=day, start="10:00"))
    worker = browser(station.worker_id)
    assert page in text_of(worker.get(f"/love-savings/requests/{request.id}"))
    assert "下一次的时间改好了。" in text_of(post(worker, page, page, day=day, start="11:30"))
    db.session.expire_all()
    moved = db.session.get_one(Request, request.id).starts_at.astimezone(ZONE)
    assert f"{moved:%Y-%m-%d %H:%M}" == f"{day} 11:30"


def test_what_was_ended_with_what_was_done_can_be_asked_for_again_in_one_press(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = paused(station, asked, clock_at)
    with pytest.raises(WorkflowRefused, match="“改约下一次”.*“中途换人，接着做”.*“到此为止，不用再来”"):
        answering.give_up(request.id, station.helper(), "病了")
    db.session.rollback()
    worker, page = browser(station.worker_id), f"/love-savings/requests/{request.id}"
    again = f"/love-savings/requests/new?person_id={station.resident_id}&amp;again={request.id}"
    assert again not in text_of(worker.get(page))
    assert again in text_of(post(worker, f"{page}/do/stop_here", page))
    shown = text_of(worker.get(again.replace("&amp;", "&")))
    assert "水龙头滴水" in shown and f'<option selected value="{station.skill_id}">' in shown
    resident, mine = browser(station.resident_id), f"/love-savings/ask?again={request.id}"
    assert mine in text_of(resident.get(f"/love-savings/asked/{request.id}"))
    assert "水龙头滴水" in text_of(resident.get(mine))
    assert browser(station.helper_ids[1]).get(mine).status_code == 404


def test_what_was_served_counts_also_where_nobody_opened_the_next_time(station: Station, asked: Any, clock_at: Any) -> None:
    request = paused(station, asked, clock_at)
    clock_at(request.starts_at + timedelta(minutes=5))
    checking.nobody_home(request.id, station.helper())
    db.session.commit()
    with pytest.raises(WorkflowRefused, match="“到此为止，不用再来”"):
        checking.close_not_home(request.id, station.worker, "电话没人接")
    db.session.rollback()
    request = visits.stop_here(request.id, station.worker)
    assert (request.state, request.minutes) == ("done", 50)
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 0
