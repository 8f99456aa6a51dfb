"""A person's wish to be erased, and what became of it."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.workflow import Stateful
from core.tenancy.model import TenantModel, belongs_to

ASKED = text("state = 'asked'")


class ErasureRequest(Stateful, TenantModel):
    """The person asks that nothing of them is kept any more. `words`: why, if they say so; `answer`: why it was refused."""

    __scope__ = {"building": "person.building_id", "own": "person_id"}

    person = belongs_to("person")
    words: Mapped[str] = mapped_column(String(200), default="")
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(300), default="")
    # Nobody asks twice at once, because two browsers may ask at the same moment.
    __table_args__ = (
        Index(
            "uq_erasure_request_asked", "community_id", "person_id", unique=True, sqlite_where=ASKED,
            postgresql_where=ASKED,
        ),
        Index(None, "community_id", "state"),
    )
