"""Looking back: the same answers as matching gives, as they stood then, under whatever weights."""
from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.api import Hindsight, PastNeed, Suggestion, Weights
from core.clock import now
from core.kernel.actor import SYSTEM
from core.kernel.occupancy import occupy
from core.volunteers.models import PersonBlock
from core.volunteers.records import void_service
from core.volunteers.services import Need, set_availability, suggest
from tests.people.households import add_building, add_grid, household_in, resident
from tests.volunteers.helpers import ALWAYS, ZONE, add_skill, served, volunteer

USUAL = Weights()


@pytest.fixture
def street(inside: Any) -> dict[str, Any]:
    """A resident at 0 m; three volunteers at 0, 100 and 250 metres, all able."""
    grid, skill = add_grid("001"), add_skill("repair", "家电维修")
    home = add_building(1, grid)
    rows = [volunteer("甲", home, {skill.id: None})]
    rows += [volunteer(n, add_building(at, grid, x=x), {skill.id: None}) for n, at, x in (("乙", 2, 100), ("丙", 3, 250))]
    helped = resident("韦秀兰", household_in(home))
    return {"skill": skill, "rows": rows, "helped": helped, "home": home}


def need(street: dict[str, Any], start: datetime | None = None, **more: Any) -> Need:
    start = start or now() + timedelta(days=1)
    return Need(
        street["skill"].id, start, start + timedelta(hours=1), person_id=street["helped"].id,
        building_id=street["home"].id, **more,
    )


def names(found: list[list[Suggestion]]) -> list[str]:
    return ["".join(s.name for s in row) for row in found]


def look(weights: Weights, *asked: PastNeed, limit: int = 3) -> list[str]:
    return names(Hindsight(asked).replay(weights, limit))


def test_a_need_asked_just_now_gets_exactly_what_matching_says(inside: Any, street: dict[str, Any]) -> None:
    dice, certified = random.Random(3), add_skill("medical", "医疗义诊", needs_certificate=True)
    for number in range(40):
        held = {street["skill"].id: None} if number % 3 else {certified.id: date(2099 if number % 2 else 2024, 1, 1)}
        row = volunteer(f"志愿者{number}", street["home"], held, windows=ALWAYS[: number % 8 or 7])
        row.base_x, row.base_y = dice.randrange(800), dice.randrange(800)
        if number % 4 == 0:
            record = served(row, dice.randrange(1, 40), street["helped"] if number % 8 == 0 else None)
            if number % 16 == 0:
                void_service(record, SYSTEM, "没有去")
        if number % 5 == 0:
            start = now() + timedelta(days=1)
            occupy("person", row.person_id, start, start + timedelta(hours=2), "tests", number + 1)
        if number % 7 == 0:
            inside.add(PersonBlock(person_id=row.person_id, other_id=street["helped"].id))
    inside.flush()
    for weights in (USUAL, Weights(load=0, rest=90, known=300), Weights(radius=300)):
        for one in (need(street), replace(need(street), skill_id=None), replace(need(street), skill_id=certified.id)):
            live = suggest(one, 8, weights=weights)
            assert live or weights.radius
            assert Hindsight([PastNeed(one, now())]).replay(weights, 8) == [live]


def test_near_ones_come_first_where_the_replay_is_told_so(street: dict[str, Any]) -> None:
    served(street["rows"][0], 1)
    rested, past = Weights(load=0, rest=200), PastNeed(need(street), now())
    assert look(rested, past) == ["乙丙甲"]
    assert names(Hindsight([past]).replay(rested, 2, near_metres=50)) == ["甲乙"]
    assert names(Hindsight([past]).replay(rested, 1, near_metres=200)) == ["乙"]


def test_whoever_is_sent_in_the_replay_counts_as_having_served(street: dict[str, Any], later: Any) -> None:
    later(days=28 - now().astimezone(ZONE).day)  # the load is counted within a month
    first = now() - timedelta(days=3)
    asked = [PastNeed(need(street, first + timedelta(hours=2 * n)), first + timedelta(hours=2 * n)) for n in range(3)]
    known_only = Weights(load=0, rest=0)
    assert look(known_only, *asked, limit=1) == ["甲", "甲", "甲"]
    assert look(Weights(load=1000, rest=0, known=0), *asked, limit=1) == ["甲", "乙", "丙"]


def test_what_came_of_a_need_then_is_left_out_and_other_work_is_not(street: dict[str, Any]) -> None:
    start, here = now() - timedelta(days=2), street["rows"][0]
    occupy("person", here.person_id, start, start + timedelta(hours=1), "love_savings.request", 7)
    record = served(here, 1, street["helped"])
    asked = PastNeed(need(street, start), now())
    assert look(USUAL, asked) == ["乙丙"]
    own = replace(asked, plan=("love_savings.request", 7))
    rested = Weights(load=0, rest=200, known=0)
    assert look(rested, own) == ["乙丙甲"]
    assert look(rested, replace(own, record_id=record.id)) == ["甲乙丙"]


def test_what_was_served_later_did_not_count_then(street: dict[str, Any]) -> None:
    served(street["rows"][0], 1)
    before = PastNeed(need(street), now() - timedelta(days=2))
    assert look(Weights(load=500, rest=0), before) == ["甲乙丙"]


def test_needs_are_judged_in_the_order_of_asking(street: dict[str, Any]) -> None:
    late = PastNeed(need(street), now())
    early = PastNeed(replace(need(street), person_id=None), now() - timedelta(hours=5))
    assert [past.need.person_id for past in Hindsight([late, early]).asked] == [None, street["helped"].id]


def test_free_hours_and_the_minors_clearance_are_asked_as_in_matching(street: dict[str, Any]) -> None:
    set_availability(street["rows"][1], [])
    assert look(USUAL, PastNeed(need(street), now())) == ["甲丙"]
    assert look(USUAL, PastNeed(need(street, minors=True), now())) == [""]


def test_no_needs_cost_no_answers(inside: Any) -> None:
    assert Hindsight([]).replay(USUAL, 3) == []


def test_a_look_back_costs_ten_statements_however_many_needs(
    inside: Any, street: dict[str, Any], query_counter: Any
) -> None:
    inside.flush()
    for count in (1, 30):
        asked = [PastNeed(need(street, now() - timedelta(hours=n)), now() - timedelta(hours=n)) for n in range(1, count + 1)]
        with query_counter() as statements:
            look_back = Hindsight(asked)
            look_back.replay(USUAL, 3)
            look_back.replay(Weights(load=0), 3)
        assert len(statements) == 10
