"""Four at the same moment: the last minutes go once, a grant comes once, and nothing leaves a card that is blocked."""
from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from core.kernel.ledger import LedgerAccount, LedgerTransfer, balance
from core.tenancy.session import db
from plugins.love_savings.book_models import CreditLine, Gift, Grant, LostCard, Reversal
from plugins.love_savings.errors import CannotGive, CannotTakeBack, CardLost, CardShort
from plugins.love_savings.services import (
    answering,
    cards,
    credit_lines,
    gifts,
    grants,
    lost_cards,
    reversals,
)
from tests.racing import RACERS, at_once

from .conftest import Station, make_aged
from .test_refusals import offered
from .test_straight_path import give as put

LOCKED = "UPDATE love_savings_card"


def race(station: Station, community: Any, work: Any) -> Counter[Any]:
    """What each of four got; then all sums are still zero, and no account is under its floor."""
    db.session.commit()
    got = Counter(at_once(station.app, community, work, LOCKED))
    db.session.expire_all()
    rows = db.session.scalars(select(LedgerAccount)).all()
    assert sum(row.balance for row in rows) == 0
    assert all(row.floor is None or row.balance >= row.floor for row in rows)
    return got


def minutes_of(person_id: int) -> int:
    return balance(cards.card_for(person_id).account_id)


def test_the_last_minutes_are_given_once(station: Station, community: Any) -> None:
    put(station.resident_id, 60)
    numbers = [str(cards.card_for(helper).number) for helper in station.helper_ids]

    def give(number: int) -> str:
        gifts.give(station.resident, numbers[number], 60, "", f"n{number}")
        return "given"

    assert race(station, community, give) == {"given": 1, CannotGive: RACERS - 1}
    assert (minutes_of(station.resident_id), db.session.scalar(select(func.count(Gift.id)))) == (0, 1)


def test_one_page_sent_four_times_at_once_gives_once(station: Station, community: Any) -> None:
    put(station.resident_id, 100)
    number = str(cards.card_for(station.helper_ids[0]).number)
    got = race(station, community, lambda _number: gifts.give(station.resident, number, 20, "", "same").minutes)
    assert (got, minutes_of(station.resident_id)) == ({20: RACERS}, 80)


def test_the_days_limit_holds_for_gifts_at_once(station: Station, community: Any) -> None:
    station.configure(gift_daily_minutes=60)
    put(station.resident_id, 200)
    number = str(cards.card_for(station.helper_ids[0]).number)

    def give(which: int) -> str:
        gifts.give(station.resident, number, 30, "", f"n{which}")
        return "given"

    assert race(station, community, give) == {"given": 2, CannotGive: 2}


def test_two_who_give_to_each_other_at_once_both_do(station: Station, community: Any) -> None:
    helper = station.helper_ids[0]
    put(station.resident_id, 100)
    put(helper, 50)
    numbers = {who: str(cards.card_for(who).number) for who in (station.resident_id, helper)}

    def give(which: int) -> str:
        giver, other = (station.resident_id, helper) if which % 2 else (helper, station.resident_id)
        gifts.give(station.actor(giver), numbers[other], 10, "", f"n{which}")
        return "given"

    assert race(station, community, give) == {"given": RACERS}
    assert (minutes_of(station.resident_id), minutes_of(helper)) == (100, 50)


def test_minutes_are_given_away_or_set_aside_never_both(station: Station, community: Any, asked: Any) -> None:
    station.configure(payer="card")
    put(station.resident_id, 60)
    mine = offered(station, asked())[0]
    offer_id, helper = mine.id, mine.person_id
    number = str(cards.card_for(station.helper_ids[3]).number)

    def spend(which: int) -> str:
        if which:
            gifts.give(station.resident, number, 60, "", f"n{which}")
            return "given"
        answering.accept(offer_id, station.actor(helper))
        return "accepted"

    got = race(station, community, spend)
    assert got in ({"accepted": 1, CannotGive: 3}, {"given": 1, CardShort: 1, CannotGive: 2})
    assert minutes_of(station.resident_id) == 0


