"""Rules and equipment for the demo's places, by what kind of place each is."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from core.api import Person, bulk_insert, bulk_row, community_today, session

from ..models import EVERYBODY, TEAMS, ClosedDay, Equipment, VenueRules
from ..services import opening

INDOORS, OUTDOORS = [510, 1200], [390, 1320]
# By kind: hours, who may book, with approval, scarce, longest in minutes, what to say.
BY_KIND: dict[str, tuple[list[int], str, bool, bool, int, str]] = {
    "room": (INDOORS, EVERYBODY, False, False, 0, "用完请把桌椅归位，关灯锁门。"),
    "hall": (INDOORS, EVERYBODY, True, False, 240, "布置和清场的时间已经替您留好。"),
    "garden": (OUTDOORS, EVERYBODY, True, False, 240, "请不要踩踏草坪，音响晚上九点前关。"),
    "stage": (OUTDOORS, TEAMS, True, True, 180, "灯光和音响由工作人员开，请提前三天约。"),
    "sports": (OUTDOORS, EVERYBODY, False, False, 120, "请穿运动鞋，量力而行。"),
}
THINGS = {
    "hall": (("折叠椅", 100), ("无线话筒", 4)), "stage": (("音响", 2), ("演出服挂架", 6)),
    "sports": (("球拍", 8),), "garden": (("折叠桌", 12),),
}
SHARED = (("投影仪", 2), ("便携音箱", 3), ("电子琴", 1))


def furnish(rng: Random, signins: Mapping[str, Person]) -> list[opening.Venue]:
    """Write rules for the places that have none, and equipment; returns the venues."""
    bare = [venue.place for venue in opening.venues() if venue.rules is None]
    if bare:
        codes = rng.sample(range(100_000, 1_000_000), len(bare))
        bulk_insert(VenueRules, [_rules(place, f"{code}", signins) for place, code in zip(bare, codes, strict=True)])
        bulk_insert(Equipment, [*_things(bare), *_shared()])
        holiday = community_today() + timedelta(days=24)
        bulk_insert(ClosedDay, [bulk_row(place_id=bare[-1].id, day=holiday, reason="设备检修")])
        session.expire_all()
    return [venue for venue in opening.venues() if venue.bookable]


def _rules(place: Any, code: str, signins: Mapping[str, Person]) -> dict[str, Any]:
    hours, who, needs_approval, scarce, longest, note = BY_KIND[place.kind]
    week = [list(hours) for _day in range(7)]
    if place.kind == "room" and place.position % 20:
        week[0] = []
    keyholder = signins.get("volunteer") if place.kind in ("hall", "stage") else None
    return bulk_row(
        place_id=place.id, keyholder_id=keyholder.id if keyholder else None, hours=week, who=who,
        needs_approval=needs_approval, scarce=scarce, longest_minutes=longest, days_ahead=0, door_code=code, note=note,
    )


def _things(places: list[Any]) -> list[dict[str, Any]]:
    return [
        bulk_row(place_id=place.id, name=name, count=count, position=at)
        for place in places
        for at, (name, count) in enumerate(THINGS.get(place.kind, ()))
    ]


def _shared() -> list[dict[str, Any]]:
    return [bulk_row(place_id=None, name=name, count=count, position=at) for at, (name, count) in enumerate(SHARED)]
