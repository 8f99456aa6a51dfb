"""Who lives where, and who is counted."""
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from core.clock import now, today
from core.communities.models import Community
from core.communities.services import bump_version, community_today
from core.errors import BadEntry
from core.grids.models import Building
from core.kernel.actor import SYSTEM
from core.kernel.audit import entries
from core.people.errors import NotLivingHere
from core.people.models import HouseholdAid, Person, Residence
from core.people.services import (
    Living,
    aided,
    end_aid,
    grant_aid,
    households,
    living_by_building,
    mark_deceased,
    members,
    move_in,
    move_out,
    open_household,
    register_hukou,
    register_person,
    residents,
    set_head,
)
from core.tenancy.session import use
from tests.people.households import MOVED_IN, add_building, add_grid, household_in, resident, room_of

LATER = MOVED_IN + timedelta(days=400)


@pytest.fixture
def building(inside: Any) -> Building:
    return add_building(3, add_grid("001"))


def test_a_registered_person_is_no_resident(building: Building) -> None:
    register_person(name="韦秀兰", actor=SYSTEM)
    assert (residents(), households()) == (0, 0)


def test_moving_in_makes_a_resident_of_room_and_building(building: Building) -> None:
    home = household_in(building)
    person = resident("韦秀兰", home)
    assert (person.household_id, person.room_id, person.building_id) == (home.id, home.room_id, building.id)
    assert (residents(), households()) == (1, 1)


def test_children_count_like_everybody(building: Building) -> None:
    home = household_in(building)
    resident("韦秀兰", home)
    resident("韦小宝", home, "child", birth_date=community_today(), consented=True)
    assert (residents(), households()) == (2, 1)


def test_an_empty_household_is_not_counted(building: Building) -> None:
    household_in(building)
    assert households() == 0


def test_who_moved_out_is_not_counted(building: Building) -> None:
    person = resident("韦秀兰", household_in(building))
    move_out(person, SYSTEM, on=LATER)
    assert (residents(), households()) == (0, 0)
    assert (person.household_id, person.room_id, person.building_id) == (None, None, None)


def test_the_deceased_are_not_counted(building: Building) -> None:
    home = household_in(building)
    person = resident("韦秀兰", home)
    resident("韦小宝", home, "child")
    mark_deceased(person, SYSTEM, on=LATER)
    assert (residents(), households(), person.deceased_on) == (1, 1, LATER)


def test_a_deceased_person_still_entered_in_a_household_is_not_counted(inside: Any, building: Building) -> None:
    person = resident("韦秀兰", household_in(building))
    person.deceased_on = LATER
    inside.flush()
    assert (residents(), households()) == (0, 0)


def test_the_years_after_a_death_do_not_count_a_stay_that_nobody_ended(inside: Any, building: Building) -> None:
    person = resident("韦秀兰", household_in(building))
    person.deceased_on = date(2022, 3, 1)
    inside.flush()
    assert [(residents(year), households(year)) for year in (2021, 2022, 2023)] == [(1, 1), (0, 0), (0, 0)]


def test_who_only_keeps_the_hukou_here_is_not_counted(building: Building) -> None:
    home = household_in(building)
    person = register_person(name="韦秀兰", actor=SYSTEM)
    register_hukou(person, home, SYSTEM, on=MOVED_IN)
    assert (residents(), households()) == (0, 0)


def test_moving_inside_the_community_counts_once(inside: Any, building: Building) -> None:
    old, new = household_in(building), household_in(building, "202")
    person = resident("韦秀兰", old)
    move_in(person, new, SYSTEM, relation="head", on=LATER)
    assert (residents(), households(), person.household_id) == (1, 1, new.id)
    stays = inside.execute(
        select(Residence.household_id, Residence.moved_in_on, Residence.moved_out_on, Residence.end_reason)
        .where(Residence.person_id == person.id)
        .order_by(Residence.moved_in_on)
    ).all()
    assert stays == [(old.id, MOVED_IN, LATER, "moved_inside"), (new.id, LATER, None, "")]


