"""Two at once for the same place and time: one gets it, on both databases."""
from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.actor import SYSTEM
from core.kernel.occupancy import OccupiedQuarter
from core.places.errors import PlaceOccupied, PlaceRefused
from core.places.models import Place, PlaceUse
from core.places.register import save_place
from core.places.services import free_place, place_uses, use_place
from core.tenancy.session import db, use
from tests.places.conftest import add_music, at
from tests.racing import RACERS, at_once


@pytest.fixture
def music_id(app: Any, community: Any) -> int:
    with app.app_context(), use(community.id) as session:
        place_id = add_music().id
        session.commit()
    return place_id


def test_one_of_several_gets_the_place_and_the_others_are_told_who_has_it(
    app: Any, community: Any, music_id: int
) -> None:
    told: list[str] = []

    def work(number: int) -> str:
        try:
            use_place(music_id, at("09:00"), at("10:00"), f"第 {number} 班", "class_day", number)
        except PlaceOccupied as refused:
            told.append(str(refused))
            raise
        return "won"

    results = at_once(app, community, work, "INSERT INTO occupied_quarter")
    assert sorted(map(str, results)) == sorted(map(str, ["won"] + [PlaceOccupied] * (RACERS - 1)))
    assert all("有“第 " in sentence and "最早 3 月 2 日 10:30 起" in sentence for sentence in told)
    with app.app_context(), use(community.id):
        assert len(place_uses(at("00:00"), at("23:00"))) == 1
        assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 6


def test_plans_at_different_times_do_not_wait_for_each_other_in_vain(app: Any, community: Any, music_id: int) -> None:
    def work(number: int) -> str:
        use_place(music_id, at(f"{9 + 2 * number}:00"), at(f"{10 + 2 * number}:00"), "合唱课", "class_day", number)
        return "won"

    assert at_once(app, community, work, "INSERT INTO occupied_quarter") == ["won"] * RACERS


def test_a_plan_that_is_freed_twice_at_once_is_freed_once(app: Any, community: Any, music_id: int) -> None:
    with app.app_context(), use(community.id) as session:
        use_place(music_id, at("09:00"), at("10:00"), "合唱课", "class_day", 1)
        session.commit()
    results = at_once(app, community, lambda number: free_place("class_day", 1), "SELECT place_use")
    assert sorted(results) == [0] * (RACERS - 1) + [1]
    with app.app_context(), use(community.id):
        assert db.session.scalar(select(func.count()).select_from(PlaceUse)) == 0
        assert db.session.scalar(select(func.count()).select_from(OccupiedQuarter)) == 0


def test_one_name_is_given_once(app: Any, community: Any) -> None:
    results = at_once(app, community, lambda number: save_place(None, SYSTEM, name="书法室").name, "INSERT INTO place ")
    assert sorted(map(str, results)) == sorted(map(str, ["书法室"] + [PlaceRefused] * (RACERS - 1)))
    with app.app_context(), use(community.id):
        assert db.session.scalars(select(Place.name)).all() == ["书法室"]
