"""Work split over days is credited visit by visit: each has its own day, cap and record, and is undone with the others."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.jobs.models import Job
from core.kernel.ledger import LedgerAccount, LedgerTransfer, balance
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from core.volunteers.records import given, totals
from plugins.love_savings.errors import TooLong, TooManyMinutes
from plugins.love_savings.models import Movement, Request
from plugins.love_savings.services import cards, disputes, hours, parts, privacy, reversals, serving, visits
from plugins.love_savings.services.statements import statement

from .conftest import ZONE, Station, tomorrow_at
from .test_pages import post, text_of
from .test_straight_path import accepted, give

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
HOURS = timedelta(hours=4)


def afternoons(station: Station, asked: Any, clock_at: Any, lengths: list[timedelta], hour: int = 13) -> Request:
    """Worked so long on each of several afternoons; done, not confirmed."""
    request = accepted(station, asked(hour, minutes=240))
    for day, length in enumerate(lengths, 1):
        clock_at(request.starts_at)
        serving.check_in(request.id, station.helper())
        clock_at(request.starts_at + length)
        if day == len(lengths):
            request = serving.check_out(request.id, station.helper())
        else:
            start = tomorrow_at(hour)
            request = visits.pause(request.id, station.helper(), start, start + HOURS)
    db.session.commit()
    return request


def credited(station: Station, request: Request) -> tuple[int, int, int]:
    """The helper's card, the resident's card and the hours set aside, when all is paid."""
    station.work()
    helper, resident = (cards.card_view(person_id).balance for person_id in (station.helper_ids[0], station.resident_id))
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0
    return helper, resident, balance(hours.hold_account())


def test_three_afternoons_are_three_services_each_under_its_own_cap(station: Station, asked: Any, clock_at: Any) -> None:
    give(station.resident_id, 1000)
    request = afternoons(station, asked, clock_at, [HOURS] * 3)
    serving.confirm(request.id, station.resident)
    assert credited(station, request) == (720, 280, 0)
    records = given(station.helper_ids[0])[::-1]
    assert [record.minutes for record in records] == [240, 240, 240]
    local = [(r.started_at.astimezone(ZONE), r.ended_at.astimezone(ZONE)) for r in records]
    assert [(start.hour, end.hour, end.date() == start.date()) for start, end in local] == [(13, 17, True)] * 3
    assert len({start.date() for start, _end in local}) == 3
    assert [record.source_key for record in records] == [
        f"love_savings:request:{request.id}{which}" for which in (":visit1", ":visit2", "")
    ]
    keys = db.session.scalars(select(LedgerTransfer.key).where(LedgerTransfer.key.startswith("service_record:"))).all()
    assert sorted(keys) == sorted(f"service_record:{record.id}" for record in records)
    assert (request.minutes, totals(station.helper_ids[0])[:2]) == (720, (720, 3))


def test_a_days_cap_holds_for_each_visit_by_itself(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(daily_cap_minutes=200)
    request = afternoons(station, asked, clock_at, [HOURS, timedelta(hours=2)])
    serving.confirm(request.id, station.resident)
    assert credited(station, request)[0] == 200 + 120
    card = cards.find_card(station.helper_ids[0])
    months = {line.month for line in db.session.scalars(select(Movement))}
    notes = sorted(row.note for month in months for row in statement(card, month).rows)
    assert notes == ["", "服务 240 分钟，超过了上限"]


def test_five_afternoons_are_not_taken_for_a_forgotten_check_out(station: Station, asked: Any, clock_at: Any) -> None:
    request = afternoons(station, asked, clock_at, [HOURS] * 5)
    assert serving.confirm(request.id, station.resident).minutes == 1200
    assert credited(station, request)[0] == 1200


def test_one_forgotten_check_out_among_the_visits_is_still_found(station: Station, asked: Any, clock_at: Any) -> None:
    request = afternoons(station, asked, clock_at, [HOURS, timedelta(hours=17)], hour=7)
    with pytest.raises(TooLong):
        serving.confirm(request.id, station.resident)
    db.session.rollback()
    request = serving.confirm_by_call(request.id, station.worker, "第二天也是四个小时", 480)
    assert [record.minutes for record in parts.records_of(request)] == [96, 384]


def test_a_ruling_gives_at_most_what_the_visits_could_be_and_undoes_all_of_them(
    station: Station, asked: Any, clock_at: Any, browser: Any
) -> None:
    give(station.resident_id, 1000)
    request = afternoons(station, asked, clock_at, [HOURS] * 3)
    serving.confirm(request.id, station.resident)
    assert credited(station, request) == (720, 280, 0)
    disputes.dispute(request.id, station.resident, "minutes", "有一天只来了两个小时", 600)
    db.session.commit()
    with pytest.raises(TooManyMinutes, match="最多记 2880 分钟"):
        disputes.settle(request.id, station.worker, 2881, "数错了")
    db.session.rollback()
    worker, page = browser(station.worker_id), f"/love-savings/requests/{request.id}/ruling"
    form = {"outcome": "settle", "reason": "问过了"}
    assert "请填 1 到 2880 之间的整数。" in text_of(post(worker, page, page, minutes="2881", **form))
    assert "已裁定" in text_of(post(worker, page, page, minutes="600", **form))
    assert credited(station, request) == (600, 400, 0)
    assert [record.minutes for record in given(station.helper_ids[0])] == [200, 200, 200]
    assert totals(station.helper_ids[0])[:2] == (600, 3)


def test_a_ruling_that_it_does_not_count_takes_every_visit_back(station: Station, asked: Any, clock_at: Any) -> None:
    give(station.resident_id, 1000)
    request = afternoons(station, asked, clock_at, [HOURS] * 3)
    serving.confirm(request.id, station.resident)
    assert credited(station, request) == (720, 280, 0)
    disputes.dispute(request.id, station.resident, "absent", "没人来过")
    disputes.strike(request.id, station.worker, "监控里没有人")
    hours.credit_missing()
    assert credited(station, request) == (0, 1000, 0)
    assert (totals(station.helper_ids[0])[:2], parts.records_of(request)) == ((0, 0), [])


def test_while_it_is_disputed_no_visit_is_credited_and_a_ruling_lets_all_go_on(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = afternoons(station, asked, clock_at, [HOURS] * 2)
    serving.confirm(request.id, station.resident)
    disputes.dispute(request.id, station.resident, "other", "态度不好")
    hours.credit_missing()
    assert credited(station, request)[0] == 0
    disputes.settle(request.id, station.worker, 480, "两边都问过了")
    assert credited(station, request)[0] == 480
    assert len(db.session.scalars(select(ServiceRecord)).all()) == 2


def test_a_worker_takes_one_visit_back_and_the_others_stay(station: Station, asked: Any, clock_at: Any) -> None:
    give(station.resident_id, 1000)
    request = afternoons(station, asked, clock_at, [HOURS] * 3)
    serving.confirm(request.id, station.resident)
    assert credited(station, request) == (720, 280, 0)
    for record, left in zip(parts.records_of(request), (480, 240, 0), strict=True):
        key = f"service_record:{record.id}"
        paid = db.session.scalars(select(LedgerTransfer.id).where(LedgerTransfer.key == key)).one()
        reversals.take_back(paid, station.worker, "这一天没有来")
        assert credited(station, request) == (left, 1000 - left, 0)
    assert parts.records_of(request) == []


def test_a_visit_whose_credit_was_missed_is_paid_later(station: Station, asked: Any, clock_at: Any) -> None:
    request = afternoons(station, asked, clock_at, [HOURS] * 2)
    serving.confirm(request.id, station.resident)
    db.session.query(Job).delete()
    db.session.commit()
    hours.credit_missing()
    assert credited(station, request)[0] == 480


def test_whoever_was_helped_is_named_in_no_line_of_any_visit_after_erasure(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = afternoons(station, asked, clock_at, [HOURS] * 2)
    serving.confirm(request.id, station.resident)
    credited(station, request)
    privacy.erase(station.resident_id)
    db.session.expire_all()
    assert {line.text for line in db.session.scalars(select(Movement))} == {""}


def test_minutes_are_shared_among_the_visits(station: Station) -> None:
    found = {
        (total, *lengths): parts.shares(total, lengths)
        for total, lengths in (
            (80, [50, 31]), (60, [62, 0]), (5, [0, 0]), (100, [240, 60]), (1800, [30, 240]), (480, [240, 4800]),
        )
    }
    assert list(found.values()) == [[50, 30], [60, 0], [0, 5], [80, 20], [900, 900], [96, 384]]
