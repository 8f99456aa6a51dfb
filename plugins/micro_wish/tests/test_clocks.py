"""Time works by itself: reservations run out, late claims are reminded and go back, old wishes are filed away."""
from __future__ import annotations

from typing import Any

import pytest

from core.clock import now
from core.tenancy.session import db
from plugins.micro_wish.errors import MayNotClaim
from plugins.micro_wish.models import Claim
from plugins.micro_wish.services import claiming, handover

from .conftest import Station, in_days
from .test_straight_path import the, told

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
HOUR, DAY = 3600, 86_400


def test_a_reservation_runs_out_after_a_day_and_the_place_is_free(station: Station, wished: Any, later: Any) -> None:
    wish_id = wished(to="published")
    claiming.claim(1, station.helper)
    db.session.commit()
    assert the(wish_id).state == "reserved"
    later(seconds=25 * HOUR)
    station.work()
    assert (the(wish_id).state, the(wish_id).taken, db.session.query(Claim).one().state) == ("published", 0, "lapsed")
    assert told(station.ids["helper"]) == ["您认领的心愿到期没有办，已经放回心愿墙。"]


def test_who_let_a_reservation_lapse_sets_a_day_the_next_time(station: Station, wished: Any, later: Any) -> None:
    wished(to="published")
    claiming.claim(1, station.helper)
    db.session.commit()
    later(seconds=25 * HOUR)
    station.work()
    with pytest.raises(MayNotClaim, match="这次请直接写上"):
        claiming.claim(1, station.helper)
    assert claiming.claim(1, station.helper, promised_on=in_days(2)).state == "promised"


def test_the_place_is_free_in_time_even_while_the_worker_sleeps(station: Station, wished: Any, later: Any) -> None:
    wished(to="published", share="parts", parts=2)
    claiming.claim(1, station.helper)
    db.session.commit()
    later(seconds=25 * HOUR)
    assert claiming.claim(1, station.actor("second"), parts=2, promised_on=in_days(2)).state == "promised"


def test_a_late_claim_is_reminded_then_goes_back_to_the_wall(station: Station, wished: Any, later: Any) -> None:
    wish_id = wished(to="claimed")
    later(seconds=4.9 * DAY)
    station.work()
    assert (the(wish_id).state, db.session.query(Claim).one().state) == ("overdue", "overdue")
    assert told(station.ids["helper"]) == ["说好的日子过了，请尽快把心愿送来，或者改个日子，不然会放回心愿墙。"]
    later(seconds=12 * DAY)
    station.work()
    assert (the(wish_id).state, the(wish_id).taken, db.session.query(Claim).one().state) == ("published", 0, "lapsed")


def test_who_is_late_sets_another_day_or_is_ready_after_all(station: Station, wished: Any, later: Any) -> None:
    wish_id = wished(to="claimed")
    later(seconds=4.9 * DAY)
    station.work()
    claim = db.session.query(Claim).one()
    claiming.postpone(claim.id, station.helper, in_days(2), "快递晚了")
    assert (the(wish_id).state, claim.state) == ("claimed", "promised")
    later(seconds=9.8 * DAY)
    station.work()
    handover.prepare(wish_id, station.helper)
    assert (the(wish_id).state, claim.state) == ("prepared", "prepared")


def test_of_several_claimants_one_late_one_does_not_cost_the_others_their_share(
    station: Station, wished: Any, later: Any
) -> None:
    wish_id = wished(to="published", share="parts", parts=2)
    claiming.claim(1, station.helper, promised_on=in_days(1))
    claiming.claim(1, station.actor("second"), promised_on=in_days(20))
    db.session.commit()
    for days in (3, 10.5):
        later(seconds=days * DAY)
        station.work()
    assert (the(wish_id).state, the(wish_id).taken) == ("published", 1)
    assert [c.state for c in db.session.query(Claim).order_by(Claim.id)] == ["lapsed", "promised"]


def test_what_is_ready_and_does_not_come_is_asked_for_again_and_again(station: Station, wished: Any, later: Any) -> None:
    wish_id = wished(to="prepared")
    for days in (5, 7):
        later(seconds=days * DAY)
        station.work()
    assert the(wish_id).state == "prepared"
    assert told(station.ids["helper"]) == ["准备好的东西还没有送到，请送到站里，或者联系工作站上门取。"] * 2
    assert the(wish_id).due_at > now()


def test_a_wish_that_nobody_takes_is_taken_down_after_half_a_year(station: Station, wished: Any, later: Any) -> None:
    wish_id = wished(to="published", share="parts", parts=2)
    claiming.claim(1, station.helper, promised_on=in_days(1))
    db.session.commit()
    later(seconds=181 * DAY)
    station.work()
    assert (the(wish_id).state, the(wish_id).why) == ("expired", "expired")
    assert {c.state for c in db.session.query(Claim)} <= {"ended", "lapsed"}


def test_a_realised_wish_is_closed_by_itself(station: Station, wished: Any, later: Any) -> None:
    wish_id = wished(to="fulfilled")
    later(seconds=31 * DAY)
    station.work()
    assert the(wish_id).state == "closed"


def test_without_an_end_a_wish_stands_for_ever(station: Station, wished: Any) -> None:
    station.configure(open_days=0, close_days=0)
    assert the(wished(to="published")).due_at is None
    assert the(wished("书包", to="fulfilled")).due_at is None
