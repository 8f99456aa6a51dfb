"""Who moves inside the community or leaves it is told of, so that what is kept by building follows, and what nobody needs any more ends."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.kernel.actor import SYSTEM
from core.people import residence
from tests.people.households import MOVED_IN, add_building, add_grid, household_in, resident


def test_moving_inside_the_community_is_told_and_moving_in_from_outside_is_not(
    inside: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(residence, "publish", told.append)
    person = resident("韦秀兰", household_in(add_building(3, add_grid("001"))))
    assert told == []
    elsewhere = household_in(add_building(4, add_grid("002")))
    residence.move_in(person, elsewhere, SYSTEM, relation="other", on=MOVED_IN + timedelta(days=400))
    assert told == [residence.PersonMoved(person.id)]


def test_who_moves_away_or_dies_is_told_of_as_gone_and_not_as_moved(inside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(residence, "publish", told.append)
    home = household_in(add_building(3, add_grid("001")))
    away, dead = resident("韦秀兰", home), resident("莫德生", home)

    residence.move_out(away, SYSTEM, on=MOVED_IN + timedelta(days=400))
    residence.mark_deceased(dead, SYSTEM, on=MOVED_IN + timedelta(days=400))
    assert told == [residence.PersonLeft(away.id), residence.PersonLeft(dead.id)]
