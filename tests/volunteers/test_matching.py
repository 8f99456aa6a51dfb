"""Hard filters rule out one by one who would be first; the rest are ranked, with the reasons in words."""
from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from core.clock import now
from core.kernel.actor import SYSTEM
from core.kernel.occupancy import occupy
from core.people.services import mark_deceased
from core.volunteers.models import PersonBlock, Volunteer
from core.volunteers.need import Weights
from core.volunteers.records import void_service
from core.volunteers.services import Need, block, clear_for_minors, set_availability, set_skills, suggest, unblock
from tests.people.households import add_building, add_grid, household_in, resident
from tests.volunteers.helpers import ALWAYS, ZONE, add_skill, local, served, volunteer

DAY = date(2024, 5, 15)  # a Wednesday


@pytest.fixture
def scene(inside: Any) -> Any:
    """A resident in building 3, `near` next door, who would be first, and `far`, 500 m away; both can do it."""
    here, there = add_grid("001"), add_grid("002")
    home = add_building(3, here, x=100, y=100)
    next_door = add_building(4, here, x=160, y=180)
    far_off = add_building(9, there, x=400, y=500)
    skill = add_skill("repair", "家电维修")
    helped = resident("韦秀兰", household_in(home))
    near = volunteer("覃大山", next_door, {skill.id: None})
    far = volunteer("陆小河", far_off, {skill.id: None})
    need = Need(skill.id, local(DAY, 9), local(DAY, 10, 30), person_id=helped.id)
    return SimpleNamespace(
        home=home, next_door=next_door, far_off=far_off, skill=skill, helped=helped, near=near, far=far, need=need
    )


@pytest.fixture
def late_in_the_month(later: Any) -> None:
    """The 28th, where the community lives: what was three weeks ago is of the same month."""
    later(days=28 - now().astimezone(ZONE).day)


def names(need: Need, **kw: Any) -> list[str]:
    return [s.name for s in suggest(need, **kw)]


def test_the_nearest_is_first(scene: Any) -> None:
    assert [(s.name, s.metres, s.volunteer_id, s.person_id) for s in suggest(scene.need)] == [
        ("覃大山", 100, scene.near.id, scene.near.person_id),
        ("陆小河", 500, scene.far.id, scene.far.person_id),
    ]


@pytest.mark.parametrize("state", ["applied", "paused", "left"])
def test_only_active_volunteers_are_named(scene: Any, state: str) -> None:
    volunteer("黄在家", scene.home, {scene.skill.id: None}, state=state)
    assert names(scene.need) == ["覃大山", "陆小河"]


def test_the_deceased_are_not_named(scene: Any) -> None:
    mark_deceased(scene.near.person, SYSTEM, on=DAY)
    assert names(scene.need) == ["陆小河"]


def test_without_the_skill_nobody_is_named(scene: Any) -> None:
    set_skills(scene.near, {add_skill("haircut", "理发").id: None})
    assert names(scene.need) == ["陆小河"]


def test_a_need_without_a_skill_takes_anybody(scene: Any) -> None:
    set_skills(scene.near, {})
    assert names(replace(scene.need, skill_id=None)) == ["覃大山", "陆小河"]


@pytest.mark.parametrize(
    ("valid_until", "found"), [(DAY, ["覃大山"]), (DAY - timedelta(days=1), []), (None, [])], ids=["valid", "over", "none"]
)
def test_a_certificate_must_be_valid_on_the_day(scene: Any, valid_until: date | None, found: list[str]) -> None:
    nursing = add_skill("nursing", "护理", needs_certificate=True)
    set_skills(scene.near, {nursing.id: valid_until})
    assert names(replace(scene.need, skill_id=nursing.id)) == found


def test_an_expired_skill_is_no_skill(scene: Any) -> None:
    set_skills(scene.near, {scene.skill.id: DAY - timedelta(days=1)})
    assert names(scene.need) == ["陆小河"]


@pytest.mark.parametrize(
    ("windows", "available"),
    [
        ([(2, 9 * 60, 10 * 60 + 30)], True),
        ([(2, 0, 1440)], True),
        ([(2, 8 * 60, 9 * 60), (2, 9 * 60, 12 * 60)], True),
        ([(2, 9 * 60 + 1, 12 * 60)], False),
        ([(2, 8 * 60, 10 * 60 + 29)], False),
        ([(1, 0, 1440), (3, 0, 1440)], False),
        ([], False),
    ],
)
def test_the_whole_time_must_be_free_by_the_week(scene: Any, windows: list[Any], available: bool) -> None:
    set_availability(scene.near, windows)
    assert names(scene.need) == (["覃大山", "陆小河"] if available else ["陆小河"])


