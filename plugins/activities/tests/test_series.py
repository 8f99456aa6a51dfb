"""Activities that come back: made ahead, days left out, and only empty dates move with a new rule."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.api import local_day
from core.errors import Missing
from core.places.services import use_place
from core.tenancy.session import db
from plugins.activities.errors import CannotPlan
from plugins.activities.models import Activity, Series
from plugins.activities.services import joining, series

from .conftest import Scene, day_at

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def begun(scene: Scene, **more: Any) -> Series:
    first = local_day(day_at(9, 2))
    return series.begin(
        scene.leader, {
            "title": "合唱排练", "kind": "相悦", "for_whom": "all", "text": "", "place_id": None, "place_text": "大厅",
            "quota": 20, "team_id": scene.team_id, "unit_id": None, "grid_id": None, "leader_id": scene.leader_id,
            "weekday": first.weekday(), "every_weeks": 1, "start_minute": 9 * 60, "minutes": 90, "helpers": 2,
            "from_day": first, "until_day": None, "skips": [], **more,
        },
    )


def days(row: Series) -> list[Any]:
    return [activity.series_day for activity in series.dates(row)]


def test_the_coming_weeks_are_made_and_announced(scene: Scene, clock_at: Any) -> None:
    row = begun(scene)
    assert days(row) == [row.from_day + timedelta(weeks=n) for n in range(4)]
    # Sign-up begins fourteen days before.
    assert [activity.state for activity in series.dates(row)] == ["open", "open", "published", "published"]
    assert series.extend(row) == 0
    clock_at(day_at(9, 8))
    series.extend_all()
    assert len(series.dates(row)) == 4
    assert days(row)[-1] == row.from_day + timedelta(weeks=4)


def test_every_other_week_until_a_day(scene: Scene) -> None:
    first = local_day(day_at(9, 2))
    row = begun(scene, every_weeks=2, until_day=first + timedelta(days=20))
    assert days(row) == [first, first + timedelta(weeks=2)]


def test_a_new_rule_moves_only_dates_that_nobody_signed_up_for(scene: Scene) -> None:
    row = begun(scene)
    kept = series.dates(row)[0]
    joining.join(kept.id, scene.person(scene.resident_ids[0]), scene.resident())
    series.alter(row.id, scene.leader, {"start_minute": 15 * 60})
    hours = [activity.starts_at.astimezone(day_at(9).tzinfo).hour for activity in series.dates(row)]
    assert hours == [9, 15, 15, 15]
    assert series.dates(row)[0].id == kept.id


def test_a_day_left_out_is_gone_or_called_off(scene: Scene) -> None:
    row = begun(scene)
    first, second = days(row)[:2]
    joining.join(series.dates(row)[0].id, scene.person(scene.resident_ids[0]), scene.resident())
    series.skip(row.id, scene.leader, first)
    series.skip(row.id, scene.leader, second)
    assert days(row)[0] == first + timedelta(weeks=2)
    assert db.session.scalars(select(Activity.state).where(Activity.series_day == first)).one() == "cancelled"
    assert db.session.scalars(select(Activity).where(Activity.series_day == second)).all() == []
    assert series.extend(row) == 0
    with pytest.raises(CannotPlan, match="本来就没有"):
        series.skip(row.id, scene.leader, first + timedelta(days=1))


def test_a_room_that_is_taken_leaves_a_draft_for_the_leader(scene: Scene) -> None:
    use_place(scene.place_id, day_at(8, 2), day_at(10, 2), "别的活动", "elsewhere", 1)
    row = begun(scene, place_id=scene.place_id)
    assert [activity.state for activity in series.dates(row)] == ["draft", "open", "published", "published"]


def test_the_end_keeps_what_people_signed_up_for(scene: Scene) -> None:
    row = begun(scene)
    kept = series.dates(row)[1]
    joining.join(kept.id, scene.person(scene.resident_ids[0]), scene.resident())
    series.end(row.id, scene.leader)
    assert [activity.id for activity in series.dates(row)] == [kept.id]
    series.extend_all()
    assert len(series.dates(row)) == 1


def test_a_series_of_others_is_as_if_missing(scene: Scene) -> None:
    row = begun(scene)
    for act in (
        lambda: series.for_runner(row.id, scene.worker), lambda: series.end(row.id, scene.resident()),
        lambda: series.for_runner(77, scene.leader),
    ):
        with pytest.raises(Missing):
            act()
    assert series.of(scene.worker) == []
    assert [one.id for one in series.of(scene.leader)] == [row.id]
