"""Nobody goes to the door of the dead, nobody waits for a dead volunteer, and a dead person's card opens nothing."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.api import PersonLeft, local_day, publish
from core.clock import now
from core.kernel.actor import SYSTEM
from core.kernel.ledger import balance
from core.kernel.occupancy import OccupiedQuarter
from core.people.models import Household, Person
from core.people.services import correct_death, mark_deceased, move_in, move_out
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from plugins.love_savings.errors import CardLost
from plugins.love_savings.models import Request
from plugins.love_savings.services import answering, cards, credit_lines, dispatching, lost_cards, serving

from .conftest import Station, make_aged
from .test_refusals import offered, state, told
from .test_split_days import paused
from .test_straight_path import accepted, give, offers, served

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
NO_VISIT = "一单服务取消了，请不要再上门。"


def person(person_id: int) -> Person:
    return db.session.get_one(Person, person_id)


def bury(station: Station, person_id: int) -> None:
    mark_deceased(person(person_id), SYSTEM, on=local_day(now()))
    station.work()


def busy() -> int:
    return db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) or 0


def test_an_accepted_request_of_the_dead_is_called_off_and_everything_set_aside_is_free(station: Station, asked: Any) -> None:
    station.configure(payer="card")
    give(station.resident_id, 100)
    request = accepted(station, asked())
    before = told(station.resident_id)
    assert (request.state, request.held_minutes, busy()) == ("accepted", 60, 4)
    bury(station, station.resident_id)
    publish(PersonLeft(station.resident_id, "deceased"))
    station.work()
    request = db.session.get_one(Request, request.id)
    assert (request.state, request.closing_note, request.cancelled_by, busy()) == ("cancelled", "求助的居民已去世", "station", 0)
    assert (balance(cards.find_card(station.resident_id).account_id), request.held_minutes) == (100, 0)
    assert offers(request.id, "accepted") == []
    assert (told(station.resident_id), told(station.helper_ids[0])[-1]) == (before, NO_VISIT)
    assert told(station.helper_ids[0]).count(NO_VISIT) == 1


@pytest.mark.parametrize("how_far", ["submitted", "verified", "offered"])
def test_a_request_that_nobody_took_yet_is_called_off_with_its_invitations(station: Station, asked: Any, how_far: str) -> None:
    request_id = asked()
    if how_far == "verified":
        dispatching.verify(request_id, station.worker)
    if how_far == "offered":
        offered(station, request_id)
    assert state(request_id) == how_far
    bury(station, station.resident_id)
    assert (state(request_id), offers(request_id)) == ("cancelled", [])


def test_what_was_done_for_the_dead_counts_and_the_helper_does_not_come_again(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = paused(station, asked, clock_at)
    bury(station, station.resident_id)
    request = db.session.get_one(Request, request.id)
    assert (request.state, request.minutes, busy()) == ("done", 50, 0)
    assert told(station.helper_ids[0])[-1] == "一单服务到此为止，请不要再上门。做过的时长照样记。"


def test_work_that_goes_on_or_is_done_is_left_to_its_end(station: Station, asked: Any, clock_at: Any) -> None:
    done, going = accepted(station, asked(9)), accepted(station, asked(16))
    served(station, done.id, clock_at)
    clock_at(going.starts_at)
    serving.check_in(going.id, station.helper())
    bury(station, station.resident_id)
    assert (state(done.id), state(going.id)) == ("done", "in_service")


def test_instead_of_a_dead_volunteer_the_next_ones_are_asked(station: Station, asked: Any) -> None:
    station.configure(offer_size=1, later_offer_size=1)
    request = accepted(station, asked())
    bury(station, station.helper_ids[0])
    request = db.session.get_one(Request, request.id)
    assert (request.state, request.helper_id, busy()) == ("offered", None, 0)
    assert [offer.person_id for offer in offers(request.id)] == [station.helper_ids[1]]
    assert told(station.resident_id)[-1] == "原来答应的志愿者来不了，工作站在找别人。"
    assert "您不用去了" not in "".join(told(station.helper_ids[0]))
    publish(PersonLeft(station.helper_ids[0], "deceased"))
    station.work()
    assert [offer.person_id for offer in offers(request.id)] == [station.helper_ids[1]]


def test_an_invitation_that_the_dead_cannot_answer_ends_and_the_search_goes_on(station: Station, asked: Any) -> None:
    station.configure(offer_size=1, later_offer_size=1)
    request_id = asked()
    first = offered(station, request_id)[0]
    assert first.person_id == station.helper_ids[0]
    bury(station, station.helper_ids[0])
    assert first.state == "withdrawn"
    assert [offer.person_id for offer in offers(request_id)] == [station.helper_ids[1]]


def test_while_others_may_still_answer_nobody_else_is_asked(station: Station, asked: Any) -> None:
    request_id = asked()
    offered(station, request_id)
    bury(station, station.helper_ids[0])
    assert [offer.person_id for offer in offers(request_id)] == station.helper_ids[1:3]
    assert answering.accept(offers(request_id)[0].id, station.helper(1)).state == "accepted"


def test_what_a_dead_volunteer_had_done_counts_and_others_are_asked_for_the_rest(
    station: Station, asked: Any, clock_at: Any
) -> None:
    request = paused(station, asked, clock_at)
    bury(station, station.helper_ids[0])
    request = db.session.get_one(Request, request.id)
    assert (request.state, request.minutes, request.helper_id) == ("done", 50, station.helper_ids[0])
    rest = db.session.scalars(select(Request).where(Request.first_id == request.id, Request.turn == 2)).one()
    assert (rest.state, rest.helper_id, rest.person_id) == ("offered", None, station.resident_id)
    assert station.helper_ids[0] not in [offer.person_id for offer in offers(rest.id)]
    assert told(station.resident_id)[-1] == "没做完的另请人来做，请看新约的时间；不用再来就请取消。"


def test_the_card_of_the_dead_opens_nothing_and_keeps_its_minutes(station: Station) -> None:
    give(station.resident_id, 100)
    make_aged(station.resident_id)
    credit_lines.open_line(station.resident_id, station.worker, 90, "独居")
    card = cards.find_card(station.resident_id)
    before = told(station.resident_id)
    bury(station, station.resident_id)
    publish(PersonLeft(station.resident_id, "deceased"))
    station.work()
    with pytest.raises(CardLost):
        cards.usable_card(str(card.number))
    assert (balance(card.account_id), credit_lines.open_line_of(card.id)) == (100, None)
    assert (len(lost_cards.history(card.id)), told(station.resident_id)) == (1, before)
    correct_death(person(station.resident_id), SYSTEM, reason="登记错人")
    again = lost_cards.replace(station.resident_id, station.worker, card.number)
    assert cards.usable_card(str(again.number)).id == card.id


def test_moving_away_calls_off_and_says_so_and_moving_inside_does_not(station: Station, asked: Any) -> None:
    request = accepted(station, asked())
    there = make_person("远处居民", make_building(9))
    move_in(person(station.resident_id), db.session.get_one(Household, there.household_id), SYSTEM, on=local_day(now()))
    station.work()
    assert state(request.id) == "accepted"
    move_out(person(station.resident_id), SYSTEM, on=local_day(now()))
    station.work()
    assert (state(request.id), told(station.helper_ids[0])[-1]) == ("cancelled", NO_VISIT)
    assert told(station.resident_id)[-1] == "工作站撤销了您的一个请求，有疑问请打电话问。"


def test_a_volunteer_who_moves_away_comes_as_promised(station: Station, asked: Any) -> None:
    request = accepted(station, asked())
    give(station.helper_ids[0], 30)
    move_out(person(station.helper_ids[0]), SYSTEM, on=local_day(now()))
    station.work()
    assert (state(request.id), cards.find_card(station.helper_ids[0]).blocked_at) == ("accepted", None)


def test_a_death_that_was_taken_back_calls_nothing_off(station: Station, asked: Any) -> None:
    request = accepted(station, asked())
    mark_deceased(person(station.resident_id), SYSTEM, on=local_day(now()))
    correct_death(person(station.resident_id), SYSTEM, reason="登记错人")
    station.work()
    assert state(request.id) == "accepted"


def test_a_death_noted_while_the_service_was_off_calls_the_request_off(station: Station, asked: Any, off_for_a_while: Any) -> None:
    request = accepted(station, asked())
    with off_for_a_while("love_savings"):
        mark_deceased(person(station.resident_id), SYSTEM, on=local_day(now()))
    assert state(request.id) == "cancelled"


def test_what_is_told_in_another_community_calls_nothing_off_here(station: Station, asked: Any, heard_elsewhere: Any) -> None:
    request = accepted(station, asked())
    heard_elsewhere("love_savings", PersonLeft(station.resident_id, "deceased"))
    db.session.expire_all()
    assert state(request.id) == "accepted"
