"""The draw: never over the places, brothers and sisters together, nobody twice before others once, always the same."""
from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.after_school.services.draw import ACCEPTED, REFUSED, WAITING, Draw, Wish, lots, parties


def families(sizes: list[int], picks: list[list[int]]) -> tuple[list[Wish], dict[int, bool]]:
    """Wishes of families of these sizes; every child picks courses in the given order."""
    wishes, together, at = [], {}, 0
    for family, size in enumerate(sizes, 1):
        together[family] = family % 2 == 0
        for _child in range(size):
            for rank, course in enumerate(dict.fromkeys(picks[at % len(picks)]), 1):
                wishes.append(Wish(len(wishes) + 1, at + 1, course, family, rank))
            at += 1
    return wishes, together


def run(wishes: list[Wish], together: dict[int, bool], free: dict[int, int], most: int = 2, seed: str = "s") -> Draw:
    draw = Draw(wishes, together, free, {frozenset((1, 2))}, lots(seed, list(together)), most)
    draw.run()
    return draw


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 3), min_size=1, max_size=12),
    picks=st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=3), min_size=1, max_size=6),
    places=st.integers(0, 6), most=st.integers(1, 3),
)  # fmt: skip
def test_the_rules_hold_whatever_is_wished(sizes: list[int], picks: list[list[int]], places: int, most: int) -> None:
    wishes, together = families(sizes, picks)
    draw = run(wishes, together, dict.fromkeys(range(1, 5), places), most)
    assert set(draw.results) == {wish.enrolment_id for wish in wishes}
    got = [wish for wish in wishes if draw.results[wish.enrolment_id].state == ACCEPTED]
    for course in range(1, 5):
        assert sum(wish.course_id == course for wish in got) <= places
    for child in {wish.child_id for wish in wishes}:
        mine = [wish.course_id for wish in got if wish.child_id == child]
        assert len(mine) <= most
        assert not {1, 2} <= set(mine)  # at the same time
    for party in parties(wishes, together):
        assert len({draw.results[wish.enrolment_id].state == ACCEPTED for wish in party}) == 1
    again = run(wishes, together, dict.fromkeys(range(1, 5), places), most)
    assert again.results == draw.results


def test_every_child_gets_one_place_before_anybody_gets_two() -> None:
    wishes, together = families([1, 1], [[3, 4], [4, 3]])
    draw = run(wishes, together, {1: 0, 2: 0, 3: 1, 4: 1})
    states = {(w.child_id, w.course_id): draw.results[w.enrolment_id].state for w in wishes}
    assert states == {(1, 3): ACCEPTED, (2, 4): ACCEPTED, (1, 4): WAITING, (2, 3): WAITING}


def test_brothers_and_sisters_wait_together_and_a_smaller_family_passes() -> None:
    wishes = [Wish(1, 1, 3, 2, 1), Wish(2, 2, 3, 2, 1), Wish(3, 3, 3, 1, 1)]
    draw = run(wishes, {1: True, 2: True}, {3: 1})
    assert [draw.results[n].state for n in (1, 2, 3)] == [WAITING, WAITING, ACCEPTED]


def test_the_numbers_follow_from_the_published_seed() -> None:
    assert lots("a", [1, 2, 3]) == lots("a", [3, 2, 1])
    assert sorted(lots("a", [1, 2, 3]).values()) == [1, 2, 3]
    assert len({tuple(lots(str(n), [1, 2, 3]).items()) for n in range(40)}) > 1


def test_the_reasons_are_kept_with_their_values() -> None:
    wishes = [Wish(1, 1, 3, 1, 1), Wish(2, 1, 4, 1, 2), Wish(3, 2, 3, 2, 1)]
    draw = run(wishes, {1: True, 2: True}, {3: 1, 4: 5}, most=1)
    won = next(n for n in (1, 3) if draw.results[n].state == ACCEPTED)
    lost = 4 - won
    assert draw.results[won].why[1] | {"lot": 0} == {"rank": 1, "lot": 0, "wishes": 2, "places": 1, "left": 1}
    assert draw.results[lost].why[1]["queue"] == 1
    if won == 1:
        assert draw.results[2].state == REFUSED
