"""Finding people by what staff know, inside what they may see, in one statement."""
from __future__ import annotations

from typing import Any

import pytest

from core.kernel.actor import SYSTEM
from core.people.errors import TooManySearches
from core.people.models import Person
from core.people.search import TAIL_SEARCHES_PER_HOUR
from core.people.services import mark_deceased, people_in_building, register_person, search_people
from tests.people.households import MOVED_IN, add_building, add_grid, household_in, resident, worker


@pytest.fixture
def people(inside: Any) -> dict[str, Person]:
    grid = add_grid("001")
    three, four = add_building(3, grid), add_building(4, grid)
    return {
        "weixiulan": resident("韦秀兰", household_in(three, "202", 2), phone="13800138000"),
        "weixiaoming": resident("韦小明", household_in(three, "202", 1), phone="13900138000"),
        "qinxiulan": resident("覃秀兰", household_in(four, "202", 1), phone="13800131111"),
        "outside": register_person(name="韦秀英", phone="13800132222", actor=SYSTEM),
    }


@pytest.fixture
def all_seeing() -> Any:
    return worker("people.view")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("韦秀兰", ["韦秀兰"]),
        (" 韦 ", ["韦小明", "韦秀兰", "韦秀英"]),
        ("秀兰", ["覃秀兰", "韦秀兰"]),
        ("wei", ["韦小明", "韦秀兰", "韦秀英"]),
        ("Wei Xiu", ["韦秀兰", "韦秀英"]),
        ("qxl", ["覃秀兰"]),
        ("3-202", ["韦小明", "韦秀兰"]),
        ("3栋202", ["韦小明", "韦秀兰"]),
        ("3幢2单元202室", ["韦秀兰"]),
        ("3-1-202", ["韦小明"]),
        ("3号楼202号", ["韦小明", "韦秀兰"]),
        ("8000", ["韦小明", "韦秀兰"]),
        ("2222", ["韦秀英"]),
        ("", []),
        ("   ", []),
        ("%", []),
        ("_", []),
        ("5-202", []),
        ("9999", []),
        ("xyz", []),
    ],
)
def test_people_are_found_by(people: Any, all_seeing: Any, text: str, names: list[str]) -> None:
    assert [p.name for p in search_people(text, all_seeing)] == names


@pytest.mark.parametrize("text", ["韦", "wei", "3-202"])
def test_a_search_is_one_statement_with_its_places(
    inside: Any, people: Any, all_seeing: Any, query_counter: Any, text: str
) -> None:
    inside.commit()
    with query_counter() as statements:
        found = [(p.name, p.building.name, p.room.number) for p in search_people(text, all_seeing) if p.building]
    assert len(statements) == 1
    assert ("韦秀兰", "3栋", "202") in found


def test_only_people_in_scope_are_found(people: Any) -> None:
    building = people["weixiulan"].building_id
    scoped = worker("people.view", buildings={building})
    assert [p.name for p in search_people("xiu", scoped)] == []
    assert [p.name for p in search_people("秀兰", scoped)] == ["韦秀兰"]
    assert search_people("秀兰", worker()) == []


def test_residents_come_first(people: Any, all_seeing: Any) -> None:
    mark_deceased(people["weixiaoming"], SYSTEM, on=MOVED_IN)
    assert [p.name for p in search_people("韦", all_seeing)] == ["韦秀兰", "韦秀英", "韦小明"]


def test_a_search_is_cut_at_its_limit(people: Any, all_seeing: Any) -> None:
    assert [p.name for p in search_people("韦", all_seeing, limit=2)] == ["韦小明", "韦秀兰"]


def test_searching_by_phone_digits_is_braked_per_hour(people: Any, all_seeing: Any, later: Any) -> None:
    for _n in range(TAIL_SEARCHES_PER_HOUR):
        search_people("8000", all_seeing)
    with pytest.raises(TooManySearches, match="请改用姓名或楼栋房号"):
        search_people("8000", all_seeing)
    assert len(search_people("8000", worker("people.view", person_id=6))) == 2
    assert len(search_people("韦秀兰", all_seeing)) == 1
    later(minutes=61)
    assert len(search_people("8000", all_seeing)) == 2


def test_a_buildings_people_come_by_room(people: Any, all_seeing: Any) -> None:
    building = people["weixiulan"].building_id
    assert [(p.room.entrance, p.name) for p in people_in_building(building, all_seeing)] == [(1, "韦小明"), (2, "韦秀兰")]
    assert people_in_building(building, worker("people.view", buildings={1})) == []
