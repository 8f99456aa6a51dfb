"""A lost card is dead at once; its minutes are not."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.errors import Missing
from core.kernel.audit import AuditEntry
from core.tenancy.session import db
from core.testing_accounts import csrf_of, make_account, make_building, make_person
from plugins.love_savings.book_models import LostCard
from plugins.love_savings.errors import CardLost, NoSuchCard
from plugins.love_savings.services import cards, lost_cards, printing

from .conftest import Station
from .test_pages import post, text_of
from .test_straight_path import give as put


def test_number_and_code_are_dead_at_once_and_stay_so(station: Station) -> None:
    put(station.resident_id, 60)
    card = cards.card_for(station.resident_id)
    number, token = card.number, card.token
    for step, old in ((lost_cards.block, ()), (lost_cards.replace, (number,))):
        step(station.resident_id, station.resident, *old)
        for text in (str(number), token):
            with pytest.raises(CardLost, match="本人请换一张新卡"):
                cards.usable_card(text)


def test_the_new_card_has_another_number_and_code_and_the_same_minutes(station: Station) -> None:
    put(station.resident_id, 60)
    before = cards.card_for(station.resident_id)
    number, token, card_id = before.number, before.token, before.id
    lost_cards.block(station.resident_id, station.worker)
    card = lost_cards.replace(station.resident_id, station.worker, number)
    assert (card.id, card.number > number, card.token != token, card.blocked_at) == (card_id, True, True, None)
    assert cards.card_view(station.resident_id).balance == 60
    assert cards.person_of_token(card.token) == station.resident_id
    row = lost_cards.history(card.id)[0]
    assert (row.number, row.new_number, row.replaced_at is not None) == (number, card.number, True)


def test_reporting_twice_is_reporting_once_and_a_worn_card_is_replaced_without_it(station: Station) -> None:
    cards.card_for(station.resident_id)
    for _time in range(2):
        lost_cards.block(station.resident_id, station.resident)
    lost_cards.replace(station.resident_id, station.resident, 1)
    lost_cards.replace(station.resident_id, station.worker, 2)
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
    lost_cards.replace(station.resident_id, station.worker, 1)
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


def test_sending_the_form_twice_replaces_the_card_once(station: Station, browser: Any) -> None:
    card_id = cards.card_for(station.resident_id).id
    lost_cards.block(station.resident_id, station.resident)
    db.session.commit()
    resident, page = browser(station.resident_id), "/love-savings/card"
    form = csrf_of(resident, page)
    for _time in range(2):
        said = resident.post(f"{page}/replace", data={"csrf_token": form, "number": 1}, follow_redirects=True)
        assert "换好了，这是您的新卡。" in text_of(said)
    assert [row.new_number for row in lost_cards.history(card_id)] == [2]
    resident.post(f"{page}/replace", data={"csrf_token": form})
    with pytest.raises(NoSuchCard):
        lost_cards.replace(station.resident_id, station.resident, 7)
    db.session.expire_all()
    assert cards.usable_card("2").id == card_id


def test_the_desk_asks_before_a_valid_card_dies_and_twice_is_once(station: Station, browser: Any) -> None:
    card_id = cards.card_for(station.resident_id).id
    db.session.commit()
    worker, page = browser(station.worker_id), f"/love-savings/cards/{station.resident_id}"
    shown = text_of(worker.get(page))
    assert "No. 0001 还能用。换了以后，它的号码和二维码马上作废" in shown
    for step in ("lost", "replace"):
        before = shown[: shown.index(f"/do/{step}")]
        assert before.count('<details class="ask"') == before.count('</details>') + 1, step
    for _time in range(2):
        assert "新卡办好了，可以打印。" in text_of(post(worker, f"{page}/do/replace", page, number=1))
    db.session.expire_all()
    assert [row.new_number for row in lost_cards.history(card_id)] == [2]
    assert cards.usable_card("2").blocked_at is None
