"""Who moves inside the community is told of, so that what is kept by building follows."""
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
