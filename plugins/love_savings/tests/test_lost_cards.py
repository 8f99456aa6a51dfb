"""A lost card is dead at once; its minutes are not."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from core.errors import Missing
from core.kernel.audit import AuditEntry
from core.tenancy.session import db
from core.testing_accounts import make_account, make_building, make_person
from plugins.love_savings.book_models import LostCard
from plugins.love_savings.errors import CardLost
from plugins.love_savings.services import cards, lost_cards, printing

from .conftest import Station
from .test_straight_path import give as put


def test_number_and_code_are_dead_at_once_and_stay_so(station: Station) -> None:
    put(station.resident_id, 60)
    card = cards.card_for(station.resident_id)
    number, token = card.number, card.token
    for step in (lost_cards.block, lost_cards.replace):
        step(station.resident_id, station.resident)
        for text in (str(number), token):
            with pytest.raises(CardLost, match="本人请换一张新卡"):
                cards.usable_card(text)


def test_the_new_card_has_another_number_and_code_and_the_same_minutes(station: Station) -> None:
    put(station.resident_id, 60)
    before = cards.card_for(station.resident_id)
    number, token, card_id = before.number, before.token, before.id
    lost_cards.block(station.resident_id, station.worker)
    card = lost_cards.replace(station.resident_id, station.worker)
    assert (card.id, card.number > number, card.token != token, card.blocked_at) == (card_id, True, True, None)
    assert cards.card_view(station.resident_id).balance == 60
    assert cards.person_of_token(card.token) == station.resident_id
    row = lost_cards.history(card.id)[0]
    assert (row.number, row.new_number, row.replaced_at is not None) == (number, card.number, True)


def test_reporting_twice_is_reporting_once_and_a_worn_card_is_replaced_without_it(station: Station) -> None:
    cards.card_for(station.resident_id)
    for _time in range(2):
        lost_cards.block(station.resident_id, station.resident)
    lost_cards.replace(station.resident_id, station.resident)
    lost_cards.replace(station.resident_id, station.worker)
    numbers = db.session.execute(select(LostCard.number, LostCard.new_number).order_by(LostCard.id)).all()
    assert [tuple(row) for row in numbers] == [(1, 2), (2, 3)]
    said = [e.action for e in db.session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "love_savings_card"))]
    assert sorted(said) == ["love_savings.block_card"] * 2 + ["love_savings.replace_card"] * 2


def test_a_lost_card_is_not_printed_and_the_new_one_is(station: Station) -> None:
    card = cards.card_for(station.resident_id)
    printing.sheets([card.id], station.worker)
    lost_cards.block(station.resident_id, station.worker)
    with pytest.raises(printing.NobodyTicked):
        printing.sheets([card.id], station.worker)
    lost_cards.replace(station.resident_id, station.worker)
    assert [row.number for row in printing.printable(station.worker, "new", 1).rows] == [2]
    assert [[paper.number for paper in sheet] for sheet in printing.sheets([card.id], station.worker)] == [["0002"]]


def test_only_the_holder_and_workers_of_the_grid_block_a_card(station: Station) -> None:
    cards.card_for(station.resident_id)
    far = make_building(9)
    other = make_person("别的网格员", far)
    make_account(other, ("grid_worker", "grids", [far.grid_id]))
    for stranger in (station.helper(), station.actor(other.id)):
        with pytest.raises(Missing):
            lost_cards.block(station.resident_id, stranger)
    assert cards.usable_card("1").person_id == station.resident_id
    with pytest.raises(Missing, match="先办一张"):
        lost_cards.block(station.worker_id, station.worker)
