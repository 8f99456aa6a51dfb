"""What is left on the card of somebody who died goes to the family's card or to the common pool, once, and never to who moves it."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.accounts.roles import grant_role
from core.api import local_day
from core.clock import now
from core.errors import Missing
from core.kernel.actor import SYSTEM
from core.kernel.audit import AuditEntry
from core.kernel.ledger import LedgerEntry, balance
from core.people.models import Person
from core.people.services import correct_death, mark_deceased
from core.tenancy.session import db
from plugins.love_savings.errors import CannotGive, CardLost, NoSuchCard
from plugins.love_savings.services import cards, handing_on, lost_cards, reversals, statements
from plugins.love_savings.services.pools import common_account

from .conftest import Station
from .test_pages import post, text_of
from .test_refusals import told
from .test_straight_path import give


def bury(station: Station, person_id: int, minutes: int = 90) -> None:
    """The person dies with so many minutes on the card, and the admin keeps the books."""
    if minutes:
        give(person_id, minutes)
    cards.card_for(person_id)
    grant_role(db.session.get_one(Person, station.worker_id), "community_admin", "community", actor=SYSTEM)
    mark_deceased(db.session.get_one(Person, person_id), SYSTEM, on=local_day(now()))
    station.work()


def minutes_of(person_id: int) -> int:
    return balance(cards.card_for(person_id).account_id)


def number_of(person_id: int) -> str:
    number = str(cards.card_for(person_id).number)
    db.session.commit()
    return number


def test_what_is_left_goes_to_the_card_that_the_family_names(station: Station) -> None:
    bury(station, station.resident_id)
    heir = station.helper_ids[0]
    handing_on.hand_on(station.resident_id, station.worker, number_of(heir), "女儿来办的")
    db.session.commit()
    assert (minutes_of(station.resident_id), minutes_of(heir)) == (0, 90)
    assert db.session.scalar(select(func.sum(LedgerEntry.amount))) == 0
    assert told(heir)[-1] == "工作站把家人卡里剩下的时长移交给您了，请看储蓄卡。"
    line = statements.statement(cards.card_for(heir), statements.chosen_month(None)).rows[-1]
    assert (line.amount, line.note) == (90, "女儿来办的")
    noted = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "love_savings.hand_on")).one()
    assert (noted.after, noted.reason) == ({"minutes": 90}, "女儿来办的")


def test_without_a_card_it_goes_to_the_common_pool(station: Station) -> None:
    bury(station, station.resident_id)
    before = balance(common_account())
    handing_on.hand_on(station.resident_id, station.worker, " ", "没有家人")
    assert (minutes_of(station.resident_id), balance(common_account()) - before) == (0, 90)


@pytest.mark.parametrize("to_family", [True, False])
def test_after_a_death_that_was_noted_by_mistake_it_comes_back(station: Station, to_family: bool) -> None:
    bury(station, station.resident_id)
    heir, pool = station.helper_ids[0], balance(common_account())
    gift = handing_on.hand_on(station.resident_id, station.worker, number_of(heir) if to_family else "", "女儿来办的")
    correct_death(db.session.get_one(Person, station.resident_id), SYSTEM, reason="同名的另一位")
    reversals.take_back(gift.transfer_id, station.worker, "人还在")
    assert (minutes_of(station.resident_id), minutes_of(heir), balance(common_account())) == (90, 0, pool)


def test_who_sends_it_twice_moves_it_once(station: Station) -> None:
    bury(station, station.resident_id)
    heir = number_of(station.helper_ids[0])
    handing_on.hand_on(station.resident_id, station.worker, heir, "女儿来办的")
    with pytest.raises(CannotGive, match="没有可以移交的时长了"):
        handing_on.hand_on(station.resident_id, station.worker, heir, "女儿来办的")
    assert minutes_of(station.helper_ids[0]) == 90


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
class TestRefused:
    def test_of_the_living_nothing_is_handed_on(self, station: Station) -> None:
        give(station.resident_id, 90)
        grant_role(db.session.get_one(Person, station.worker_id), "community_admin", "community", actor=SYSTEM)
        with pytest.raises(CannotGive, match="持卡人去世以后"):
            handing_on.hand_on(station.resident_id, station.worker, "", "想换卡")
        assert minutes_of(station.resident_id) == 90

    def test_nobody_hands_anything_on_to_themselves(self, station: Station) -> None:
        bury(station, station.resident_id)
        with pytest.raises(CannotGive, match="请另一位工作人员来办"):
            handing_on.hand_on(station.resident_id, station.worker, number_of(station.worker_id), "给我")

    def test_a_card_that_is_lost_unknown_full_or_of_the_dead_takes_nothing(self, station: Station) -> None:
        bury(station, station.resident_id)
        one, other, third = station.helper_ids[:3]
        numbers = [number_of(each) for each in (one, other, third)]
        lost_cards.block(one, SYSTEM)
        db.session.get_one(Person, other).deceased_on = local_day(now())
        station.configure(balance_cap_minutes=60)
        wrong: tuple[tuple[str, Any, str | None], ...] = (
            (numbers[0], CardLost, None), ("98765", NoSuchCard, None), (numbers[1], CannotGive, "持卡人也不在了"),
            (numbers[2], CannotGive, "装不下这么多时长"),
        )  # fmt: skip
        for to, refusal, said in wrong:
            with pytest.raises(refusal, match=said):
                handing_on.hand_on(station.resident_id, station.worker, to, "家人")
        assert minutes_of(station.resident_id) == 90

    def test_a_worker_of_a_grid_does_not_reach_the_dead(self, station: Station, colleague: Any) -> None:
        bury(station, station.resident_id)
        with pytest.raises(Missing):
            handing_on.hand_on(station.resident_id, colleague("李安平"), "", "家人")


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_page_of_the_card_offers_it_keeps_what_was_typed_and_then_offers_it_no_more(station: Station, browser: Any) -> None:
    bury(station, station.resident_id)
    heir, desk, base = number_of(station.helper_ids[0]), browser(station.worker_id), f"/love-savings/cards/{station.resident_id}"
    page = text_of(desk.get(base))
    assert ("持卡人已去世，卡已停用。" in page, "卡里还有 1.5 小时" in page, "换一张新卡" in page) == (True, True, False)
    refused = text_of(post(desk, f"{base}/hand-on", base, to="98765", reason="女儿来办的"))
    assert ("没有" in refused, 'value="98765"' in refused, 'value="女儿来办的"' in refused) == (True, True, True)
    assert "移交了 90 分钟。" in text_of(post(desk, f"{base}/hand-on", base, to=heir, reason="女儿来办的"))
    assert "移交时长" not in text_of(desk.get(base))
    late = text_of(post(desk, f"{base}/hand-on", base, to=heir, reason="又来一次"))
    assert ("这张卡里没有可以移交的时长了。" in late, 'value="又来一次"' in late) == (True, True)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_nothing_new_is_offered_for_the_dead(station: Station, browser: Any) -> None:
    entry, page = f"/love-savings/requests/new?person_id={station.resident_id}", f"/desk/people/{station.resident_id}"
    assert entry in text_of(browser(station.worker_id).get(page))
    bury(station, station.resident_id)
    assert entry not in text_of(browser(station.worker_id).get(page))
