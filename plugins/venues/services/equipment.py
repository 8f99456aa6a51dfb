"""Things to borrow: how many are left for a time, and that nobody gets what somebody else has already."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from core.api import Missing, Place, _, audit, session

from ..errors import BadRules, CannotBook, NotEnoughEquipment
from ..models import Booking, Equipment, Wanted

HELD = ("approved", "checked_in")
MOST = 999


def equipment_for(place_id: int) -> Sequence[Equipment]:
    """What can be wanted with a place: its own things, and those that are carried around."""
    offered = or_(Equipment.place_id == place_id, Equipment.place_id.is_(None))
    query = select(Equipment).where(offered, Equipment.count > 0)
    return session.scalars(query.order_by(Equipment.place_id.is_(None), Equipment.position, Equipment.id)).all()


def want(booking: Booking, wanted: Mapping[int, int]) -> None:
    """Note what a new booking wants; raises CannotBook for what is not there at all."""
    known = {thing.id: thing for thing in equipment_for(booking.place_id)}
    for equipment_id, count in wanted.items():
        thing = known.get(equipment_id)
        if thing is None or not 0 < count <= thing.count:
            name = thing.name if thing else _("这件器材")
            raise CannotBook(_("%(name)s没有这么多，请按清单上的件数借。", name=name), "wanted")
        session.add(Wanted(booking_id=booking.id, equipment_id=equipment_id, count=count))
    session.flush()


def hold(booking: Booking) -> None:
    """Make sure that all wanted pieces are there for the time of a booking that is being approved.

    Locks the things in the order of their ids: of two who take the last piece, the second counts the first.
    Raises NotEnoughEquipment.
    """
    wanted = dict(
        session.execute(select(Wanted.equipment_id, Wanted.count).where(Wanted.booking_id == booking.id)).all()
    )
    if not wanted:
        return
    # Not the whole key: each new line of wanted things holds that by its reference, and two would wait in a ring.
    query = select(Equipment).where(Equipment.id.in_(wanted)).order_by(Equipment.id).with_for_update(key_share=True)
    things = session.scalars(query.execution_options(populate_existing=True)).all()
    lent = lent_between(booking.starts_at, booking.ends_at, without=booking.id)
    for thing in things:
        left = thing.count - lent.get(thing.id, 0)
        if wanted[thing.id] > left:
            raise NotEnoughEquipment(thing.name, max(0, left))


def lent_between(start: datetime, end: datetime, without: int = 0) -> dict[int, int]:
    """Pieces by equipment that approved bookings hold at some time of [start, end)."""
    rows = session.execute(
        select(Wanted.equipment_id, func.sum(Wanted.count))
        .join(Booking, Booking.id == Wanted.booking_id)
        .where(Booking.state.in_(HELD), Booking.starts_at < end, Booking.ends_at > start, Booking.id != without)
        .group_by(Wanted.equipment_id)
    )
    return {key: int(count) for key, count in rows}


def wanted_by(booking_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """(name, count) of what each booking wants; one statement."""
    rows = session.execute(
        select(Wanted.booking_id, Equipment.name, Wanted.count)
        .join(Equipment, Equipment.id == Wanted.equipment_id)
        .where(Wanted.booking_id.in_(booking_ids))
        .order_by(Equipment.position, Equipment.id)
    )
    found: dict[int, list[tuple[str, int]]] = {}
    for booking_id, name, count in rows:
        found.setdefault(booking_id, []).append((name, int(count)))
    return found


def all_equipment() -> Sequence[Any]:
    """(equipment, place's name or None) in the order of places."""
    return session.execute(
        select(Equipment, Place.name)
        .outerjoin(Place, Place.id == Equipment.place_id)
        .order_by(Place.position, Place.name, Equipment.position, Equipment.id)
    ).all()


def the_equipment(equipment_id: int) -> Equipment:
    """One thing; raises Missing."""
    thing = session.get(Equipment, equipment_id)
    if thing is None:
        raise Missing(_("没有找到这件器材，请刷新列表再试。"))
    return thing


def save_equipment(actor: Any, thing: Equipment | None, place_id: int | None, name: str, count: int) -> Equipment:
    """Add a thing or change one; raises BadRules for a name that this place has already."""
    twin = select(Equipment.id).where(
        Equipment.name == name.strip(), Equipment.id != (thing.id if thing else 0),
        Equipment.place_id.is_(None) if place_id is None else Equipment.place_id == place_id,
    )
    if session.scalar(twin.limit(1)) is not None:
        raise BadRules(_("这里已经有“%(name)s”了，请改它的件数，或换一个名称。", name=name.strip()))
    row = thing or Equipment(name="", count=0)
    row.place_id, row.name, row.count = place_id, name.strip()[:30], min(count, MOST)
    session.add(row)
    session.flush()
    audit.write(
        "venues.equipment", _("登记器材：%(name)s %(count)s 件", name=row.name, count=row.count), actor=actor,
        object_kind="venues_equipment", object_id=row.id,
    )
    return row