def test_residents_of_a_past_year_are_who_lived_here_at_its_end(building: Building) -> None:
    person = resident("韦秀兰", household_in(building))
    move_out(person, SYSTEM, on=date(2022, 3, 1))
    assert [residents(year) for year in (2019, 2020, 2021, 2022)] == [0, 1, 1, 0]


def test_residents_and_households_by_building(building: Building) -> None:
    home, other = household_in(building), household_in(building, "202")
    for name in ("韦秀兰", "韦小宝"):
        resident(name, home, "child" if name == "韦小宝" else "head")
    resident("覃大山", other)
    assert living_by_building() == {building.id: Living(2, 3)}


def test_the_first_resident_becomes_head(building: Building) -> None:
    home = household_in(building)
    first = resident("韦秀兰", home)
    resident("韦小宝", home, "child")
    assert home.head_id == first.id
    assert [(m.person.name, m.relation, m.relation_title) for m in members(home.id)] == [
        ("韦秀兰", "head", "户主"),
        ("韦小宝", "child", "子女"),
    ]


def test_a_household_has_one_head(building: Building) -> None:
    home = household_in(building)
    resident("韦秀兰", home)
    with pytest.raises(BadEntry, match="已有户主"):
        resident("覃大山", home, "head")


def test_the_head_can_be_changed(building: Building) -> None:
    home = household_in(building)
    resident("韦秀兰", home)
    second = resident("覃大山", home, "spouse")
    set_head(home, second, SYSTEM)
    assert home.head_id == second.id
    assert [(m.person.name, m.relation) for m in members(home.id)] == [("覃大山", "head"), ("韦秀兰", "other")]


def test_who_does_not_live_there_cannot_be_head(building: Building) -> None:
    home = household_in(building)
    stranger = register_person(name="陌生人", actor=SYSTEM)
    with pytest.raises(NotLivingHere, match="没有住在这一户"):
        set_head(home, stranger, SYSTEM)


def test_when_the_head_leaves_the_household_has_none(building: Building) -> None:
    home = household_in(building)
    head = resident("韦秀兰", home)
    resident("韦小宝", home, "child")
    move_out(head, SYSTEM, on=LATER)
    assert home.head_id is None
    assert [m.relation for m in members(home.id)] == ["child"]


def test_moving_in_twice_is_refused(building: Building) -> None:
    home = household_in(building)
    person = resident("韦秀兰", home)
    with pytest.raises(BadEntry, match="已经住在这一户"):
        move_in(person, home, SYSTEM, on=LATER)


def test_the_database_holds_one_home_for_each_person(inside: Any, building: Building) -> None:
    home = household_in(building)
    person = resident("韦秀兰", home)
    inside.commit()
    with pytest.raises(IntegrityError):
        inside.execute(
            insert(Residence),
            [{"person_id": person.id, "household_id": home.id, "kind": "lives", "moved_in_on": LATER, "end_reason": ""}],
        )


def test_the_future_is_refused(building: Building) -> None:
    person = register_person(name="韦秀兰", actor=SYSTEM)
    with pytest.raises(BadEntry, match="不能在将来"):
        move_in(person, household_in(building), SYSTEM, on=community_today() + timedelta(days=1))


def test_the_future_begins_at_the_communitys_own_midnight(inside: Any, building: Building, later: Any) -> None:
    inside.get_one(Community, building.community_id).timezone = "Asia/Urumqi"
    bump_version(building.community_id)
    later(hours=(16 - now().hour) % 24, minutes=30 - now().minute)  # half past midnight in Nanning, before it in Urumqi
    person, home = register_person(name="韦秀兰", actor=SYSTEM), household_in(building)
    with pytest.raises(BadEntry, match="不能在将来"):
        move_in(person, home, SYSTEM, on=today("Asia/Shanghai"))
    assert move_in(person, home, SYSTEM, on=today("Asia/Urumqi"))


