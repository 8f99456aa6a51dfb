"""The plan of a building, and who may see which building."""
from __future__ import annotations

from typing import Any

import pytest

from core.grids.errors import NoSuchPlace
from core.grids.models import Building, Room
from core.grids.services import Point, building_plan, buildings, centre, find_room, get_building
from tests.people.households import add_building, add_grid, room_of, worker


@pytest.fixture
def building(inside: Any) -> Building:
    return add_building(3, add_grid("001"), x=100, y=40, entrances=2, floors=2)


def test_a_plan_shows_floors_from_the_top_with_need_levels(building: Building) -> None:
    plan = building_plan(building, {room_of(building, "202", 1).id: 3, room_of(building, "101", 2).id: 1})
    drawn = [
        (e.number, [(floor, [(c.number, c.level) for c in cells if c]) for floor, cells in e.floors])
        for e in plan.entrances
    ]
    assert drawn == [
        (1, [(2, [("201", 0), ("202", 3)]), (1, [("101", 0), ("102", 0)])]),
        (2, [(2, [("201", 0), ("202", 0)]), (1, [("101", 1), ("102", 0)])]),
    ]


def test_a_plan_is_one_statement(inside: Any, building: Building, query_counter: Any) -> None:
    assert building.id
    with query_counter() as statements:
        building_plan(building)
    assert len(statements) == 1


def test_narrow_floors_are_filled_up(inside: Any, building: Building) -> None:
    inside.add(Room(building_id=building.id, entrance=1, floor=3, number="301"))
    inside.flush()
    floor, cells = building_plan(building).entrances[0].floors[0]
    assert (floor, [c.number if c else None for c in cells]) == (3, ["301", None])


def test_a_need_level_is_between_0_and_3(building: Building) -> None:
    with pytest.raises(ValueError, match="0, 1, 2 or 3"):
        building_plan(building, {room_of(building).id: 4})


def test_a_building_without_rooms_has_an_empty_plan(inside: Any) -> None:
    bare = add_building(9, add_grid("009"), entrances=0)
    assert building_plan(bare).entrances == []


def test_buildings_out_of_reach_and_missing_ones_are_the_same(building: Building) -> None:
    seeing = worker("people.view", buildings={building.id})
    assert get_building(building.id, seeing) is building
    for actor, wanted in ((worker("people.view", buildings={1}), building.id), (seeing, 12345)):
        with pytest.raises(NoSuchPlace):
            get_building(wanted, actor)


def test_buildings_are_listed_in_scope_by_number(building: Building) -> None:
    second = add_building(1, add_grid("002"))
    assert [b.number for b in buildings()] == [1, 3]
    assert [b.number for b in buildings(worker("people.view", buildings={second.id}))] == [1]


def test_a_room_is_found_by_its_door(building: Building) -> None:
    room = find_room(3, "202", 2)
    assert room is not None
    assert (room.floor, room.entrance) == (2, 2)
    assert find_room(3, "909") is None


def test_the_centre_is_the_middle_of_all_buildings(building: Building) -> None:
    add_building(4, add_grid("002"), x=201, y=60)
    assert centre() == Point(150, 50)


def test_a_community_without_buildings_has_its_centre_at_the_corner(inside: Any) -> None:
    assert centre() == Point(0, 0)