def test_the_week_is_that_of_the_communitys_own_clock(scene: Any) -> None:
    set_availability(scene.near, [(DAY.weekday(), 9 * 60, 10 * 60 + 30)])
    need = replace(scene.need, start=scene.need.start.astimezone(UTC), end=scene.need.end.astimezone(UTC))
    assert names(need) == ["覃大山", "陆小河"]


def test_a_need_over_midnight_asks_for_both_days(scene: Any) -> None:
    night = replace(scene.need, start=local(DAY, 23), end=local(DAY + timedelta(days=1), 1))
    set_availability(scene.near, [(2, 23 * 60, 1440), (3, 0, 60)])
    assert names(night) == ["覃大山", "陆小河"]
    set_availability(scene.near, [(2, 23 * 60, 1440)])
    assert names(night) == ["陆小河"]


def test_a_need_until_midnight_asks_for_one_day(scene: Any) -> None:
    set_availability(scene.near, [(2, 22 * 60, 1440)])
    late = replace(scene.need, start=local(DAY, 22), end=local(DAY + timedelta(days=1), 0))
    assert names(late) == ["覃大山", "陆小河"]


def test_whoever_is_busy_is_not_named(scene: Any) -> None:
    occupy("person", scene.near.person_id, local(DAY, 10, 15), local(DAY, 11), "test", 1)
    assert names(scene.need) == ["陆小河"]
    assert names(replace(scene.need, end=local(DAY, 10, 15))) == ["覃大山", "陆小河"]


def test_time_to_travel_counts_as_busy(scene: Any) -> None:
    occupy("person", scene.near.person_id, local(DAY, 10, 45), local(DAY, 12), "test", 1)
    assert names(scene.need) == ["覃大山", "陆小河"]
    assert names(replace(scene.need, travel_minutes=30)) == ["陆小河"]


@pytest.mark.parametrize("turned", [False, True])
def test_a_block_keeps_two_apart_in_either_direction(inside: Any, scene: Any, turned: bool) -> None:
    pair = [scene.helped.id, scene.near.person_id]
    one, two = reversed(pair) if turned else pair
    inside.add(PersonBlock(person_id=one, other_id=two, reason="曾有纠纷"))
    inside.flush()
    assert names(scene.need) == ["陆小河"]


def test_a_block_can_be_taken_back(scene: Any) -> None:
    block(scene.near.person, scene.helped, SYSTEM, "曾有纠纷")
    assert names(scene.need) == ["陆小河"]
    unblock(scene.helped, scene.near.person, SYSTEM)
    assert names(scene.need) == ["覃大山", "陆小河"]


def test_a_block_between_others_changes_nothing(scene: Any) -> None:
    block(scene.near.person, scene.far.person, SYSTEM, "曾有纠纷")
    assert names(scene.need) == ["覃大山", "陆小河"]


def test_minors_are_helped_by_cleared_volunteers_only(scene: Any) -> None:
    clear_for_minors(scene.far, DAY, SYSTEM)
    clear_for_minors(scene.near, DAY - timedelta(days=1), SYSTEM)
    assert names(replace(scene.need, minors=True)) == ["陆小河"]
    assert names(scene.need) == ["覃大山", "陆小河"]


def test_nobody_is_sent_to_themselves(scene: Any) -> None:
    volunteer("", scene.home, {scene.skill.id: None}, person=scene.helped)
    assert names(scene.need) == ["覃大山", "陆小河"]


def test_whoever_declined_is_left_out(scene: Any) -> None:
    assert names(scene.need, exclude={scene.near.id}) == ["陆小河"]


def test_no_more_than_the_limit_are_named(scene: Any) -> None:
    assert names(scene.need, limit=1) == ["覃大山"]


def test_load_can_outweigh_distance(scene: Any, late_in_the_month: Any) -> None:
    for days in range(10, 20):
        served(scene.near, days)
    assert names(scene.need) == ["陆小河", "覃大山"]


def test_a_void_service_is_no_load_no_acquaintance_and_no_last_time(scene: Any, late_in_the_month: Any) -> None:
    served(scene.near, 15)

    def reasons() -> list[str]:
        return next(list(map(str, s.reasons)) for s in suggest(scene.need) if s.name == "覃大山")

    gone = [served(scene.near, days, scene.helped) for days in (4, 6)]
    assert reasons() == ["同一网格", "约 100 米", "服务过这位居民", "本月服务 3 次", "上次服务在 4 天前"]
    for record in gone:
        void_service(record, SYSTEM, "没有去")
    assert reasons() == ["同一网格", "约 100 米", "本月服务 1 次", "上次服务在 15 天前"]
    void_service(served(scene.far, 3), SYSTEM, "没有去")
    assert scene.far.last_served_at is None