def test_leaving_before_arriving_is_refused(building: Building) -> None:
    person = resident("韦秀兰", household_in(building))
    with pytest.raises(BadEntry, match="早于迁入日期"):
        move_out(person, SYSTEM, on=MOVED_IN - timedelta(days=1))


def test_who_lives_nowhere_cannot_move_out(building: Building) -> None:
    person = register_person(name="韦秀兰", actor=SYSTEM)
    with pytest.raises(NotLivingHere, match="不用迁出"):
        move_out(person, SYSTEM, on=LATER)


def test_the_deceased_neither_move_in_nor_die_again(building: Building) -> None:
    home = household_in(building)
    person = resident("韦秀兰", home)
    mark_deceased(person, SYSTEM, on=LATER)
    with pytest.raises(NotLivingHere, match="不能再迁入"):
        move_in(person, home, SYSTEM, on=LATER)
    with pytest.raises(NotLivingHere, match="已登记去世"):
        mark_deceased(person, SYSTEM, on=LATER)


def test_households_of_one_room_are_numbered(building: Building) -> None:
    room = room_of(building, "202", 2)
    assert [open_household(room, SYSTEM).number for _n in range(3)] == ["3-2-202", "3-2-202-2", "3-2-202-3"]


def test_aid_is_counted_by_household_and_category(building: Building) -> None:
    home, other = household_in(building), household_in(building, "202")
    for place, name in ((home, "韦秀兰"), (other, "覃大山")):
        resident(name, place)
    grant_aid(home, "aged", SYSTEM, since=MOVED_IN)
    grant_aid(other, "aged", SYSTEM, since=MOVED_IN)
    grant_aid(home, "low_income", SYSTEM, since=MOVED_IN)
    assert [aided(c) for c in ("low_income", "disabled", "empty_nest", "aged")] == [1, 0, 0, 2]


def test_the_same_aid_twice_is_refused(building: Building) -> None:
    home = household_in(building)
    resident("韦秀兰", home)
    grant_aid(home, "aged", SYSTEM, since=MOVED_IN)
    with pytest.raises(BadEntry, match="已登记这类帮扶"):
        grant_aid(home, "aged", SYSTEM, since=MOVED_IN)


def test_ended_aid_is_not_counted(building: Building) -> None:
    home = household_in(building)
    resident("韦秀兰", home)
    aid = grant_aid(home, "low_income", SYSTEM, since=MOVED_IN)
    end_aid(aid, SYSTEM, on=LATER, reason="家里有人就业")
    assert (aided("low_income"), aided("low_income", 2020)) == (0, 1)


def test_with_the_last_resident_the_aid_ends(inside: Any, building: Building) -> None:
    home = household_in(building)
    head, second = resident("韦秀兰", home), resident("覃大山", home, "spouse")
    grant_aid(home, "empty_nest", SYSTEM, since=MOVED_IN)
    move_out(head, SYSTEM, on=LATER)
    assert aided("empty_nest") == 1
    mark_deceased(second, SYSTEM, on=LATER)
    assert aided("empty_nest") == 0
    assert inside.scalars(select(HouseholdAid.until)).all() == [LATER]


def test_each_move_is_in_the_audit(inside: Any, building: Building) -> None:
    person = resident("韦秀兰", household_in(building))
    move_out(person, SYSTEM, on=LATER)
    inside.commit()
    texts = [(e.action, e.text) for e in entries(object_kind="person").items]
    assert texts == [
        ("people.move_out", "韦秀兰迁出"),
        ("people.move_in", "韦秀兰迁入3-1-101"),
        ("people.register", "登记了韦秀兰"),
    ]


def test_another_communitys_residents_are_not_counted(app: Flask, community: Any, other_community: Any) -> None:
    for place, name in ((community, "韦秀兰"), (other_community, "覃大山")):
        with app.app_context(), use(place.id) as session:
            resident(name, household_in(add_building(3, add_grid("001"))))
            session.commit()
    with app.app_context(), use(community.id) as session:
        assert (residents(), session.scalars(select(Person.name)).all()) == (1, ["韦秀兰"])
