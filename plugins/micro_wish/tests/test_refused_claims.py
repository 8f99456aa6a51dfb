"""Who may claim, how much, and by when: what does not fit is refused in a sentence."""
from __future__ import annotations

from typing import Any

import pytest

from core.kernel.workflow import WorkflowRefused
from plugins.micro_wish.errors import AlreadyClaimed, BadDay, ClaimClosed, MayNotClaim, TooFewLeft
from plugins.micro_wish.services import claiming

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
