"""What an hour of each service costs the card; the helper is credited what was served."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.ledger import LedgerAccount
from core.tenancy.session import db
from plugins.love_savings.book_models import Price
from plugins.love_savings.services import cards, prices, serving

from .conftest import Station
from .test_straight_path import accepted, served
from .test_straight_path import give as put


@pytest.mark.parametrize(
    ("minutes", "per_hour", "cost"), [(60, 60, 60), (45, 60, 45), (60, 90, 90), (45, 90, 68), (5, 30, 3), (1, 29, 0), (1, 30, 1), (60, 0, 0)]
)
def test_a_price_is_rounded_to_the_minute_half_up(minutes: int, per_hour: int, cost: int) -> None:
    assert prices.priced(minutes, per_hour) == cost


def balances(station: Station) -> tuple[int, int]:
    return cards.card_view(station.resident_id).balance, cards.card_view(station.helper_ids[0]).balance


@pytest.mark.parametrize(("per_hour", "held", "left"), [(90, 90, 32), (30, 30, 77), (0, 0, 100)])
def test_the_card_pays_the_price_and_the_helper_is_credited_the_time(
    station: Station, asked: Any, clock_at: Any, per_hour: int, held: int, left: int
) -> None:
    prices.save({station.skill_id: per_hour}, SYSTEM)
    put(station.resident_id, 100)
    request_id = asked()
    assert accepted(station, request_id).held_minutes == held
    served(station, request_id, clock_at, minutes=45)
    serving.confirm(request_id, station.resident)
    station.work()
    assert balances(station) == (left, 45)
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0


def test_a_price_that_rises_later_costs_no_more_than_was_set_aside(station: Station, asked: Any, clock_at: Any) -> None:
    put(station.resident_id, 200)
    request_id = asked()
    accepted(station, request_id)
    prices.save({station.skill_id: 180}, SYSTEM)
    served(station, request_id, clock_at, minutes=60)
    serving.confirm(request_id, station.resident)
    station.work()
    assert balances(station) == (140, 60)


def test_one_to_one_is_no_row_and_changes_are_in_the_audit(station: Station) -> None:
    assert prices.price_list() == [(station.skill_id, "水电维修", 60)]
    assert prices.save({station.skill_id: 90, 999: 5}, station.worker)
    assert not prices.save({station.skill_id: 90}, station.worker)
    assert prices.price_list() == [(station.skill_id, "水电维修", 90)]
    prices.save({station.skill_id: 60}, station.worker)
    assert db.session.scalar(select(func.count(Price.id))) == 0
    written = select(AuditEntry).where(AuditEntry.action == "love_savings.set_prices").order_by(AuditEntry.id)
    assert [(e.before, e.after) for e in db.session.scalars(written)] == [
        ({"水电维修": 60}, {"水电维修": 90}), ({"水电维修": 90}, {"水电维修": 60}),
    ]


def test_who_asks_sees_the_price_before_unless_the_station_pays(station: Station, browser: Any) -> None:
    prices.save({station.skill_id: 90}, SYSTEM)
    db.session.commit()
    resident = browser(station.resident_id)
    assert "水电维修（一小时扣 90 分钟）" in resident.get("/love-savings/ask").text
    station.configure(payer="station")
    page = resident.get("/love-savings/ask").text
    assert "水电维修" in page and "一小时扣" not in page


def test_what_a_full_card_cannot_take_goes_to_the_common_pool(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(balance_cap_minutes=100)
    put(station.helper_ids[0], 70)
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at, minutes=60)
    serving.confirm(request_id, station.resident)
    station.work()
    assert cards.card_view(station.helper_ids[0]).balance == 100
    sums = dict(db.session.execute(select(LedgerAccount.kind, func.sum(LedgerAccount.balance)).group_by(LedgerAccount.kind)).all())
    assert (sums["love_savings.common"], sum(sums.values())) == (30, 0)
