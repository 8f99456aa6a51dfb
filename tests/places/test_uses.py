"""A place is used by one plan at a time, with its set-up and clean-up around."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.api import Occupied, free_place, free_places, place_uses, places, release, use_place
from core.kernel.actor import SYSTEM
from core.kernel.occupancy import OccupiedQuarter, occupy
from core.places.errors import PlaceClosed, PlaceMissing, PlaceRefused
from core.places.models import Place, PlaceUse
from core.places.register import close_place, open_place, uses_after
from core.places.services import get_place
from core.tenancy.session import use
from tests.places.conftest import add_music, at

pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


def lesson(place: Place, start: str, end: str, owner: int = 1, title: str = "合唱课") -> PlaceUse:
    return use_place(place.id, at(start), at(end), title, "class_day", owner)


def taken(session: Any) -> int:
    return session.scalar(select(func.count()).select_from(OccupiedQuarter))


def test_a_use_is_stored_with_its_own_time_and_takes_the_quarters_around_it(inside: Any, music: Place) -> None:
    made = lesson(music, "09:00", "10:00", title="  合唱课 ")
    inside.expire_all()
    assert (made.title, made.starts_at, made.ends_at, made.place) == ("合唱课", at("09:00"), at("10:00"), music)
    assert taken(inside) == 6  # 8:45 to 10:15


def test_a_long_title_is_cut_to_what_the_list_shows(inside: Any, stage: Place) -> None:
    assert lesson(stage, "09:00", "10:00", title="歌" * 100).title == "歌" * 80


def test_a_refusal_names_the_place_what_is_there_and_when_it_would_do(inside: Any, music: Place) -> None:
    lesson(music, "09:00", "10:00")
    with pytest.raises(Occupied) as refused:
        lesson(music, "09:30", "10:30", owner=2)
    assert str(refused.value) == (
        "音乐教室在 3 月 2 日 09:00 到 3 月 2 日 10:00 有“合唱课”（连同前后的布置和清理时间）。"
        "最早 3 月 2 日 10:30 起可以用；请换一个时间，或另选场地。"
    )
    assert lesson(music, "10:30", "11:30", owner=2).owner_id == 2


def test_the_time_that_is_named_skips_later_uses_too(inside: Any, music: Place) -> None:
    lesson(music, "09:00", "10:00")
    lesson(music, "11:00", "12:00", owner=2)
    with pytest.raises(Occupied, match="最早 3 月 2 日 12:30 起"):
        lesson(music, "09:00", "10:00", owner=3)


def test_set_up_alone_is_in_the_way_too(inside: Any, music: Place) -> None:
    lesson(music, "09:00", "10:00")
    with pytest.raises(Occupied, match="有“合唱课”"):
        lesson(music, "10:15", "11:00", owner=2)
    assert taken(inside) == 6 and len(place_uses(at("00:00"), at("23:00"))) == 1


def test_a_place_without_set_up_is_used_back_to_back(inside: Any, stage: Place) -> None:
    lesson(stage, "09:00", "10:00")
    lesson(stage, "10:00", "11:00", owner=2)
    assert [row.owner_id for row in place_uses(at("00:00"), at("23:00"), stage.id)] == [1, 2]


def test_a_place_that_is_full_for_two_days_says_to_take_another_day(inside: Any, stage: Place) -> None:
    use_place(stage.id, at("00:00", 2), at("00:00", 9), "庙会", "fair", 1)
    with pytest.raises(Occupied, match="请换一天，或另选场地。$"):
        lesson(stage, "09:00", "10:00")


def test_something_else_in_the_quarters_is_refused_without_a_title(inside: Any, stage: Place) -> None:
    occupy("place", stage.id, at("09:00"), at("10:00"), "elsewhere", 1)
    with pytest.raises(Occupied, match="^大家乐舞台这段时间已经有别的安排。最早 3 月 2 日 10:00 起"):
        lesson(stage, "09:00", "10:00")


def test_the_plan_that_is_refused_keeps_its_other_work(inside: Any, music: Place) -> None:
    lesson(music, "09:00", "10:00")
    other = add_music(name="书法室")
    with pytest.raises(Occupied):
        lesson(music, "09:00", "10:00", owner=2)
    inside.commit()
    assert inside.get(Place, (other.community_id, other.id)).name == "书法室"


def test_freeing_a_plan_frees_its_places_and_no_other(inside: Any, music: Place, stage: Place) -> None:
    lesson(music, "09:00", "10:00")
    lesson(stage, "09:00", "10:00")
    lesson(stage, "10:00", "11:00", owner=2)
    assert free_place("class_day", 1) == 2
    assert [row.owner_id for row in place_uses(at("00:00"), at("23:00"))] == [2] and taken(inside) == 4
    assert free_place("class_day", 1) == 0
    assert lesson(music, "09:00", "10:00").owner_id == 1


def test_releasing_the_persons_of_a_plan_leaves_its_place(inside: Any, stage: Place) -> None:
    lesson(stage, "09:00", "10:00")
    occupy("person", 7, at("09:00"), at("10:00"), "class_day", 1)
    assert release("class_day", 1) == 4
    with pytest.raises(Occupied):
        lesson(stage, "09:00", "10:00", owner=2)


def test_a_use_that_is_rolled_back_leaves_nothing(inside: Any, music: Place) -> None:
    inside.commit()
    lesson(music, "09:00", "10:00")
    inside.rollback()
    assert taken(inside) == 0 and place_uses(at("00:00"), at("23:00")) == []


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        (at("10:00"), at("10:00"), "结束时间要晚于开始时间。请改一下时间。"),
        (at("10:00"), at("09:55"), "结束时间要晚于开始时间。请改一下时间。"),
        (at("10:00"), at("10:00") + timedelta(days=15), "一次最多安排 14 天。请分成几次。"),
    ],
)
def test_a_time_that_is_none_is_refused(inside: Any, music: Place, start: Any, end: Any, sentence: str) -> None:
    with pytest.raises(PlaceRefused) as refused:
        use_place(music.id, start, end, "合唱课", "class_day", 1)
    assert str(refused.value) == sentence and taken(inside) == 0
    with pytest.raises(PlaceRefused):
        free_places(start, end)


def test_the_database_refuses_a_use_that_ends_before_it_starts(inside: Any, music: Place) -> None:
    when = {"starts_at": at("10:00"), "ends_at": at("09:00")}
    inside.add(PlaceUse(place_id=music.id, title="合唱课", owner_kind="class_day", owner_id=1, **when))
    with pytest.raises(IntegrityError):
        inside.flush()


def test_a_use_without_title_or_owner_is_an_error_of_the_plugin(inside: Any, music: Place) -> None:
    for title, owner in (("  ", "class_day"), ("合唱课", "")):
        with pytest.raises(ValueError, match="title and an owner"):
            use_place(music.id, at("09:00"), at("10:00"), title, owner, 1)


def test_a_closed_place_takes_nobody_new_and_keeps_whom_it_has(inside: Any, music: Place, stage: Place) -> None:
    lesson(music, "09:00", "10:00")
    assert close_place(music, SYSTEM, "漏水") and not close_place(music, SYSTEM)
    with pytest.raises(PlaceClosed, match="^音乐教室暂停使用。请换一个场地，或等重新开放后再安排。$"):
        lesson(music, "14:00", "15:00", owner=2)
    assert (uses_after(music, at("09:59")), uses_after(music, at("10:00"))) == (1, 0)
    assert places() == [stage] and places(open_only=False) == [music, stage]
    assert free_places(at("14:00"), at("15:00")) == [stage]
    assert open_place(music, SYSTEM) and not open_place(music, SYSTEM)
    assert lesson(music, "14:00", "15:00", owner=2)


def test_free_places_are_those_whose_set_up_and_clean_up_fit(inside: Any, music: Place, stage: Place) -> None:
    lesson(music, "09:00", "10:00")
    lesson(stage, "09:00", "10:00")
    assert free_places(at("09:30"), at("11:00")) == []
    assert free_places(at("10:00"), at("11:00")) == [stage]
    assert free_places(at("10:30"), at("11:00")) == [music, stage]


def test_uses_of_a_time_are_those_that_touch_it_also_long_ones(inside: Any, stage: Place) -> None:
    use_place(stage.id, at("08:00", 2), at("08:00", 16), "展览", "fair", 1)
    assert [row.title for row in place_uses(at("07:59", 16), at("09:00", 16))] == ["展览"]
    assert place_uses(at("08:00", 16), at("09:00", 16)) == [] == place_uses(at("07:00", 2), at("08:00", 2))


def test_reading_costs_a_fixed_number_of_statements(inside: Any, music: Place, stage: Place, query_counter: Any) -> None:
    for hour in range(8, 20):
        lesson(stage, f"{hour}:00", f"{hour + 1}:00", owner=hour)
    inside.commit()
    with query_counter() as statements:
        assert {row.place.name for row in place_uses(at("00:00"), at("23:00"))} == {"大家乐舞台"}
    assert len(statements) == 1
    with query_counter() as statements:
        assert free_places(at("09:00"), at("10:00")) == [music]
    assert len(statements) == 2


def test_a_place_of_another_community_is_missing_like_none(app: Any, community: Any, other_community: Any) -> None:
    with app.app_context():
        with use(other_community.id) as session:
            foreign = add_music().id
            session.commit()
        with use(community.id):
            for place_id in (foreign, 5):
                with pytest.raises(PlaceMissing) as missing:
                    use_place(place_id, at("09:00"), at("10:00"), "合唱课", "class_day", 1)
                assert str(missing.value) == "没有找到这个场地，可能已经改动。请回到场地列表重新选择。"
            assert places() == [] == free_places(at("09:00"), at("10:00"))
        with use(other_community.id):
            lesson(get_place(foreign), "09:00", "10:00")