def test_a_grant_asked_for_at_once_comes_once(station: Station, community: Any) -> None:
    make_aged(station.resident_id)
    got = race(station, community, lambda _number: grants.grant(station.resident_id, station.worker))
    assert got == {True: 1, False: RACERS - 1}
    assert (minutes_of(station.resident_id), db.session.scalar(select(func.count(Grant.id)))) == (120, 1)


def test_grants_from_a_pool_that_runs_dry_take_it_to_zero_and_no_further(station: Station, community: Any) -> None:
    people = [station.resident_id, *station.helper_ids[:3]]
    for person_id in people:
        make_aged(person_id)
        cards.card_for(person_id)
    put(station.helper_ids[3], 200)
    db.session.commit()
    gifts.donate(station.helper(3), 200, "", "d1")
    got = race(station, community, lambda number: grants.grant(people[number], station.worker))
    assert got == {True: RACERS}
    assert db.session.scalar(select(func.sum(Grant.from_common))) == 200


def test_nothing_leaves_a_card_after_it_was_blocked(station: Station, community: Any) -> None:
    put(station.resident_id, 100)
    number = str(cards.card_for(station.helper_ids[0]).number)

    def pay_or_block(which: int) -> str:
        if which == 0:
            lost_cards.block(station.resident_id, station.worker)
            return "blocked"
        gifts.give(station.resident, number, 10, "", f"n{which}")
        return "given"

    got = race(station, community, pay_or_block)
    assert got["blocked"] == 1 and got["given"] + got[CardLost] == 3
    assert minutes_of(station.resident_id) == 100 - 10 * got["given"]
    blocked = db.session.scalars(select(LostCard)).one().reported_at
    given = db.session.scalars(select(LedgerTransfer.at).where(LedgerTransfer.memo == "gift")).all()
    assert all(at <= blocked for at in given)


def test_a_card_reported_and_replaced_at_once_is_replaced_once(station: Station, community: Any) -> None:
    cards.card_for(station.resident_id)
    whose = (station.resident_id, station.worker)
    steps = [lambda: lost_cards.block(*whose), lambda: lost_cards.replace(*whose, 1)] * 2
    race(station, community, lambda number: steps[number]().person_id)
    numbers = list(db.session.scalars(select(LostCard.number).order_by(LostCard.number)))
    assert numbers in ([1], [1, 2])
    assert cards.find_card(station.resident_id).number == 2


def test_a_credit_taken_back_at_once_is_taken_back_once(station: Station, community: Any) -> None:
    put(station.resident_id, 100)
    gifts.give(station.resident, str(cards.card_for(station.helper_ids[0]).number), 40, "", "a1")
    undone = db.session.scalars(select(LedgerTransfer.id).where(LedgerTransfer.memo == "gift")).one()

    def take_back(_number: int) -> str:
        reversals.take_back(undone, station.worker, "填错了")
        return "taken back"

    assert race(station, community, take_back) == {"taken back": 1, CannotTakeBack: RACERS - 1}
    assert (minutes_of(station.resident_id), db.session.scalar(select(func.count(Reversal.id)))) == (100, 1)


def test_credit_opened_and_ended_at_once_leaves_one_line_and_its_floor(station: Station, community: Any) -> None:
    make_aged(station.resident_id)
    cards.card_for(station.resident_id)

    def open_line(which: int) -> str:
        credit_lines.open_line(station.resident_id, station.worker, 60 + which, "独居")
        return "opened"

    assert race(station, community, open_line) == {"opened": RACERS}
    standing = db.session.scalars(select(CreditLine.limit_minutes).where(CreditLine.ended_at.is_(None))).one()
    floor = db.session.get_one(LedgerAccount, cards.card_for(station.resident_id).account_id).floor
    assert floor == -standing
