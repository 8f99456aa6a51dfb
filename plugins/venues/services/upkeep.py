"""Keeping the places' rules: hours, who may book, keys, the code on the door, closed days."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from core.api import Missing, Person, _, audit, community_today, new_digits, session

from ..errors import BadRules
from ..models import ClosedDay, VenueRules
from .opening import Venue

USUAL_HOURS = [[510, 1200]] * 7
FIELDS = ("who", "needs_approval", "scarce", "longest_minutes", "days_ahead", "note")


def new_code() -> str:
    """Six digits that no other door has."""
    taken = set(session.scalars(select(VenueRules.door_code)))
    while (code := new_digits()) in taken:
        continue
    return code


def save_rules(actor: Any, venue: Venue, hours: Sequence[Sequence[int]], keyholder_id: int | None, **values: Any) -> VenueRules:
    """Write a place's rules, making them where there are none; raises BadRules."""
    if len(hours) != 7 or any(span and not 0 <= span[0] < span[1] <= 1440 for span in hours):
        raise BadRules(_("每天的关门时间要晚于开门时间，请改一下；不开放的日子请选“休息”。"))
    if keyholder_id and session.get(Person, keyholder_id) is None:
        raise BadRules(_("没有找到开门的人，请重新选择。"))
    row = venue.rules or VenueRules(place_id=venue.place.id, door_code=new_code(), hours=USUAL_HOURS)
    before = _told(row) if venue.rules else None
    row.hours = [list(span) for span in hours]
    row.keyholder_id = keyholder_id or None
    for field in FIELDS:
        if field in values:
            setattr(row, field, values[field])
    session.add(row)
    session.flush()
    audit.write(
        "venues.rules", _("修改了%(place)s的预约规则", place=venue.place.name), actor=actor, object_kind="venues_rules",
        object_id=row.id, before=before, after=_told(row),
    )
    return row


def _told(row: VenueRules) -> dict[str, Any]:
    return {"hours": row.hours, **{field: getattr(row, field) for field in FIELDS}}


def renew_code(actor: Any, venue: Venue) -> str:
    """Another code on the door, so that a photo of the old one is worth nothing; raises BadRules without rules."""
    if venue.rules is None:
        raise BadRules(_("请先保存这个场地的规则，再换签到码。"))
    venue.rules.door_code = new_code()
    audit.write(
        "venues.door_code", _("换了%(place)s门上的签到码", place=venue.place.name), actor=actor,
        object_kind="venues_rules", object_id=venue.rules.id,
    )
    session.flush()
    return venue.rules.door_code


def closed_days(place_id: int) -> Sequence[ClosedDay]:
    """The days off to come, of this place and of the whole centre."""
    here = or_(ClosedDay.place_id == place_id, ClosedDay.place_id.is_(None))
    return session.scalars(select(ClosedDay).where(here, ClosedDay.day >= community_today()).order_by(ClosedDay.day)).all()


def close_day(actor: Any, place_id: int | None, day: date, reason: str) -> ClosedDay:
    """Not open on that day; bookings that stand are called off by hand, so that each booker hears why."""
    same = select(ClosedDay).where(ClosedDay.day == day)
    same = same.where(ClosedDay.place_id.is_(None) if place_id is None else ClosedDay.place_id == place_id)
    row = session.scalar(same.limit(1)) or ClosedDay(place_id=place_id, day=day)
    row.reason = reason.strip()[:60]
    session.add(row)
    session.flush()
    audit.write(
        "venues.close_day", _("登记闭馆日 %(day)s", day=day.isoformat()), actor=actor, object_kind="venues_closed_day",
        object_id=row.id, reason=row.reason,
    )
    return row


def open_day(actor: Any, closed_id: int) -> ClosedDay:
    """Open after all; raises Missing."""
    row = session.get(ClosedDay, closed_id)
    if row is None:
        raise Missing(_("没有找到这个闭馆日，请刷新页面。"))
    audit.write(
        "venues.open_day", _("取消闭馆日 %(day)s", day=row.day.isoformat()), actor=actor,
        object_kind="venues_closed_day", object_id=row.id,
    )
    session.delete(row)
    session.flush()
    return row
