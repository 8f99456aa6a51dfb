"""Who moves inside the community is told of, so that what is kept by building follows."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.kernel.actor import SYSTEM
from core.people import residence
from core.people.services import register_person
from tests.people.households import MOVED_IN, add_building, add_grid, household_in, resident


def test_moving_inside_the_community_is_told_and_moving_in_from_outside_is_not(
    inside: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(residence, "publish", told.append)
    home = add_building(3, add_grid("001"))
    person = resident("韦秀兰", household_in(home))
    assert told == []
    elsewhere = household_in(add_building(4, add_grid("002")))
    residence.move_in(person, elsewhere, SYSTEM, relation="other", on=MOVED_IN + timedelta(days=400))
    assert told == [residence.PersonMoved(person.id, home.id)]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was published, in order."""
    heard: list[Any] = []
    monkeypatch.setattr(residence, "publish", heard.append)
    return heard


def test_a_death_and_moving_away_are_told_with_their_reasons(inside: Any, told: list[Any]) -> None:
    here = household_in(add_building(3, add_grid("001")))
    dead, away, wrong = (resident(name, here) for name in ("韦秀兰", "覃大山", "陆小河"))
    outside = register_person(name="农志远", actor=SYSTEM)
    for person in (dead, outside):
        residence.mark_deceased(person, SYSTEM, on=MOVED_IN)
    residence.move_out(away, SYSTEM, on=MOVED_IN)
    residence.move_out(wrong, SYSTEM, on=MOVED_IN, reason="mistake")
    left = residence.PersonLeft
    reasons = {dead: "deceased", outside: "deceased", away: "moved_away", wrong: "mistake"}
    assert told == [left(person.id, reason) for person, reason in reasons.items()]


def test_who_left_is_handed_out_for_as_long_as_that_is_true(inside: Any, told: list[Any]) -> None:
    here = household_in(add_building(3, add_grid("001")))
    person = resident("韦秀兰", here)
    residence.move_out(person, SYSTEM, on=MOVED_IN)
    assert residence.still_gone(told[0]) is person
    residence.move_in(person, here, SYSTEM, on=MOVED_IN)
    assert residence.still_gone(told[0]) is None
    residence.mark_deceased(person, SYSTEM, on=MOVED_IN)
    assert [residence.still_gone(event) is person for event in told if isinstance(event, residence.PersonLeft)] == [True, True]
    residence.correct_death(person, SYSTEM, reason="登记错人")
    assert residence.still_gone(told[-1]) is None
    assert residence.still_gone(residence.PersonLeft(person.id + 1, "deceased")) is None
