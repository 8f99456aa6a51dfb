"""The wish of the dead comes off the wall, what the dead claimed goes back to it, and nobody goes to their door."""
from __future__ import annotations

from typing import Any

import pytest

from core.api import PersonLeft, publish
from core.communities.services import community_today
from core.kernel.actor import SYSTEM
from core.people.models import Household, Person
from core.people.services import correct_death, mark_deceased, move_in, move_out
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import Team
from plugins.micro_wish.models import Claim, Report
from plugins.micro_wish.services import claiming, reporting

from .conftest import Station, in_days
from .test_straight_path import the, told

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
NO_VISIT = "您认领的心愿撤下了，请不要再上门，也不用再准备，谢谢您！"


def person(station: Station, who: str) -> Person:
    return db.session.get_one(Person, station.ids[who])


def bury(station: Station, who: str) -> None:
    mark_deceased(person(station, who), SYSTEM, on=community_today())
    station.work()


def claim() -> Claim:
    return db.session.query(Claim).one()


@pytest.mark.parametrize("to", ["collected", "verified", "published", "claimed", "prepared", "at_station"])
def test_an_open_wish_of_the_dead_is_withdrawn_whatever_had_been_done(station: Station, wished: Any, to: str) -> None:
    wish_id = wished(to=to)
    before = told(station.ids["resident"])
    bury(station, "resident")
    wish = the(wish_id)
    assert (wish.state, wish.why, wish.why_words, wish.taken) == ("withdrawn", "died", "居民已去世", 0)
    assert told(station.ids["resident"]) == before
    if to in ("claimed", "prepared", "at_station"):
        assert (claim().state, told(station.ids["helper"])[-1]) == ("ended", NO_VISIT)


def test_what_was_brought_in_time_is_still_confirmed_by_who_brought_it(station: Station, wished: Any) -> None:
    wish_id = wished(to="delivered")
    bury(station, "resident")
    assert the(wish_id).state == "delivered"


def test_told_twice_the_claimant_hears_it_once(station: Station, wished: Any) -> None:
    wished(to="claimed")
    bury(station, "resident")
    publish(PersonLeft(station.ids["resident"], "deceased"))
    station.work()
    assert told(station.ids["helper"]).count(NO_VISIT) == 1


def test_moving_away_withdraws_and_moving_inside_does_not(station: Station, wished: Any) -> None:
    wish_id = wished(to="claimed")
    there = make_person("远处居民", make_building(9))
    home = db.session.get_one(Household, there.household_id)
    move_in(person(station, "resident"), home, SYSTEM, on=community_today())
    station.work()
    assert (the(wish_id).state, claim().state) == ("claimed", "promised")
    move_out(person(station, "resident"), SYSTEM, on=community_today())
    station.work()
    assert (the(wish_id).state, the(wish_id).why, claim().state) == ("withdrawn", "moved", "ended")
    assert told(station.ids["resident"])[-1] == "您的心愿撤下了，有疑问请打电话问工作站。"


@pytest.mark.parametrize("to", ["claimed", "prepared"])
def test_what_the_dead_claimed_is_on_the_wall_again(station: Station, wished: Any, to: str) -> None:
    wish_id = wished(to=to)
    bury(station, "helper")
    assert (the(wish_id).state, the(wish_id).taken, claim().state) == ("published", 0, "left")
    assert told(station.ids["helper"]) == []
    publish(PersonLeft(station.ids["helper"], "deceased"))
    claiming.claim(1, station.actor("second"), promised_on=in_days(2))
    station.work()
    assert (the(wish_id).state, the(wish_id).taken) == ("claimed", 1)


def test_what_the_dead_had_brought_to_the_station_goes_on(station: Station, wished: Any) -> None:
    wish_id = wished(to="at_station")
    bury(station, "helper")
    assert (the(wish_id).state, claim().state) == ("at_station", "prepared")


def test_a_claimant_who_moves_away_keeps_the_promise(station: Station, wished: Any) -> None:
    wish_id = wished(to="claimed")
    move_out(person(station, "helper"), SYSTEM, on=community_today())
    station.work()
    assert (the(wish_id).state, claim().state) == ("claimed", "promised")


def test_a_teams_claim_goes_on_with_its_leader(station: Station, wished: Any) -> None:
    wish_id = wished(to="published")
    claiming.claim(1, station.actor("leader"), f"team:{station.ids['team']}", promised_on=in_days(2))
    db.session.get_one(Team, station.ids["team"]).leader_id = station.ids["second"]
    bury(station, "leader")
    assert (the(wish_id).state, claim().state, claim().person_id) == ("claimed", "promised", station.ids["second"])
    assert told(station.ids["second"]) == ["队里认领的一个心愿改由您负责，请看约好的日子。"]
    bury(station, "second")
    assert (the(wish_id).state, claim().state) == ("published", "left")


def test_a_dead_member_does_not_count_for_the_unit(station: Station) -> None:
    reporting.report_in(station.actor("member"), station.ids["unit"])
    db.session.commit()
    bury(station, "member")
    assert db.session.query(Report).one().state == "ended"


def test_a_death_that_was_taken_back_changes_nothing(station: Station, wished: Any) -> None:
    wish_id = wished(to="claimed")
    mark_deceased(person(station, "resident"), SYSTEM, on=community_today())
    correct_death(person(station, "resident"), SYSTEM, reason="登记错人")
    station.work()
    assert the(wish_id).state == "claimed"


def test_a_death_noted_while_the_service_was_off_withdraws_the_wish(station: Station, wished: Any, off_for_a_while: Any) -> None:
    wish_id = wished(to="claimed")
    with off_for_a_while("micro_wish"):
        mark_deceased(person(station, "resident"), SYSTEM, on=community_today())
    assert the(wish_id).state == "withdrawn"


def test_what_is_told_in_another_community_changes_nothing_here(station: Station, wished: Any, heard_elsewhere: Any) -> None:
    wish_id = wished(to="claimed")
    heard_elsewhere("micro_wish", PersonLeft(station.ids["resident"], "deceased"))
    db.session.expire_all()
    assert the(wish_id).state == "claimed"
