"""From asking to the hours on the card, on both databases."""
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.kernel.ledger import LedgerAccount
from core.kernel.ledger import balance as balance_of
from core.tenancy.session import db
from core.volunteers.models import ServiceRecord
from plugins.love_savings.models import Movement, Offer, Request
from plugins.love_savings.services import (
    answering,
    cards,
    dispatching,
    figures,
    serving,
    statements,
)

from .conftest import Station


def offers(request_id: int, state: str = "offered") -> list[Offer]:
    """The request's offers in a state, nearest volunteer first."""
    query = select(Offer).where(Offer.request_id == request_id, Offer.state == state).order_by(Offer.id)
    return list(db.session.scalars(query))


def accepted(station: Station, request_id: int) -> Request:
    """Verify, offer to the best three, and let the nearest accept."""
    dispatching.verify(request_id, station.worker)
    dispatching.next_wave(request_id, station.worker)
    mine = next(offer for offer in offers(request_id) if offer.person_id == station.helper_ids[0])
    request = answering.accept(mine.id, station.helper())
    db.session.commit()
    return request


def served(station: Station, request_id: int, clock_at: Any, minutes: int = 62) -> Request:
    """Check in on time and out after so many minutes."""
    request = db.session.get(Request, request_id)
    start = request.starts_at
    clock_at(start)
    serving.check_in(request_id, station.helper())
    clock_at(start + timedelta(minutes=minutes))
    request = serving.check_out(request_id, station.helper())
    db.session.commit()
    return request


def test_a_request_ends_as_hours_on_the_helpers_card(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    request = served(station, request_id, clock_at)
    assert (request.state, request.minutes) == ("done", 60)
    serving.confirm(request_id, station.resident)
    station.work()
    view = cards.card_view(station.helper_ids[0])
    assert (view.balance, view.month_in, view.spent) == (60, 60, 0)
    record = db.session.scalars(select(ServiceRecord)).one()
    assert (record.minutes, record.proof, record.helper_id) == (60, "both", station.helper_ids[0])
    month = statements.statement(view.card, db.session.scalars(select(Movement.month)).one())
    assert [(line.title, line.amount) for line in month.rows] == [("水龙头滴水", 60)]
    assert (figures.minutes_in(None), figures.count_confirmed(None), figures.count_requests(None)) == (60, 1, 1)


def test_the_figures_of_a_year_are_those_of_the_communitys_own_calendar(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    request = serving.confirm(request_id, station.resident)
    station.work()
    # Half past midnight in Nanning is still the old year in UTC.
    request.asked_at = datetime(2023, 12, 31, 16, 30, tzinfo=UTC)
    request.confirmed_at = datetime(2024, 12, 31, 16, 30, tzinfo=UTC)
    cards.card_for(station.helper_ids[0]).issued_at = datetime(2022, 7, 1, tzinfo=UTC)
    db.session.scalars(select(Movement).where(Movement.kind == "in")).one().month = 202501
    db.session.flush()
    counted = [
        (figures.count_cards(y), figures.count_requests(y), figures.count_confirmed(y), figures.minutes_in(y))
        for y in (2022, 2023, 2024, 2025)
    ]
    assert counted == [(1, 0, 0, 0), (0, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 60)]


def test_the_ledger_sums_to_zero_and_the_station_owes_what_was_given(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    serving.confirm(request_id, station.resident)
    station.work()
    balances = dict(db.session.execute(select(LedgerAccount.kind, LedgerAccount.balance)).all())
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0
    assert balances["love_savings.pool"] == -60


def test_cards_are_numbered_in_the_order_of_issue(station: Station) -> None:
    numbers = [cards.card_for(person_id).number for person_id in station.helper_ids]
    assert numbers == [1, 2, 3, 4]
    assert cards.card_for(station.helper_ids[0]).number == 1


def test_with_payer_station_nothing_is_taken_from_the_resident(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(payer="station")
    give(station.resident_id, 100)
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at)
    serving.confirm(request_id, station.resident)
    station.work()
    assert cards.card_view(station.resident_id).balance == 100


def test_with_payer_card_the_residents_hours_go_to_the_helper(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(payer="card")
    give(station.resident_id, 100)
    request_id = asked()
    assert accepted(station, request_id).held_minutes == 60
    assert cards.card_view(station.resident_id).balance == 40
    served(station, request_id, clock_at, minutes=43)
    serving.confirm(request_id, station.resident)
    station.work()
    resident, helper = cards.card_view(station.resident_id), cards.card_view(station.helper_ids[0])
    assert (resident.balance, resident.spent, helper.balance) == (55, 45, 45)
    assert db.session.get(Request, request_id).held_minutes == 0


def test_with_card_then_station_the_station_pays_the_rest(station: Station, asked: Any, clock_at: Any) -> None:
    give(station.resident_id, 20)
    request_id = asked()
    assert accepted(station, request_id).held_minutes == 20
    served(station, request_id, clock_at)
    serving.confirm(request_id, station.resident)
    station.work()
    assert cards.card_view(station.resident_id).balance == 0
    assert cards.card_view(station.helper_ids[0]).balance == 60


def test_the_station_confirms_after_a_call_and_may_correct_the_minutes(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at, minutes=60)
    request = serving.confirm_by_call(request_id, station.worker, "居民说做了一个半小时", 90)
    station.work()
    assert request.proof == "hand"
    assert cards.card_view(station.helper_ids[0]).balance == 90


def test_times_told_on_the_phone_are_proof_of_one_side(station: Station, asked: Any, clock_at: Any) -> None:
    request_id = asked()
    request = accepted(station, request_id)
    clock_at(request.starts_at)
    serving.check_in(request_id, station.worker, by_station=True)
    clock_at(request.starts_at + timedelta(minutes=30))
    serving.check_out(request_id, station.worker, by_station=True)
    assert serving.confirm(request_id, station.resident).proof == "one"


def test_more_than_the_daily_cap_is_recorded_but_not_credited(station: Station, asked: Any, clock_at: Any) -> None:
    station.configure(daily_cap_minutes=90, offer_size=4)
    for hour in (9, 11):
        request_id = asked(hour)
        accepted(station, request_id)
        served(station, request_id, clock_at, minutes=60)
        serving.confirm(request_id, station.resident)
        station.work()
        clock_at(clock_of(request_id) - timedelta(days=1))
    assert cards.card_view(station.helper_ids[0]).balance == 90
    assert sum(db.session.scalars(select(ServiceRecord.minutes))) == 120


def clock_of(request_id: int) -> Any:
    return db.session.get(Request, request_id).starts_at


def give(person_id: int, minutes: int) -> None:
    """Put hours on a card, from the station's pool."""
    from core.kernel.ledger import transfer
    from plugins.love_savings.services.hours import pool_account

    account = cards.card_for(person_id).account_id
    transfer(f"test:{person_id}:{minutes}", {pool_account(): -minutes, account: minutes})
    db.session.commit()
    assert balance_of(account) == minutes
