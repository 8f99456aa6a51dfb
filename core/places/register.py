"""The list of places: added, changed, closed and opened again, each with a line in the audit."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.kernel import audit
from core.kernel.actor import Actor
from core.places.errors import PlaceRefused
from core.places.models import Place, PlaceUse
from core.places.terms import LONGEST_PREPARATION, PLACE_KINDS
from core.tenancy.session import db
from core.texts import gettext as _

FIELDS = ("name", "kind", "capacity", "setup_minutes", "cleanup_minutes", "position")
MOST = 9999


def save_place(place: Place | None, actor: Actor, **values: Any) -> Place:
    """Add a place (None) or change one: any of FIELDS. Raises PlaceRefused; later uses follow new minutes, made ones stay."""
    before = _values(place) if place else None
    wanted = {"name": "", "kind": "room", "capacity": 0, "setup_minutes": 0, "cleanup_minutes": 0, **(before or {})}
    wanted = _checked({"position": next_position(), **wanted, **values} if before is None else {**wanted, **values})
    if wanted == before and place:
        return place
    row = place or Place()
    try:
        with db.session.begin_nested():
            for field in FIELDS:
                setattr(row, field, wanted[field])
            db.session.add(row)
            db.session.flush()
    except IntegrityError as taken:
        raise PlaceRefused(_("已经有叫“%(name)s”的场地。请换一个名称。", name=wanted["name"])) from taken
    text = _("修改了场地：%(name)s", name=row.name) if before else _("添加了场地：%(name)s", name=row.name)
    _note("places.change" if before else "places.add", text, row, actor, before=before, after=wanted)
    return row


def close_place(place: Place, actor: Actor, reason: str = "") -> bool:
    """Let no new use begin; those that are made stay, and whoever made them moves them. False when it is closed already."""
    return _switch(place, True, _("暂停使用场地：%(name)s", name=place.name), actor, reason)


def open_place(place: Place, actor: Actor) -> bool:
    """Let a closed place be used again. False when it is open already."""
    return _switch(place, False, _("重新开放场地：%(name)s", name=place.name), actor)


def uses_after(place: Place, moment: datetime) -> int:
    """How many uses of a place have not ended."""
    query = select(func.count()).where(PlaceUse.place_id == place.id, PlaceUse.ends_at > moment)
    return db.session.scalar(query) or 0


def next_position() -> int:
    """Behind all others."""
    return min((db.session.scalar(select(func.max(Place.position))) or 0) + 10, MOST)


def _switch(place: Place, closed: bool, text: str, actor: Actor, reason: str = "") -> bool:
    db.session.refresh(place, with_for_update=True)
    if place.closed == closed:
        return False
    place.closed = closed
    _note("places.close" if closed else "places.open", text, place, actor, reason=reason)
    db.session.flush()
    return True


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"a place has no {sorted(unknown)}")
    name = str(values["name"]).strip()
    if not 1 <= len(name) <= 40:
        raise PlaceRefused(_("请填写场地的名称，最多 40 个字。"))
    if values["kind"] not in PLACE_KINDS:
        raise PlaceRefused(_("请选择场地的类别。"))
    for field, most in (("capacity", MOST), ("position", MOST), ("setup_minutes", LONGEST_PREPARATION), ("cleanup_minutes", LONGEST_PREPARATION)):
        if not 0 <= values[field] <= most:
            raise PlaceRefused(_("人数、顺序请填 0 到 %(most)s，布置和清理请填 0 到 %(minutes)s 分钟。", most=MOST, minutes=LONGEST_PREPARATION))
    return {field: values[field] for field in FIELDS} | {"name": name}


def _values(place: Place) -> dict[str, Any]:
    return {field: getattr(place, field) for field in FIELDS}


def _note(action: str, text: str, place: Place, actor: Actor, **more: Any) -> None:
    audit.write(action, text, actor=actor, object_kind="place", object_id=place.id, **more)
