"""One secret address."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.tenancy.model import TenantModel


class SecretLink(TenantModel):
    """One address of a kind ("after_school.calendar") for a person, a subject (id of some row), or both."""

    kind: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int]
    subject_id: Mapped[int]
    token_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    __unique__ = [("kind", "person_id", "subject_id"), ("token_hash",)]
