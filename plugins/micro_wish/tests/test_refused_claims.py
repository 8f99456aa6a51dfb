"""Who may claim, how much, and by when: what does not fit is refused in a sentence."""
from __future__ import annotations

from typing import Any

import pytest

from core.errors import Missing
from core.kernel import audit
from core.kernel.workflow import WorkflowRefused
from plugins.micro_wish.errors import AlreadyClaimed, BadDay, ClaimClosed, MayNotClaim, TooFewLeft
from plugins.micro_wish.services import claiming, publishing

from .conftest import Station, in_days

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def test_what_is_taken_is_taken(station: Station, wished: Any) -> None:
    wished(to="claimed")
    with pytest.raises(AlreadyClaimed, match="刚刚被别人认领"):
        claiming.claim(1, station.actor("second"), promised_on=in_days(1))


def test_shares_are_neither_too_many_nor_too_small(station: Station, wished: Any) -> None:
    wished(to="published", share="fen", limit_fen=10_000)
    with pytest.raises(TooFewLeft, match="只剩 100 元"):
        claiming.claim(1, station.helper, parts=10_001)
    for parts in (999, 0, -5):
        with pytest.raises(MayNotClaim, match="至少 10 元"):
            claiming.claim(1, station.helper, parts=parts)
    claiming.claim(1, station.helper, parts=9_500)
    # What is left may be less than the smallest share.
    claiming.claim(1, station.actor("second"), parts=500)


def test_nobody_claims_the_own_wish_twice_or_in_a_foreign_name(station: Station, wished: Any) -> None:
    wished(to="published", share="parts", parts=5)
    with pytest.raises(MayNotClaim, match="您自己的心愿"):
        claiming.claim(1, station.resident)
    claiming.claim(1, station.helper)
    with pytest.raises(MayNotClaim, match="已经认领"):
        claiming.claim(1, station.helper)
    for party in (f"team:{station.ids['team']}", f"unit:{station.ids['unit']}", f"member:{station.ids['unit']}", "king"):
        with pytest.raises(MayNotClaim, match="不能用这个名义"):
            claiming.claim(1, station.actor("second"), party)


def test_who_may_claim_is_the_communitys_decision(station: Station, wished: Any) -> None:
    wished(to="published")
    station.configure(who="organisations")
    with pytest.raises(MayNotClaim, match="不能用这个名义"):
        claiming.claim(1, station.helper)
    station.configure(who="helpers")
    assert claiming.parties_of(station.helper) == []
    assert claiming.claim(1, station.actor("leader"), f"team:{station.ids['team']}").party == "team"


def test_one_person_holds_only_so_many_wishes(station: Station, wished: Any) -> None:
    station.configure(claims_most=1)
    wished("甲", to="published")
    wished("乙", to="published")
    claiming.claim(1, station.helper)
    with pytest.raises(MayNotClaim, match="手上已经有 1 个心愿"):
        claiming.claim(2, station.helper)


@pytest.mark.parametrize("days", [-1, 31])
def test_the_promised_day_is_neither_past_nor_far_away(station: Station, wished: Any, days: int) -> None:
    wished(to="published")
    with pytest.raises(BadDay, match="30 天以内"):
        claiming.claim(1, station.helper, promised_on=in_days(days))


def test_a_claim_that_was_given_back_is_closed(station: Station, wished: Any) -> None:
    wished(to="published")
    made = claiming.claim(1, station.helper)
    with pytest.raises(WorkflowRefused, match="原因"):
        claiming.leave(made.id, station.helper, " ")
    claiming.leave(made.id, station.helper, "忙")
    for step in (
        lambda: claiming.leave(made.id, station.helper, "忙"), lambda: claiming.promise(made.id, station.helper, in_days(1)),
        lambda: claiming.postpone(made.id, station.helper, in_days(1), "忙"),
    ):
        with pytest.raises(ClaimClosed):
            step()


def test_the_station_notes_a_claim_at_the_counter(station: Station, wished: Any) -> None:
    wish_id = wished(to="published", share="parts", parts=4)
    unit, team = f"unit:{station.ids['unit']}", f"team:{station.ids['team']}"
    by_unit = claiming.claim_for(wish_id, station.worker, unit, None, 1, in_days(2), "王主任来的")
    by_team = claiming.claim_for(wish_id, station.worker, team, None, 1, in_days(2))
    by_person = claiming.claim_for(wish_id, station.worker, "person", station.ids["second"], 1, in_days(2))
    assert [c.person_id for c in (by_unit, by_team, by_person)] == [
        station.ids["worker"], station.ids["leader"], station.ids["second"],
    ]
    noted = [entry.acting_for_id for entry in audit.entries(action="micro_wish.claim_for").items]
    assert sorted(noted) == sorted([station.ids["leader"], station.ids["second"]])
    assert (by_unit.words, by_unit.state, by_unit.unit_id) == ("王主任来的", "promised", station.ids["unit"])
    with pytest.raises(MayNotClaim, match="姓名或门牌"):
        claiming.claim_for(wish_id, station.worker, "person", None, 1, in_days(2))
    with pytest.raises(MayNotClaim, match="不能用这个名义"):
        claiming.claim_for(wish_id, station.worker, "king", None, 1, in_days(2))
    # A unit claims once, whoever comes in its name.
    with pytest.raises(MayNotClaim, match="已经认领"):
        claiming.claim(1, station.actor("contact"), unit)
    with pytest.raises(Missing):
        claiming.claim_for(wish_id, station.helper, "person", station.ids["second"], 1, in_days(2))


def test_what_nobody_claimed_is_taken_down_put_right_and_keeps_its_number(station: Station, wished: Any) -> None:
    wish_id = wished(to="published", share="parts", parts=2)
    publishing.recall(wish_id, station.worker)
    terms = publishing.Terms("一副 250 度的老花镜", "老人", 9000)
    assert publishing.publish(wish_id, station.worker, terms).number == 1
    claiming.claim(1, station.helper)
    wish_id = wished("书包", to="published", share="parts", parts=2)
    claiming.claim(2, station.actor("second"))
    with pytest.raises(WorkflowRefused, match="已经有人认领了一份"):
        publishing.recall(wish_id, station.worker)
