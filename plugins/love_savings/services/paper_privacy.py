"""The part of export and erasure that certificates on paper are."""
from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select, update

from core.api import session

from ..book_models import Certificate


def export(person_id: int) -> list[dict[str, Any]]:
    """Certificates of the person and those they handed out, JSON-ready; never whose the latter are."""
    mine = or_(Certificate.person_id == person_id, Certificate.issued_by_id == person_id)
    rows = session.scalars(select(Certificate).where(mine).order_by(Certificate.number))
    return [
        {"number": row.number, "day": row.day.isoformat()}
        | ({"side": "holder", "minutes": row.minutes, "work": row.work} if row.person_id == person_id else {"side": "issuer"})
        for row in rows
    ]


def erase(person_id: int) -> None:
    """The number stays in the register, of a person who is nameless by then; nobody can have it checked any more."""
    own = update(Certificate).where(Certificate.person_id == person_id).values(word="", work=[])
    session.execute(own, execution_options={"synchronize_session": False})
