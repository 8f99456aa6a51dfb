"""What is kept: notes."""
from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.api import TenantModel


class Note(TenantModel):
    """One line; it says nothing about a person."""

    __tablename__ = "notes_note"

    text: Mapped[str] = mapped_column(String(100))
