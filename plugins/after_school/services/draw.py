"""The fair allocation as a pure calculation: whoever has the seed and the wishes comes to the same result.

Published rule: families draw a number from the seed. In the first round every child can get one place: all first
wishes in the order of the numbers, then all second wishes, and so on; only then, in a second round, children get a
second place. Brothers and sisters who want to stay together count as one and get places together or wait together.
"""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from core.api import N_

ACCEPTED, WAITING, REFUSED = "accepted", "waiting", "refused"
GOT_IT = N_("第 %(rank)d 志愿，抽签号 %(lot)d。%(wishes)d 个孩子报 %(places)d 个名额，轮到时还有 %(left)d 个，所以录取了。")
NO_PLACE = N_("第 %(rank)d 志愿，抽签号 %(lot)d。%(wishes)d 个孩子报 %(places)d 个名额，轮到时已经不够，所以排在候补第 %(queue)d 位。")
ENOUGH = N_("孩子已经有 %(most)d 门课，这是每个孩子的上限，所以第 %(rank)d 志愿没有再安排。")
CLASH = N_("和已经录取的课在同一时间，所以第 %(rank)d 志愿没有安排。")


@dataclass(frozen=True)
class Wish:
    """One child's wish for one course."""

    enrolment_id: int
    child_id: int
    course_id: int
    application_id: int
    rank: int


@dataclass(frozen=True)
class Result:
    """What became of a wish, why, and the place on the waiting list."""

    state: str
    why: tuple[str, Mapping[str, int]]
    queue: int = 0


def lots(seed: str, application_ids: Iterable[int]) -> dict[int, int]:
    """The number of each family, from 1: the order of the hashes of seed and application."""
    order = sorted(application_ids, key=lambda number: sha256(f"{seed}:{number}".encode()).hexdigest())
    return {number: place for place, number in enumerate(order, 1)}


def parties(wishes: Iterable[Wish], together: Mapping[int, bool]) -> list[list[Wish]]:
    """Wishes that are granted or not as one: those of a family for one course, or each alone."""

    def key(wish: Wish) -> tuple[int, int, int]:
        return wish.course_id, wish.application_id, 0 if together[wish.application_id] else wish.child_id

    return [list(group) for _key, group in groupby(sorted(wishes, key=key), key)]


class Draw:
    """One allocation. `free`: places by course; `clashes`: pairs of courses at the same time; `most`: per child."""

    def __init__(
        self, wishes: Sequence[Wish], together: Mapping[int, bool], free: Mapping[int, int],
        clashes: Iterable[frozenset[int]], numbers: Mapping[int, int], most: int,
    ) -> None:
        self.wishes, self.numbers, self.most = wishes, numbers, most
        self.places, self.left, self.clashes = dict(free), dict(free), set(clashes)
        self.parties = sorted(parties(wishes, together), key=self._turn)
        self.asked = {course: sum(w.course_id == course for w in wishes) for course in free}
        self.got: dict[int, list[int]] = {wish.child_id: [] for wish in wishes}
        self.results: dict[int, Result] = {}

    def _turn(self, party: list[Wish]) -> tuple[int, int, int]:
        """Earlier wishes first, then the lower number; of a party the later wish counts."""
        return max(w.rank for w in party), self.numbers[party[0].application_id], party[0].course_id

    def run(self) -> dict[int, Result]:
        """The result of every wish by its enrolment."""
        for places in range(self.most):
            for party in self.parties:
                if max(len(self.got[w.child_id]) for w in party) == places:
                    self._try(party)
        self._wait()
        return self.results

    def _try(self, party: list[Wish]) -> None:
        course, left = party[0].course_id, self.left[party[0].course_id]
        if party[0].enrolment_id in self.results or left < len(party) or any(self._clashes(w) for w in party):
            return
        self.left[course] -= len(party)
        for wish in party:
            self.got[wish.child_id].append(course)
            self.results[wish.enrolment_id] = Result(ACCEPTED, (GOT_IT, {**self._values(wish), "left": left}))

    def _clashes(self, wish: Wish) -> bool:
        return any(frozenset((wish.course_id, course)) in self.clashes for course in self.got[wish.child_id])

    def _values(self, wish: Wish) -> dict[str, Any]:
        course = wish.course_id
        return {
            "rank": wish.rank, "lot": self.numbers[wish.application_id], "wishes": self.asked[course],
            "places": self.places[course],
        }

    def _wait(self) -> None:
        """Who is left: those without any place first, then by wish and number."""
        queues: dict[int, int] = {}
        for party in sorted(self.parties, key=lambda p: (max(len(self.got[w.child_id]) for w in p), self._turn(p))):
            for wish in party:
                if wish.enrolment_id not in self.results:
                    self.results[wish.enrolment_id] = self._late(wish, queues)

    def _late(self, wish: Wish, queues: dict[int, int]) -> Result:
        if len(self.got[wish.child_id]) >= self.most:
            return Result(REFUSED, (ENOUGH, {"most": self.most, "rank": wish.rank}))
        if self._clashes(wish):
            return Result(REFUSED, (CLASH, {"rank": wish.rank}))
        queue = queues[wish.course_id] = queues.get(wish.course_id, 0) + 1
        return Result(WAITING, (NO_PLACE, {**self._values(wish), "queue": queue}), queue)
