"""Many needs at once get the best total, nobody twice."""
from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from core.api import assign, best_total, first_come
from core.volunteers.services import Need, suggest
from tests.people.households import add_building, add_grid
from tests.volunteers.helpers import add_skill, local, volunteer

DAY = date(2024, 5, 15)


@pytest.fixture
def street(inside: Any) -> dict[str, Any]:
    """Three volunteers along a street at 0, 100 and 250 metres."""
    grid, skill = add_grid("001"), add_skill("repair", "家电维修")
    for number, x in enumerate((0, 100, 250), 1):
        volunteer(f"志愿者{number}", add_building(number, grid, x=x), {skill.id: None})
    return {"need": Need(skill.id, local(DAY, 9), local(DAY, 10), x=0, y=0)}


def test_the_total_decides_not_the_order_of_arrival(street: Any) -> None:
    needs = [replace(street["need"], x=x) for x in (110, 60, 150)]
    chosen = assign(needs)
    assert sorted(s.name for s in chosen if s) == ["志愿者1", "志愿者2", "志愿者3"]
    scores = [{s.volunteer_id: s.score for s in suggest(need)} for need in needs]
    best = min(sum(row[v] for row, v in zip(scores, order, strict=True)) for order in permutations(scores[0]))
    assert sum(s.score for s in chosen if s) == best


def test_a_need_that_nobody_is_left_for_stays_open(street: Any) -> None:
    chosen = assign([street["need"]] * 4)
    assert [s is None for s in chosen].count(True) == 1
    assert len({s.volunteer_id for s in chosen if s}) == 3


def test_needs_that_nobody_can_meet_stay_open(street: Any) -> None:
    nobody = replace(street["need"], skill_id=add_skill("piano", "钢琴").id)
    assert assign([nobody, nobody]) == [None, None]
    assert [s.name if s else None for s in assign([nobody, street["need"]])] == [None, "志愿者1"]


def test_no_needs_no_answers(inside: Any) -> None:
    assert assign([]) == []


def test_first_come_takes_the_best_who_is_free_and_totals_no_less_than_the_optimum(street: dict[str, Any]) -> None:
    found = [suggest(replace(street["need"], x=x), 3) for x in (110, 60, 150)]
    in_turn, best = first_come(found), best_total(found)
    assert [s.name if s else None for s in in_turn] == ["志愿者2", "志愿者1", "志愿者3"]
    assert sum(s.score for s in best if s) <= sum(s.score for s in in_turn if s)
    assert first_come([*found, found[0]])[3] is None
