"""A wrong credit is taken back once, with a reason that both sides see."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.errors import Missing
from core.kernel.ledger import LedgerAccount, LedgerTransfer
from core.notices.models import Notice
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from plugins.love_savings.book_models import Grant
from plugins.love_savings.errors import CannotTakeBack
from plugins.love_savings.models import Movement
from plugins.love_savings.services import cards, figures, gifts, grants, hours, reversals, serving

from .conftest import Station, make_aged
from .test_straight_path import accepted, served
from .test_straight_path import give as put


def transfer_like(prefix: str) -> LedgerTransfer:
    return db.session.scalars(select(LedgerTransfer).where(LedgerTransfer.key.startswith(prefix))).one()


def balances(station: Station) -> tuple[int, int]:
    """Of whoever was helped, and of the helper."""
    return cards.card_view(station.resident_id).balance, cards.card_view(station.helper_ids[0]).balance


@pytest.fixture
def paid(station: Station, asked: Any, clock_at: Any) -> int:
    """A service of 43 minutes, of 60 planned, paid by the resident's card; its transfer."""
    put(station.resident_id, 100)
    request_id = asked()
    accepted(station, request_id)
    served(station, request_id, clock_at, minutes=43)
    serving.confirm(request_id, station.resident)
    station.work()
    assert balances(station) == (55, 45)
    return transfer_like("service_record:").id


def test_a_credited_service_is_taken_back_from_the_helper_and_given_back_to_who_paid(station: Station, paid: int) -> None:
    sides = reversals.booking(paid, station.worker).sides
    assert {side.person.name: side.minutes for side in sides} == {"张小梅": 45, "志愿者甲": -45}
    reversals.take_back(paid, station.worker, "记到别人名下了")
    db.session.commit()
    assert balances(station) == (100, 0)
    assert sum(db.session.scalars(select(LedgerAccount.balance))) == 0
    assert (figures.minutes_in(None), figures.minutes_out(None)) == (0, 0)
    told = db.session.scalars(select(Notice.person_id).where(Notice.text.startswith("储蓄卡上有一笔时长记错了")))
    assert set(told) == {station.resident_id, station.helper_ids[0]}


def test_it_is_taken_back_once_and_never_credited_again(station: Station, paid: int) -> None:
    reversals.take_back(paid, station.worker, "记到别人名下了")
    with pytest.raises(CannotTakeBack, match="已经冲正过"):
        reversals.take_back(paid, station.worker, "再来一次")
    hours.credit(db.session.scalars(select(Movement.service_record_id)).first())
    hours.credit_missing()
    station.work()
    assert balances(station) == (100, 0)


def test_a_reason_is_needed(station: Station, paid: int) -> None:
    with pytest.raises(CannotTakeBack, match="请写下为什么冲正"):
        reversals.take_back(paid, station.worker, " ")


def test_a_hold_is_not_taken_back_by_hand(station: Station, paid: int) -> None:
    with pytest.raises(Missing):
        reversals.booking(transfer_like("love_savings.hold:").id, station.worker)


def test_minutes_that_are_spent_are_not_taken_back(station: Station, paid: int) -> None:
    gifts.donate(station.helper(), 1, "", "d1")
    with pytest.raises(CannotTakeBack, match="已经用掉了一些"):
        reversals.take_back(paid, station.worker, "记到别人名下了")
    db.session.rollback()
    assert sum(db.session.scalars(select(Movement.minutes))) == 90


def test_a_gift_and_a_donation_are_taken_back(station: Station) -> None:
    put(station.resident_id, 100)
    gifts.give(station.resident, str(cards.card_for(station.helper_ids[0]).number), 30, "", "a1")
    gifts.donate(station.resident, 20, "", "d1")
    for key in db.session.scalars(select(LedgerTransfer.key).where(LedgerTransfer.key.startswith("love_savings.gift:"))).all():
        undone = transfer_like(key)
        made = reversals.take_back(undone.id, station.worker, "填错了")
        back = transfer_like(f"love_savings.reversal:{undone.id}")
        assert (back.reverses_id, made.transfer_id) == (undone.id, undone.id)
    assert balances(station) == (100, 0)


def test_a_grant_is_taken_back_and_nothing_of_it_goes_back_again(station: Station) -> None:
    make_aged(station.resident_id)
    grants.grant(station.resident_id, station.worker)
    reversals.take_back(transfer_like("love_savings.grant:").id, station.worker, "发错人了")
    given = db.session.scalars(select(Grant)).one()
    assert (cards.card_view(station.resident_id).balance, given.returned_minutes) == (0, 120)
    assert not grants.grant(station.resident_id, station.worker)


def test_a_worker_takes_back_neither_the_own_nor_another_grids_bookings(station: Station, paid: int) -> None:
    far = make_building(9)
    other = make_person("别的网格员", far)
    make_account(other, ("grid_worker", "grids", [far.grid_id]))
    for stranger in (station.actor(other.id), station.helper()):
        with pytest.raises(Missing):
            reversals.take_back(paid, stranger, "想改一改")
    put(station.worker_id, 50)
    gifts.give(station.worker, str(cards.card_for(station.resident_id).number), 30, "", "a1")
    with pytest.raises(CannotTakeBack, match="不能冲正自己卡上的账"):
        reversals.take_back(transfer_like("love_savings.gift:").id, station.worker, "后悔了")
