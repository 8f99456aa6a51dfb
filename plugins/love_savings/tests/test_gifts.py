"""Minutes given to a neighbour or to the common pool, never more than one's own, never twice."""
from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.ledger import LedgerEntry, balance
from core.notices.models import Notice
from core.people.models import Person
from core.tenancy.session import db
from plugins.love_savings.book_models import Gift
from plugins.love_savings.errors import CannotGive, CardLost, NoSuchCard
from plugins.love_savings.services import cards, gifts, grants, lost_cards, privacy
from plugins.love_savings.services.pools import common_account

from .conftest import Station, make_aged
from .test_straight_path import give as put


def minutes_of(person_id: int) -> int:
    return balance(cards.card_for(person_id).account_id)


def give(station: Station, minutes: int, nonce: str = "a1", to: Any = None, words: str = "") -> Gift:
    """The resident gives to the first helper, whose card has its number."""
    number = to or str(cards.card_for(station.helper_ids[0]).number)
    return gifts.give(station.resident, number, minutes, words, nonce)


def test_a_gift_moves_minutes_and_tells_both(station: Station) -> None:
    put(station.resident_id, 100)
    give(station, 30, words="谢谢您常来")
    db.session.commit()
    assert (minutes_of(station.resident_id), minutes_of(station.helper_ids[0])) == (70, 30)
    told = dict(db.session.execute(select(Notice.person_id, Notice.text)).all())
    assert told == {
        station.resident_id: "您转赠的时长已经到了邻居的卡里。", station.helper_ids[0]: "有邻居转赠了时长给您，请看储蓄卡。",
    }


def test_the_receiver_is_found_by_what_stands_on_the_card(station: Station) -> None:
    put(station.resident_id, 100)
    card = cards.card_for(station.helper_ids[0])
    address = f"https://example.cn/love-savings/c/{card.token}"
    for text in (str(card.number), f" {card.number:04d} ", card.token, address, f"{address}/"):
        found, name = gifts.receiver_of(text, station.resident)
        assert (found.id, name) == (card.id, "志*")


def test_the_same_page_sent_twice_gives_once(station: Station) -> None:
    put(station.resident_id, 100)
    assert give(station, 30).id == give(station, 30).id
    assert minutes_of(station.resident_id) == 70
    give(station, 30, nonce="b2")
    assert minutes_of(station.resident_id) == 40


def test_a_card_that_nobody_has_is_refused(station: Station) -> None:
    put(station.resident_id, 100)
    for text in ("/", "9999", "abc", "99999999999999999999", "https://example.cn/"):
        with pytest.raises(NoSuchCard, match="核对卡上的号码"):
            give(station, 10, to=text)


def test_a_gift_to_oneself_or_without_a_card_is_refused(station: Station) -> None:
    own = str(cards.card_for(station.resident_id).number)
    with pytest.raises(CannotGive, match="自己的卡"):
        give(station, 10, to=own)
    with pytest.raises(CannotGive, match="还没有储蓄卡"):
        gifts.give(station.helper(1), own, 10, "", "a1")


def test_nobody_gives_more_than_is_there_to_the_minute(station: Station) -> None:
    put(station.resident_id, 50)
    with pytest.raises(CannotGive, match="能送出的时长是 50 分钟"):
        give(station, 51)
    give(station, 50)
    assert minutes_of(station.resident_id) == 0


def test_the_days_limit_counts_gifts_to_all_and_not_donations(station: Station) -> None:
    station.configure(gift_daily_minutes=60)
    put(station.resident_id, 200)
    give(station, 40)
    gifts.donate(station.resident, 100, "", "d1")
    with pytest.raises(CannotGive, match="一天最多转赠 60 分钟，今天还能转 20 分钟"):
        give(station, 21, nonce="b2")
    give(station, 20, nonce="c3")
    station.configure(gift_daily_minutes=0)
    with pytest.raises(CannotGive, match="没有开放转赠"):
        give(station, 1, nonce="d4")


def test_a_full_card_takes_no_gift(station: Station) -> None:
    station.configure(balance_cap_minutes=100)
    put(station.resident_id, 90)
    put(station.helper_ids[0], 80)
    with pytest.raises(CannotGive, match="快存满"):
        give(station, 21)
    give(station, 20)


def test_what_was_granted_for_help_is_not_given_away(station: Station) -> None:
    make_aged(station.resident_id)
    put(station.resident_id, 30)
    grants.grant(station.resident_id, station.worker)
    assert minutes_of(station.resident_id) == 150
    with pytest.raises(CannotGive, match="能送出的时长是 30 分钟"):
        give(station, 31)
    with pytest.raises(CannotGive, match="能送出的时长是 30 分钟"):
        gifts.donate(station.resident, 31, "", "d1")
    give(station, 30)


def test_a_donation_stands_in_the_common_pool(station: Station) -> None:
    put(station.resident_id, 90)
    first = gifts.donate(station.resident, 60, "给独居老人", "d1")
    assert gifts.donate(station.resident, 60, "给独居老人", "d1").id == first.id
    assert (minutes_of(station.resident_id), balance(common_account())) == (30, 60)
    assert db.session.scalar(select(func.sum(LedgerEntry.amount))) == 0


def test_a_lost_card_neither_gives_nor_receives(station: Station) -> None:
    put(station.resident_id, 100)
    receiver = cards.card_for(station.helper_ids[0])
    lost_cards.block(station.helper_ids[0], station.worker)
    with pytest.raises(CardLost, match="已经挂失"):
        give(station, 10, to=str(receiver.number))
    lost_cards.replace(station.helper_ids[0], station.worker, receiver.number)
    lost_cards.block(station.resident_id, station.resident)
    for go in (lambda: give(station, 10), lambda: gifts.donate(station.resident, 10, "", "d1")):
        with pytest.raises(CardLost):
            go()


def test_who_has_died_is_given_nothing(station: Station) -> None:
    put(station.resident_id, 100)
    cards.card_for(station.helper_ids[0])
    db.session.get_one(Person, station.helper_ids[0]).deceased_on = date(2026, 1, 1)
    db.session.flush()
    with pytest.raises(CannotGive, match="不在了"):
        give(station, 10)


def test_before_an_erasure_the_station_says_what_the_books_keep_and_what_is_lost(station: Station) -> None:
    assert privacy.must_keep(station.resident_id) == []
    cards.card_for(station.resident_id)
    kept = "卡号、每一笔的日期和时长留在账本里，不带姓名和说明，两边的账才对得上。"
    assert privacy.must_keep(station.resident_id) == [kept]
    put(station.resident_id, 100)
    lost = "卡里还有 100 分钟，注销后谁也用不了；想送给邻居，请先办转赠。"
    assert privacy.must_keep(station.resident_id) == [kept, lost]
