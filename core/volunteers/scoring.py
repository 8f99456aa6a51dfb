"""How well one volunteer suits one need: a score in metres of way, least first, and its reasons in words."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import hypot
from zoneinfo import ZoneInfo

from core.communities.words import N_
from core.volunteers.candidates import Candidate
from core.volunteers.need import Need, Reason, Suggestion, Weights

LOAD_COUNTED = 10
REST_DAYS = 7


@dataclass(frozen=True)
class Judged:
    """A candidate with the score for one need; `metres` is the way."""

    score: int
    metres: int
    candidate: Candidate

    @property
    def order(self) -> tuple[int, int, int]:
        """Who goes first; among equals the nearer, then the one registered earlier."""
        return self.score, self.metres, self.candidate.volunteer_id


def judge(need: Need, found: Candidate, weights: Weights, moment: datetime) -> Judged:
    """The score as it stands at `moment`, for a need whose x and y are known."""
    way = metres(need, found)
    score = way + weights.load * min(found.served_this_month, LOAD_COUNTED)
    if found.last_served_at is not None:
        days = max(0, (moment - found.last_served_at).days)
        score += weights.rest * max(0, REST_DAYS - days)
    if need.building_id is not None and found.building_id == need.building_id:
        score -= weights.same_building
    elif need.grid_id is not None and found.grid_id == need.grid_id:
        score -= weights.same_grid
    return Judged(score - weights.known if found.knows else score, way, found)


def metres(need: Need, found: Candidate) -> int:
    """The way in a straight line."""
    return round(hypot(found.x - (need.x or 0), found.y - (need.y or 0)))


def said(need: Need, judged: Judged, zone: ZoneInfo, moment: datetime) -> Suggestion:
    """The candidate as a suggestion with reasons, as they stand at `moment`."""
    found = judged.candidate
    reasons: list[Reason] = []
    if need.building_id is not None and found.building_id == need.building_id:
        reasons.append(Reason(N_("同一栋楼")))
    else:
        if need.grid_id is not None and found.grid_id == need.grid_id:
            reasons.append(Reason(N_("同一%(grid)s")))
        reasons.append(Reason(N_("约 %(metres)s 米"), {"metres": max(10, round(judged.metres, -1))}))
    if found.knows:
        reasons.append(Reason(N_("服务过这位居民")))
    times = found.served_this_month
    reasons.append(Reason(N_("本月服务 %(times)s 次"), {"times": times}) if times else Reason(N_("本月还没有服务")))
    if found.last_served_at is not None:
        reasons.append(_last_served(found.last_served_at, zone, moment))
    return Suggestion(found.volunteer_id, found.person_id, found.name, judged.metres, judged.score, reasons)


def _last_served(at: datetime, zone: ZoneInfo, moment: datetime) -> Reason:
    days = (moment.astimezone(zone).date() - at.astimezone(zone).date()).days
    return Reason(N_("上次服务在 %(days)s 天前"), {"days": days}) if days > 0 else Reason(N_("上次服务在今天"))
