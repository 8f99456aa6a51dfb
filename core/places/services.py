"""Who is in which place when; a use and its occupied quarter hours are written and freed together, here only."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from babel.dates import format_datetime
from flask_babel import get_locale
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.communities.calendar import community_zone
from core.kernel.occupancy import Occupied, occupy, quarters, release, taken_quarters
from core.places.errors import PlaceClosed, PlaceMissing, PlaceOccupied, PlaceRefused
from core.places.models import Place, PlaceUse
from core.tenancy.session import db
from core.texts import gettext as _

PLACE, USE = "place", "place_use"  # what is occupied, and by what: never by the plan itself, whose `release` is its own
LONGEST = timedelta(days=14)
TITLE = 80
QUARTER = timedelta(minutes=15)
LOOK_AHEAD = timedelta(days=2)


def places(open_only: bool = True) -> list[Place]:
    """The places in their order; one statement."""
    query = select(Place).order_by(Place.position, Place.name)
    return list(db.session.scalars(query.where(Place.closed.is_(False)) if open_only else query))


def get_place(place_id: int) -> Place:
    """A place, closed ones too; raises PlaceMissing, for another community's as well."""
    place = db.session.get(Place, place_id)
    if place is None:
        raise PlaceMissing(_("没有找到这个场地，可能已经改动。请回到场地列表重新选择。"))
    return place


def use_place(
    place_id: int, starts_at: datetime, ends_at: datetime, title: str, owner_kind: str, owner_id: int
) -> PlaceUse:
    """Take a place for a plan, with the place's own set-up and clean-up minutes around, in the caller's transaction.

    Raises PlaceOccupied (an Occupied: who is there, and from when it would do), PlaceClosed, PlaceMissing, or
    PlaceRefused for a time that is none; the caller's other work stays intact.
    """
    place = get_place(place_id)
    if place.closed:
        raise PlaceClosed(_("%(place)s暂停使用。请换一个场地，或等重新开放后再安排。", place=place.name))
    if not title.strip() or not owner_kind:
        raise ValueError("a use of a place has a title and an owner")
    first, last = _around(place, *_ordered(starts_at, ends_at))
    use = PlaceUse(
        place_id=place.id, starts_at=starts_at, ends_at=ends_at, title=title.strip()[:TITLE],
        owner_kind=owner_kind, owner_id=owner_id,
    )  # fmt: skip
    try:
        occupy(PLACE, place.id, first, last, USE, use.id)
    except Occupied as taken:
        raise PlaceOccupied(_why_not(place, starts_at, ends_at)) from taken
    use.place = place
    db.session.add(use)
    db.session.flush()
    return use


def free_place(owner_kind: str, owner_id: int) -> int:
    """Free every place that a plan has, in the caller's transaction; returns how many uses ended."""
    mine = select(PlaceUse).where(PlaceUse.owner_kind == owner_kind, PlaceUse.owner_id == owner_id).with_for_update()
    uses = list(db.session.scalars(mine))
    for use in uses:
        release(USE, use.id)
        db.session.delete(use)
    db.session.flush()
    return len(uses)


def place_uses(start: datetime, end: datetime, place_id: int | None = None) -> list[PlaceUse]:
    """All uses that touch [start, end) by their beginning, with `.place`; one statement."""
    query = select(PlaceUse).where(*_touching(start, end)).options(joinedload(PlaceUse.place))
    if place_id is not None:
        query = query.where(PlaceUse.place_id == place_id)
    return list(db.session.scalars(query.order_by(PlaceUse.starts_at, PlaceUse.id)))


def free_places(start: datetime, end: datetime) -> list[Place]:
    """The open places that could be taken for [start, end), set-up and clean-up included; two statements."""
    start, end = _ordered(start, end)
    wanted = {place: quarters(*_around(place, start, end)) for place in places()}
    if not wanted:
        return []
    widest = range(min(r.start for r in wanted.values()), max(r.stop for r in wanted.values()))
    taken = taken_quarters(PLACE, [place.id for place in wanted], widest)
    return [place for place, own in wanted.items() if taken.get(place.id, set()).isdisjoint(own)]


def _ordered(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    if end <= start:
        raise PlaceRefused(_("结束时间要晚于开始时间。请改一下时间。"))
    if end - start > LONGEST:
        raise PlaceRefused(_("一次最多安排 %(days)s 天。请分成几次。", days=LONGEST.days))
    return start, end


def _around(place: Place, start: datetime, end: datetime) -> tuple[datetime, datetime]:
    return start - timedelta(minutes=place.setup_minutes), end + timedelta(minutes=place.cleanup_minutes)


def _touching(start: datetime, end: datetime) -> Sequence[object]:
    # No use is longer than LONGEST: the index on its beginning finds all without reading the past.
    return PlaceUse.starts_at < end, PlaceUse.starts_at > start - LONGEST - QUARTER, PlaceUse.ends_at > start


def _why_not(place: Place, start: datetime, end: datetime) -> str:
    """The sentence of a refusal: the use that is in the way, and the next beginning that would do."""
    clash, later = _in_the_way(place, start, end), _next_free(place, start, end)
    known = {
        "place": place.name, "title": clash.title if clash else "",
        "from": _said(clash.starts_at) if clash else "", "until": _said(clash.ends_at) if clash else "",
    }  # fmt: skip
    if clash:
        why = _("%(place)s在 %(from)s 到 %(until)s 有“%(title)s”（连同前后的布置和清理时间）。", **known)
    else:
        why = _("%(place)s这段时间已经有别的安排。", **known)
    if later is None:
        return why + _("请换一天，或另选场地。")
    return why + _("最早 %(later)s 起可以用；请换一个时间，或另选场地。", later=_said(later))


def _in_the_way(place: Place, start: datetime, end: datetime) -> PlaceUse | None:
    wanted = set(quarters(*_around(place, start, end)))
    reach = timedelta(minutes=place.setup_minutes + place.cleanup_minutes) + QUARTER * 2
    near = place_uses(start - reach, end + reach, place.id)
    return next((use for use in near if not wanted.isdisjoint(_quarters_of(use, place))), None)


def _quarters_of(use: PlaceUse, place: Place) -> range:
    return quarters(*_around(place, use.starts_at, use.ends_at))


def _next_free(place: Place, start: datetime, end: datetime) -> datetime | None:
    """The first quarter hour after `start`, in the next two days, at which the same length would fit."""
    widest = quarters(*_around(place, start, end + LOOK_AHEAD))
    taken = taken_quarters(PLACE, [place.id], widest).get(place.id, set())
    begin = datetime.fromtimestamp(-(-start.timestamp() // 900) * 900, start.tzinfo)
    for step in range(1, LOOK_AHEAD // QUARTER):
        at = begin + step * QUARTER
        if taken.isdisjoint(quarters(*_around(place, at, at + (end - start)))):
            return at
    return None


def _said(when: datetime) -> str:
    local = when.astimezone(community_zone())
    return format_datetime(local, _("M 月 d 日 HH:mm"), locale=str(get_locale() or "zh_Hans_CN"))