def test_who_helped_this_person_before_is_preferred(scene: Any) -> None:
    other = volunteer("甘相邻", scene.next_door, {scene.skill.id: None})
    assert names(scene.need) == ["覃大山", "甘相邻", "陆小河"]
    served(other, 60, scene.helped)
    assert names(scene.need) == ["甘相邻", "覃大山", "陆小河"]


def test_who_rested_longer_is_preferred(scene: Any) -> None:
    other = volunteer("甘相邻", scene.next_door, {scene.skill.id: None})
    served(scene.near, 40)
    served(other, 50)
    assert names(scene.need) == ["覃大山", "甘相邻", "陆小河"]
    served(scene.near, 1)
    assert names(scene.need) == ["甘相邻", "覃大山", "陆小河"]


def test_reasons_are_said_in_words(scene: Any, late_in_the_month: Any) -> None:
    same_house = volunteer("黄同楼", scene.home, {scene.skill.id: None})
    served(same_house, 12)
    served(same_house, 14, scene.helped)
    served(scene.near, 40)
    assert {s.name: list(map(str, s.reasons)) for s in suggest(scene.need)} == {
        "黄同楼": ["同一栋楼", "服务过这位居民", "本月服务 2 次", "上次服务在 12 天前"],
        "覃大山": ["同一网格", "约 100 米", "本月还没有服务", "上次服务在 40 天前"],
        "陆小河": ["约 500 米", "本月还没有服务"],
    }


def test_a_need_may_name_a_building_or_a_point_instead_of_a_person(scene: Any) -> None:
    plain = replace(scene.need, person_id=None)
    assert [s.metres for s in suggest(replace(plain, building_id=scene.far_off.id))] == [0, 400]
    assert [s.metres for s in suggest(replace(plain, x=400, y=500))] == [0, 400]
    centre = suggest(plain)
    assert [s.name for s in centre] == ["覃大山", "陆小河"]


def test_a_need_without_anybody_gives_an_empty_list(scene: Any) -> None:
    assert suggest(replace(scene.need, skill_id=add_skill("piano", "钢琴").id)) == []


def test_a_need_ends_after_it_starts(scene: Any) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        suggest(replace(scene.need, end=scene.need.start))


def test_a_suggestion_costs_two_statements(inside: Any, scene: Any, query_counter: Any) -> None:
    for number in range(20):
        volunteer(f"志愿者{number}", scene.home, {scene.skill.id: None})
    inside.commit()
    suggest(scene.need)
    with query_counter() as statements:
        assert len(suggest(scene.need)) == 8
    assert len(statements) == 2  # where the person lives, and who suits


def test_the_growing_box_finds_the_same_as_looking_at_everybody(inside: Any, scene: Any) -> None:
    dice = random.Random(7)
    for number in range(150):
        row = volunteer(f"志愿者{number}", None, {scene.skill.id: None} if number % 3 else {}, windows=ALWAYS[:5])
        row.base_x, row.base_y = dice.randrange(5000), dice.randrange(5000)
        if number % 4 == 0:
            served(row, dice.randrange(1, 6))
    inside.flush()
    for _n in range(5):
        need = replace(scene.need, person_id=None, x=dice.randrange(5000), y=dice.randrange(5000))
        everybody = [(s.volunteer_id, s.score) for s in suggest(need, limit=1000)]
        assert [(s.volunteer_id, s.score) for s in suggest(need)] == everybody[:8]
        assert len(everybody) == 102  # 100 of the crowd have the skill, and the two of the scene


def test_an_acquaintance_just_outside_the_first_look_is_not_missed(scene: Any) -> None:
    haircut, grid = add_skill("haircut", "理发"), add_grid("003")
    volunteer("黄近些", add_building(10, grid, x=540, y=100), {haircut.id: None})
    known = volunteer("蓝熟人", add_building(11, grid, x=580, y=100), {haircut.id: None})
    served(known, 60, scene.helped)
    assert names(replace(scene.need, skill_id=haircut.id), limit=1) == ["蓝熟人"]


def test_other_communities_volunteers_are_never_named(inside: Any, scene: Any) -> None:
    assert {v.community_id for v in inside.query(Volunteer)} == {scene.near.community_id}


def test_weights_change_who_is_first(scene: Any) -> None:
    served(scene.near, 0)
    assert names(scene.need, weights=Weights(load=600)) == ["陆小河", "覃大山"]
    assert names(scene.need, weights=Weights(load=0, rest=0)) == ["覃大山", "陆小河"]


def test_nobody_from_beyond_the_radius_is_named(scene: Any) -> None:
    assert names(scene.need, weights=Weights(radius=100)) == ["覃大山"]
    assert names(scene.need, weights=Weights(radius=99)) == []
    assert names(scene.need, weights=Weights(radius=5000)) == ["覃大山", "陆小河"]
