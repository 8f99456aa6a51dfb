"""What the classes keep about a person: handed out, or made nameless."""
from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update

from core.api import Sensitive, _, drop_pictures, session

from ..child_models import Alarm, AloneConsent, BlockedAdult, Call, ChildDay, HealthSheet, PickupCode, PickupPerson
from ..models import Application, Duty, Enrolment, Seat, Teacher
from . import health, pickups

# Model, the columns that point to a person, and what is told of a row besides its sensitive fields.
TOLD: tuple[tuple[Any, tuple[str, ...], tuple[str, ...]], ...] = (
    (Teacher, ("person_id",), ("id", "state", "role", "words")),
    (Duty, ("person_id",), ("id", "state", "role", "minutes")),
    (Application, ("guardian_id",), ("id", "submitted_at", "together", "lot")),
    (Enrolment, ("child_id",), ("id", "state", "rank", "why")),
    (Seat, ("child_id",), ("id", "starts_at")),
    (ChildDay, ("child_id",), ("id", "state", "arrived_at", "left_at", "verified")),
    (PickupPerson, ("child_id", "guardian_id"), ("id", "relation", "valid_from", "valid_until")),
    (PickupCode, ("child_id", "guardian_id"), ("id", "day", "used_at")),
    (AloneConsent, ("child_id", "guardian_id"), ("id", "valid_from", "valid_until", "signed_at")),
    (HealthSheet, ("child_id", "guardian_id"), ("id", "term_id", "signed_at")),
    (Alarm, ("guardian_id",), ("id", "kind", "at")),
    (Call, ("guardian_id",), ("id", "at", "reached")),
)
PICTURES = {PickupPerson: pickups.PHOTO, AloneConsent: pickups.ALONE, HealthSheet: health.SIGNED}


def _mine(model: Any, columns: tuple[str, ...], person_id: int) -> Any:
    return select(model).where(or_(*(getattr(model, column) == person_id for column in columns))).order_by(model.id)


def _sensitive(model: Any) -> list[tuple[str, Sensitive]]:
    return [(name, field) for name, field in vars(model).items() if isinstance(field, Sensitive)]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def export(person_id: int) -> dict[str, Any]:
    """Everything by table, JSON-ready. Blocks are told to nobody but staff: a court's order may depend on it.

    That a block stands is told to the child's side without name, contact and reason.
    """
    told: dict[str, Any] = {}
    for model, columns, names in TOLD:
        told[model.__tablename__] = [
            {
                **{name: _plain(getattr(row, name)) for name in names},
                **{name: field.clear(row) for name, field in _sensitive(model)},
            }
            for row in session.scalars(_mine(model, columns, person_id))
        ]
    blocks = session.scalars(_mine(BlockedAdult, ("child_id", "adult_id"), person_id))
    told[BlockedAdult.__tablename__] = [{"id": row.id, "since": _plain(row.since)} for row in blocks]
    return told


def must_keep(person_id: int) -> list[str]:
    """Of a child, the times of being handed over: they prove who was in whose care."""
    days = session.scalar(select(ChildDay.id).where(ChildDay.child_id == person_id).limit(1))
    return [] if days is None else [_("到课和交接的时间留着，不带姓名、照片和签名：要能说清孩子当时由谁照看。")]


def erase(person_id: int) -> None:
    """Clear all words, codes, photos and signatures; the rows stay for the sums and point to a nameless person."""
    for model, columns, _names in (*TOLD, (BlockedAdult, ("child_id", "adult_id"), ())):
        for row in session.scalars(_mine(model, columns, person_id)).all():
            for name, _field in _sensitive(model):
                setattr(row, name, None)
            if model in PICTURES:
                drop_pictures(PICTURES[model], row.id)
    quiet = {"synchronize_session": False}
    session.flush()
    session.execute(update(Teacher).where(Teacher.person_id == person_id).values(words=""), execution_options=quiet)
    session.execute(update(Enrolment).where(Enrolment.child_id == person_id).values(why=[]), execution_options=quiet)
    codes = or_(PickupCode.child_id == person_id, PickupCode.guardian_id == person_id)
    session.execute(update(PickupCode).where(codes).values(salt=b"", hash=b""), execution_options=quiet)
