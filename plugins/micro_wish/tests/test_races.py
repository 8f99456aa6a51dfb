"""At once, in threads, on both databases: exactly one wins, the others get a sentence."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.tenancy.session import db
from plugins.micro_wish.errors import AlreadyClaimed, CannotWish, CardKnown, MayNotClaim, TooFewLeft
from plugins.micro_wish.models import Claim, Wish
from plugins.micro_wish.services import claiming, collecting, handover, publishing, reporting
from tests.racing import at_once

from .conftest import Station, in_days
from .test_straight_path import the

WHO = ("helper", "second", "leader", "contact")


@pytest.mark.peer("CVE-2023-47634")
def test_of_four_who_want_the_last_wish_one_gets_it(station: Station, wished: Any, community: Any) -> None:
    wish_id = wished(to="published")

    def work(number: int) -> int:
        return int(claiming.claim(1, station.actor(WHO[number]), promised_on=in_days(1)).id)

    said = at_once(station.app, community, work, "INSERT INTO micro_wish_claim")
    db.session.expire_all()
    assert sorted(map(str, said))[1:] == [str(AlreadyClaimed)] * 3
    assert db.session.scalar(select(func.count()).select_from(Claim)) == 1
    assert (the(wish_id).state, the(wish_id).taken) == ("claimed", 1)


def test_the_last_share_is_taken_once(station: Station, wished: Any, community: Any) -> None:
    wish_id = wished(to="published", share="parts", parts=3)
    claiming.claim(1, station.worker, parts=2, promised_on=in_days(1))
    db.session.commit()
    said = at_once(
        station.app, community, lambda n: claiming.claim(1, station.actor(WHO[n]), parts=1).id, "INSERT INTO micro_wish_claim"
    )
    db.session.expire_all()
    assert len([one for one in said if one is AlreadyClaimed]) == 3
    assert (the(wish_id).state, the(wish_id).taken) == ("reserved", 3)


def test_amounts_never_add_up_to_more_than_the_wish(station: Station, wished: Any, community: Any) -> None:
    wish_id = wished(to="published", share="fen", limit_fen=10_000)
    said = at_once(
        station.app, community, lambda n: claiming.claim(1, station.actor(WHO[n]), parts=4_000).id, "INSERT INTO micro_wish_claim"
    )
    db.session.expire_all()
    assert len([one for one in said if one is TooFewLeft]) == 2
    assert the(wish_id).taken == 8_000


def test_one_who_leaves_while_another_comes_leaves_no_place_empty_or_double(
    station: Station, wished: Any, community: Any
) -> None:
    wish_id = wished(to="published")
    held = claiming.claim(1, station.helper).id
    db.session.commit()

    def work(number: int) -> Any:
        if number == 0:
            return claiming.leave(held, station.actor("helper"), "忙").id
        return claiming.claim(1, station.actor(WHO[number])).id

    at_once(station.app, community, work, "INSERT INTO micro_wish_claim")
    db.session.expire_all()
    live = db.session.scalars(select(Claim.parts).where(Claim.state == "reserved")).all()
    assert (the(wish_id).taken, the(wish_id).state) == ((1, "reserved") if live else (0, "published"))
    assert len(live) <= 1


def test_numbers_on_the_wall_are_given_once(station: Station, wished: Any, community: Any) -> None:
    ids = [wished(f"书包{n}", to="verified", who=who) for n, who in enumerate(("resident", "resident", "neighbour", "neighbour"))]
    terms = publishing.Terms("书包", "儿童", 5000)
    at_once(
        station.app, community, lambda n: publishing.publish(ids[n], station.actor("worker"), terms).number,
        "INSERT INTO micro_wish_counter",
    )
    db.session.expire_all()
    assert sorted(db.session.scalars(select(Wish.number))) == [1, 2, 3, 4]


def test_a_card_entered_twice_at_once_is_one_wish(station: Station, community: Any) -> None:
    def work(number: int) -> int:
        made = collecting.collect(
            station.actor("worker"), station.ids["resident"], title="书包", kind="goods", card="A-1"
        )
        return int(made.id)

    said = at_once(station.app, community, work, "INSERT INTO micro_wish_wish")
    assert len([one for one in said if one is CardKnown]) == 3


def test_four_wishes_at_once_leave_no_more_than_three_open(station: Station, wished: Any, community: Any) -> None:
    wished("第一个心愿"), wished("第二个心愿")
    db.session.commit()

    def work(number: int) -> str:
        return collecting.collect(station.resident, station.ids["resident"], title=f"再来 {number}", kind="goods").state

    said = at_once(station.app, community, work, "INSERT INTO micro_wish_wish")
    assert sorted(map(str, said)) == [str(CannotWish)] * 3 + ["collected"]


def test_four_claims_at_once_leave_no_more_in_ones_hands_than_allowed(station: Station, wished: Any, community: Any) -> None:
    station.configure(claims_most=1)
    for who in ("resident", "neighbour", "second", "leader"):
        wished(to="published", who=who)
    db.session.commit()
    said = at_once(station.app, community, lambda n: claiming.claim(n + 1, station.helper).state, "INSERT INTO micro_wish_claim")
    assert sorted(map(str, said)) == [str(MayNotClaim)] * 3 + ["reserved"]


def test_two_hand_overs_at_once_are_one(station: Station, wished: Any, community: Any) -> None:
    wish_id = wished(to="at_station")
    pin = handover.new_pin(wish_id, station.resident)
    db.session.commit()
    said = at_once(
        station.app, community, lambda n: handover.hand_over(wish_id, station.actor("worker"), pin=pin).proof, "UPDATE micro_wish_wish"
    )
    db.session.expire_all()
    assert said.count("pin") == 1
    assert db.session.scalars(select(Claim.state)).all() == ["kept"]


def test_a_person_who_reports_in_twice_at_once_has_one_report(station: Station, community: Any) -> None:
    said = at_once(
        station.app, community, lambda n: reporting.report_in(station.actor("member"), station.ids["unit"]).id,
        "INSERT INTO micro_wish_report",
    )
    assert len({one for one in said if isinstance(one, int)}) == 1


def test_who_gives_it_back_while_the_station_takes_it_in_does_one_or_the_other(
    station: Station, wished: Any, community: Any
) -> None:
    wish_id = wished(to="prepared")
    claim_id = db.session.scalar(select(Claim.id))
    db.session.commit()

    def work(number: int) -> Any:
        if number % 2:
            return handover.receive(wish_id, station.actor("worker")).state
        return claiming.leave(claim_id, station.actor("helper"), "坏了").state

    said = at_once(station.app, community, work, "UPDATE micro_wish_")
    db.session.expire_all()
    assert len([one for one in said if isinstance(one, str)]) == 1
    claimed = db.session.scalars(select(Claim.state)).all()
    assert (the(wish_id).state, claimed) in [("at_station", ["prepared"]), ("published", ["left"])]


def test_two_sharers_who_are_ready_at_once_make_the_wish_ready(station: Station, wished: Any, community: Any) -> None:
    wish_id = wished(to="published", share="parts", parts=2)
    for who in ("helper", "second"):
        claiming.claim(1, station.actor(who), promised_on=in_days(1))
    db.session.commit()
    at_once(
        station.app, community, lambda n: handover.prepare(wish_id, station.actor(WHO[n % 2])).state, "UPDATE micro_wish_"
    )
    db.session.expire_all()
    assert (the(wish_id).state, set(db.session.scalars(select(Claim.state)))) == ("prepared", {"prepared"})
