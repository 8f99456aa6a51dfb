"""Whom the waves of past requests would have passed over, and the choice among the others: what dispatch does today.

Relatives are those of today; who gave up late too often, and who verified the request, as it was when it was asked.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.api import PastNeed, Suggestion

from ..rules import Rules
from .involved import verifiers_of
from .kin import relatives_of_all
from .lateness import DAYS, gave_up_late


@dataclass(frozen=True)
class LeftOut:
    """By request and moment; persons, and for lateness volunteers."""

    relatives: Mapping[int, set[int]]
    verifiers: Mapping[int, int]
    late: Sequence[tuple[int, datetime]]

    @property
    def most(self) -> int:
        """So many at most are left out of one list."""
        return max(map(len, self.relatives.values()), default=0) + len({who for who, _at in self.late}) + 1

    def first_wave(self, rule: Rules) -> Callable[[PastNeed, list[Suggestion]], list[Suggestion]]:
        """The choice of a first wave under these rules, for a replay."""

        def choose(past: PastNeed, ranked: list[Suggestion]) -> list[Suggestion]:
            late = self._late_at(past.asked_at, rule.late_limit)
            apart = self.relatives.get(past.need.person_id or 0, set()) | {self.verifiers.get((past.plan or ("", 0))[1])}
            plain = [pick for pick in ranked if pick.person_id not in apart and pick.volunteer_id not in late]
            near = [pick for pick in plain if rule.first_metres and pick.metres <= rule.first_metres]
            return (near or plain)[: rule.offer_size]

        return choose

    def _late_at(self, moment: datetime, limit: int) -> set[int]:
        if not limit:
            return set()
        since = moment - timedelta(days=DAYS)
        times = Counter(who for who, at in self.late if since <= at < moment)
        return {who for who, count in times.items() if count >= limit}


def left_out_of(rows: Sequence[Any]) -> LeftOut:
    """For the rows of requests, in three statements, none where there are no rows."""
    if not rows:
        return LeftOut({}, {}, ())
    return LeftOut(
        relatives_of_all(sorted({row.person_id for row in rows})), verifiers_of(sorted({row.id for row in rows})),
        gave_up_late(min(row.asked_at for row in rows)),
    )
