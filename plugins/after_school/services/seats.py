"""Places in class: how many are taken, and a child's time on every class day to come."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from core.api import Plan, bulk_insert, bulk_row, now, occupy_all, release_all, session

from ..models import ClassDay, Enrolment, Seat

SEAT = "after_school.seat"


def taken(course_ids: Iterable[int]) -> dict[int, int]:
    """How many children have a place, by course. Who waits, was refused or has left takes none."""
    counted = (
        select(Enrolment.course_id, func.count())
        .where(Enrolment.course_id.in_(list(course_ids)), Enrolment.state == "accepted")
        .group_by(Enrolment.course_id)
    )
    return {course_id: int(count) for course_id, count in session.execute(counted)}


def days_to_come(course_id: int) -> Sequence[Any]:
    """(id, starts_at, ends_at) of the class days that a child who is accepted now will be in."""
    coming = select(ClassDay.id, ClassDay.starts_at, ClassDay.ends_at).where(
        ClassDay.course_id == course_id, ClassDay.state.in_(("planned", "open")), ClassDay.ends_at > now()
    )
    return session.execute(coming.order_by(ClassDay.starts_at)).all()


def give_seats(enrolments: Sequence[Enrolment], days: Sequence[Any]) -> None:
    """A seat in every one of these class days for every child, in three statements; raises Occupied."""
    rows, plans = [], []
    for enrolment in enrolments:
        for day_id, starts_at, ends_at in days:
            row = bulk_row(
                class_day_id=day_id, enrolment_id=enrolment.id, child_id=enrolment.child_id, starts_at=starts_at
            )
            rows.append(row)
            plans.append(Plan("person", enrolment.child_id, starts_at, ends_at, SEAT, row["id"]))
    occupy_all(plans)
    if rows:
        bulk_insert(Seat, rows)


def free_seats(enrolment_id: int) -> None:
    """The child's time is its own again, from now on."""
    coming = select(Seat.id).where(Seat.enrolment_id == enrolment_id, Seat.starts_at > now())
    _free(list(session.scalars(coming)))


def free_day(class_day_id: int) -> list[int]:
    """Nobody is expected on this class day; returns the children."""
    found = session.execute(select(Seat.id, Seat.child_id).where(Seat.class_day_id == class_day_id)).all()
    _free([seat_id for seat_id, _child in found])
    return [child_id for _seat, child_id in found]


def _free(seat_ids: list[int]) -> None:
    release_all(SEAT, seat_ids)
    session.flush()
    gone = delete(Seat).where(Seat.id.in_(seat_ids))
    session.execute(gone.execution_options(synchronize_session=False))
