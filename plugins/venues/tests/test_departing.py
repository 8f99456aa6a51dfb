"""What the dead booked is free for others, their team's bookings go on, and nothing is written to them."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from core.api import PersonLeft, local_day, publish
from core.clock import now
from core.communities.services import current_community
from core.kernel.actor import SYSTEM
from core.people.models import Household, Person
from core.people.services import correct_death, mark_deceased, move_in, move_out
from core.pluginsystem import dispatch
from core.tenancy.session import db
from core.testing_accounts import make_building, make_person
from core.volunteers.models import Team
from plugins.venues.models import Booking, VenueRules
from plugins.venues.services import arriving

from .conftest import Centre, at, state
from .test_straight_path import told, uses

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def bury(centre: Centre, person_id: int) -> None:
    mark_deceased(db.session.get_one(Person, person_id), SYSTEM, on=local_day(now()))
    centre.work()


def test_what_the_dead_booked_is_cancelled_and_the_next_in_line_comes(centre: Centre, book: Any) -> None:
    mine, asked = book(centre.room_id), book(centre.hall_id, hour=14)
    next_one = book(centre.room_id, person_id=centre.neighbour_id, wait=True)
    assert [state(one) for one in (mine, asked, next_one)] == ["approved", "requested", "waiting"]
    bury(centre, centre.resident_id)
    centre.work()  # the place that became free is an event of its own
    assert [state(one) for one in (mine, asked, next_one)] == ["cancelled", "cancelled", "approved"]
    assert db.session.get_one(Booking, mine).closing_note == "本人已去世"
    assert told(centre.resident_id) == []
    assert uses() == ["棋牌书画"]


def test_told_twice_nothing_more_happens(centre: Centre, book: Any) -> None:
    mine = book(centre.room_id)
    bury(centre, centre.resident_id)
    later = book(centre.room_id, person_id=centre.neighbour_id)
    publish(PersonLeft(centre.resident_id, "deceased"))
    centre.work()
    assert [state(one) for one in (mine, later)] == ["cancelled", "approved"]


def test_who_is_in_the_room_and_what_is_over_stays(centre: Centre, book: Any, clock_at: Any) -> None:
    centre.configure(release_minutes=0)
    over, inside = book(centre.room_id), book(centre.room_id, hour=14)
    clock_at(at(14))
    arriving.check_in(inside, centre.resident, centre.code(centre.room_id))
    db.session.commit()
    publish(PersonLeft(centre.resident_id, "deceased"))
    db.session.get_one(Person, centre.resident_id).deceased_on = local_day(now())
    centre.work()
    assert (state(over), state(inside)) == ("approved", "checked_in")


def test_a_death_that_was_taken_back_cancels_nothing(centre: Centre, book: Any) -> None:
    mine, person = book(centre.room_id), db.session.get_one(Person, centre.resident_id)
    mark_deceased(person, SYSTEM, on=local_day(now()))
    correct_death(person, SYSTEM, reason="登记错人")
    centre.work()
    assert state(mine) == "approved"


def test_a_death_noted_while_the_service_was_off_cancels_when_it_is_on_again(
    centre: Centre, book: Any, off_for_a_while: Any
) -> None:
    mine = book(centre.room_id)
    with off_for_a_while("venues"):
        mark_deceased(db.session.get_one(Person, centre.resident_id), SYSTEM, on=local_day(now()))
    assert state(mine) == "cancelled"


def test_moving_away_cancels_and_says_so_and_moving_inside_does_not(centre: Centre, book: Any) -> None:
    mine, person = book(centre.room_id), db.session.get_one(Person, centre.resident_id)
    there = make_person("远处居民", make_building(9))
    move_in(person, db.session.get_one(Household, there.household_id), SYSTEM, on=local_day(now()))
    centre.work()
    assert state(mine) == "approved"
    move_out(person, SYSTEM, on=local_day(now()))
    centre.work()
    assert (state(mine), db.session.get_one(Booking, mine).closing_note) == ("cancelled", "本人已迁出社区")
    assert told(centre.resident_id) == ["您已迁出社区，以后的场地预约替您取消了。"]


def test_a_teams_booking_goes_on_with_its_leader(centre: Centre, book: Any) -> None:
    for_team = book(centre.stage_id, person_id=centre.leader_id, team_id=centre.team_id)
    move_out(db.session.get_one(Person, centre.leader_id), SYSTEM, on=local_day(now()))
    centre.work()
    assert state(for_team) == "approved"  # who lives elsewhere still leads the team
    db.session.get_one(Team, centre.team_id).leader_id = centre.neighbour_id
    bury(centre, centre.leader_id)
    booking = db.session.get_one(Booking, for_team)
    assert (booking.state, booking.person_id, uses()) == ("approved", centre.neighbour_id, ["夕阳红歌队 · 棋牌书画"])
    assert told(centre.neighbour_id) == ["队里的一个场地预约改由您负责，请到时签到；用不上请取消。"]


def test_a_teams_booking_ends_with_the_leader_where_nobody_took_over(centre: Centre, book: Any) -> None:
    for_team = book(centre.stage_id, person_id=centre.leader_id, team_id=centre.team_id)
    bury(centre, centre.leader_id)
    assert (state(for_team), uses()) == ("cancelled", [])


def test_a_key_that_the_dead_held_is_a_hint_until_somebody_else_has_it(centre: Centre) -> None:
    assert dispatch.ask("hints", current_community()) == []
    bury(centre, centre.worker_id)
    (hint,) = dispatch.ask("hints", current_community())
    assert str(hint.text) == "多功能厅拿钥匙的人已去世，请换一位来开门。"
    assert (hint.endpoint, hint.values) == ("venues.edit_rules", {"place_id": centre.hall_id})
    rules = db.session.scalars(select(VenueRules).where(VenueRules.place_id == centre.hall_id)).one()
    rules.keyholder_id = centre.neighbour_id
    db.session.flush()
    assert dispatch.ask("hints", current_community()) == []


def test_what_is_told_in_another_community_cancels_nothing_here(centre: Centre, book: Any, heard_elsewhere: Any) -> None:
    mine = book(centre.room_id)
    heard_elsewhere("venues", PersonLeft(centre.resident_id, "deceased"))
    assert state(mine) == "approved"
