"""A helper who cannot go on is relieved: each part counts for who did it, and nothing of the whole gets lost."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.communities.calendar import this_month
from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.kernel.ledger import LedgerAccount, balance
from core.kernel.occupancy import OccupiedQuarter
from core.kernel.workflow import WorkflowRefused, run_clocks
from core.pluginsystem import lifecycle
from core.pluginsystem.belongings import erase
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.love_savings.models import Offer, Request
from plugins.love_savings.services import answering, cards, dispatching, hours, relief, serving, statements
from tests.racing import at_once

from .conftest import Station
from .test_pages import post, text_of
from .test_refusals import told
from .test_service_races import WRITES, sides
from .test_split_days import paused
from .test_straight_path import accepted, give, offers

SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def at_work(station: Station, asked: Any, clock_at: Any, minutes: int = 25, planned: int = 120) -> Request:
    """The first helper has been at it for so many minutes."""
    request = accepted(station, asked(minutes=planned))
    clock_at(request.starts_at)
    serving.check_in(request.id, station.helper())
    db.session.commit()
    clock_at(request.starts_at + timedelta(minutes=minutes))
    return request


def finished(station: Station, rest: Request, clock_at: Any, minutes: int) -> Request:
    """The second helper takes the rest and does it."""
    mine = next(offer for offer in offers(rest.id) if offer.person_id == station.helper_ids[1])
    answering.accept(mine.id, station.helper(1))
    db.session.commit()
    clock_at(rest.starts_at)
    serving.check_in(rest.id, station.helper(1))
    clock_at(rest.starts_at + timedelta(minutes=minutes))
    return serving.check_out(rest.id, station.helper(1))


def test_each_helper_is_credited_to_the_minute_and_the_card_pays_once_for_each_part(
    station: Station, asked: Any, clock_at: Any
) -> None:
    # Two hours are all that the card has: what is set aside for the rest is what the first part left.
    station.configure(payer="card", rounding_minutes=1)
    give(station.resident_id, 120)
    request = at_work(station, asked, clock_at)
    assert request.held_minutes == 120
    rest = relief.relieve(request.id, station.helper(), "突然头晕")
    db.session.commit()
    assert (request.state, request.minutes, request.held_minutes, request.times_by_station) == ("done", 25, 25, False)
    start = request.checked_out_at + timedelta(minutes=35)  # 09:25 and half an hour, at the next quarter
    assert (rest.state, rest.turn, rest.first_id, request.first_id) == ("offered", 2, request.id, request.id)
    assert (rest.starts_at, rest.ends_at) == (start, start + timedelta(minutes=95))
    assert (rest.words, rest.skill_id, rest.building_id) == (request.words, request.skill_id, request.building_id)
    assert station.helper_ids[0] not in [offer.person_id for offer in offers(rest.id)]
    rest = finished(station, rest, clock_at, 95)
    for each in (request, rest):
        serving.confirm(each.id, station.resident)
    station.work()
    assert [cards.card_view(station.helper_ids[index]).balance for index in (0, 1)] == [25, 95]
    assert (cards.card_view(station.resident_id).balance, balance(hours.hold_account())) == (0, 0)
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0
    served = db.session.execute(select(ServiceRecord.helper_id, ServiceRecord.minutes).order_by(ServiceRecord.started_at))
    assert served.all() == [(station.helper_ids[0], 25), (station.helper_ids[1], 95)]


def test_the_daily_cap_holds_for_each_helper_alone(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(daily_cap_minutes=60)
    request = at_work(station, asked, clock_at, minutes=70, planned=240)
    rest = finished(station, relief.relieve(request.id, station.worker, "他病了"), clock_at, 50)
    for each in (request, rest):
        serving.confirm(each.id, station.resident)
    station.work()
    assert [cards.card_view(station.helper_ids[index]).balance for index in (0, 1)] == [60, 50]
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0


@SQLITE
def test_a_part_that_is_struck_takes_nothing_from_the_other(station: Station, asked: Any, clock_at: Any) -> None:
    from plugins.love_savings.services import disputes

    give(station.resident_id, 120)
    request = at_work(station, asked, clock_at, minutes=30)
    rest = finished(station, relief.relieve(request.id, station.helper(), "头晕"), clock_at, 60)
    for each in (request, rest):
        serving.confirm(each.id, station.resident)
    station.work()
    disputes.dispute(request.id, station.resident, "absent", "坐着没动")
    disputes.strike(request.id, station.worker, "问过了")
    station.work()
    assert [cards.card_view(station.helper_ids[index]).balance for index in (0, 1)] == [0, 60]
    assert (cards.card_view(station.resident_id).balance, balance(hours.hold_account())) == (60, 0)


@SQLITE
def test_nobody_gives_up_or_is_changed_in_the_middle_without_what_was_done_counting(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = at_work(station, asked, clock_at)
    for refused in (
        lambda: answering.give_up(request.id, station.helper(), "没空了"),
        lambda: answering.give_up(request.id, station.worker, "换人", by_station=True),
    ):
        with pytest.raises(WorkflowRefused, match="现在可以：.*“中途换人，接着做”"):
            refused()
        db.session.rollback()
    for stranger in (station.resident, station.helper(1)):
        with pytest.raises(WorkflowRefused, match="不是您接的"):
            relief.relieve(request.id, stranger, "换人")
        db.session.rollback()
    with pytest.raises(WorkflowRefused, match="请写明"):
        relief.relieve(request.id, station.helper(), " ")


@SQLITE
def test_a_worker_does_not_end_the_time_of_who_helps_them(station: Station, asked: Any, clock_at: Any) -> None:
    request = at_work(station, asked, clock_at)
    request.person_id = station.worker_id
    db.session.commit()
    with pytest.raises(WorkflowRefused, match="不能由您代记"):
        relief.relieve(request.id, station.worker, "换个人")


@SQLITE
def test_before_anything_was_done_there_is_nothing_to_go_on_with(station: Station, asked: Any) -> None:
    request = accepted(station, asked())
    with pytest.raises(WorkflowRefused, match="还没有开始做.*退单"):
        relief.relieve(request.id, station.helper(), "病了")


@SQLITE
def test_the_rest_may_be_put_off_to_the_same_hour_of_the_next_day(station: Station, asked: Any, clock_at: Any) -> None:
    request = at_work(station, asked, clock_at, minutes=110)
    rest = relief.relieve(request.id, station.worker, "他病了", tomorrow=True)
    assert rest.starts_at == request.starts_at + timedelta(days=1)
    assert rest.ends_at - rest.starts_at == timedelta(minutes=30)  # ten minutes were left; nobody comes for that
    assert request.times_by_station is True
    assert "没做完的由别人接着做，您做过的时长照样记。" in told(station.helper_ids[0])


@SQLITE
def test_nobody_is_woken_for_a_rest_that_can_wait(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(quiet_from=0, quiet_until=12, urgent_hours=2)
    request = at_work(station, asked, clock_at)
    rest = relief.relieve(request.id, station.helper(), "头晕", tomorrow=True)
    assert (rest.state, rest.wave, rest.due_at) == ("verified", 0, request.checked_out_at + timedelta(minutes=155))
    clock_at(rest.due_at)
    run_clocks(station.community_id)
    station.work()
    assert db.session.get_one(Request, rest.id).state == "offered"


@SQLITE
def test_between_two_visits_the_next_one_is_taken_over_at_its_time(station: Station, asked: Any, clock_at: Any) -> None:
    give(station.resident_id, 240)
    request = paused(station, asked, clock_at)
    agreed = request.starts_at, request.ends_at
    rest = relief.relieve(request.id, station.helper(), "摔了腿")
    assert (request.state, request.minutes, request.held_minutes) == ("done", 50, 50)
    assert (rest.starts_at, rest.ends_at) == agreed
    assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 0
    view = cards.card_view(station.resident_id)
    lines = statements.statement(view.card, this_month()).rows
    assert (view.balance, [(line.title, line.amount) for line in lines if line.amount == 130]) == (
        190, [("服务做完，退回多占用的", 130)],
    )


@SQLITE
def test_who_did_a_part_and_who_verified_it_are_not_asked_for_the_rest_by_themselves(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = at_work(station, asked, clock_at)
    rest = relief.relieve(request.id, station.helper(), "头晕")
    db.session.commit()
    third = finished_by_nobody(station, rest)
    ranked = dispatching.candidates(third)
    assert station.helper_ids[0] in [pick.person_id for pick in ranked]
    assert dispatching.remarks_on(third, ranked)[station.helper_ids[0]] == "前面是他做的，中途来不了了"


def finished_by_nobody(station: Station, rest: Request) -> Request:
    """Everybody who was asked says no."""
    for offer in offers(rest.id):
        answering.decline(offer.id, station.worker, "没空")
    return db.session.get_one(Request, rest.id)


@SQLITE
def test_both_sides_see_all_parts_and_each_page_leads_to_the_other(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = at_work(station, asked, clock_at)
    helper, job = browser(station.helper_ids[0]), f"/love-savings/mine/jobs/{request.id}"
    page = text_of(helper.get(job))
    assert "做不下去了，换人接着做" in page and "去不了，退单" not in page
    said = text_of(post(helper, f"{job}/do/relieve", job, reason="突然头晕"))
    assert "您做过的已记下" in said and "没做完的由别人接着做" in said
    db.session.expire_all()
    rest = db.session.scalars(select(Request).where(Request.turn == 2)).one()
    for person_id, path in ((station.worker_id, "requests"), (station.resident_id, "asked")):
        reader = browser(person_id)
        for here, there in ((request, rest), (rest, request)):
            text = text_of(reader.get(f"/love-savings/{path}/{here.id}"))
            assert f'/love-savings/{path}/{there.id}"' in text
            assert "志愿者甲" in text and "25 分钟" in text and "还没有人接" in text
    worker = browser(station.worker_id)
    assert "志愿者甲" in text_of(worker.get(f"/love-savings/requests/{request.id}")).split("什么时候问了谁")[1]
    assert "前一位做不完，另请人接着做" in text_of(worker.get(f"/love-savings/requests/{rest.id}"))


@SQLITE
def test_the_next_helper_reads_what_was_done_without_a_name(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    request = at_work(station, asked, clock_at)
    rest = relief.relieve(request.id, station.worker, "他病了")
    mine = next(offer for offer in offers(rest.id) if offer.person_id == station.helper_ids[1])
    answering.accept(mine.id, station.helper(1))
    db.session.commit()
    text = text_of(browser(station.helper_ids[1]).get(f"/love-savings/mine/jobs/{rest.id}"))
    assert "前面别的志愿者已经做过" in text and "25 分钟" in text and "志愿者甲" not in text


def test_of_relief_and_check_out_at_once_one_ends_it_and_there_is_one_rest_at_most(
    station: Station, asked: Any, clock_at: Any, community: Any
) -> None:
    request_id = at_work(station, asked, clock_at).id
    db.session.commit()

    def work(number: int) -> str:
        if number == 0:
            serving.check_out(request_id, station.helper())
        else:
            relief.relieve(request_id, (station.worker, station.helper())[number % 2], "病了")
        return "won"

    assert sides(at_once(station.app, community, work, WRITES)) == (1, 3)
    db.session.expire_all()
    request = db.session.get_one(Request, request_id)
    rests = db.session.scalars(select(Request).where(Request.first_id == request_id, Request.turn > 1)).all()
    assert request.state == "done"
    assert len(rests) == (0 if request.first_id is None else 1)
    assert db.session.scalar(select(func.count()).select_from(Request)) == 1 + len(rests)


@SQLITE
def test_relief_happens_or_does_not(
    station: Station, browser: Any, asked: Any, clock_at: Any, each_call_fails: Any
) -> None:
    give(station.resident_id, 120)
    request = at_work(station, asked, clock_at)
    worker = browser(station.worker_id)
    assert each_call_fails(worker, f"/love-savings/requests/{request.id}/do/relieve", reason="他病了") > 20


@SQLITE
def test_who_was_asked_stands_with_the_part_they_were_asked_for(station: Station, asked: Any, clock_at: Any) -> None:
    request = at_work(station, asked, clock_at)
    before = db.session.execute(select(Offer.id, Offer.state).order_by(Offer.id)).all()
    rest = relief.relieve(request.id, station.helper(), "头晕")
    db.session.commit()
    of_first = select(Offer.id, Offer.state).where(Offer.request_id == request.id).order_by(Offer.id)
    assert db.session.execute(of_first).all() == before
    assert [offer.wave for offer in offers(rest.id)] == [1, 1, 1]


def test_linked_parts_are_forgotten_together_with_the_service(station: Station, asked: Any, clock_at: Any) -> None:
    request = at_work(station, asked, clock_at)
    relief.relieve(request.id, station.helper(), "头晕")
    db.session.commit()
    lifecycle.disable(current_community(), "love_savings", SYSTEM)
    erase("love_savings")
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(Request)) == 0
