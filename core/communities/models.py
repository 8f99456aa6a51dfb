"""The communities themselves: the one table that everything else refers to."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.tenancy.ids import new_id
from core.tenancy.model import GlobalModel


class Community(GlobalModel):
    """One residential community; `version` grows with each change of its configuration."""

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, insert_default=new_id)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    tagline: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    hotline: Mapped[str] = mapped_column(String(40), default="")
    hotline_name: Mapped[str] = mapped_column(String(40), default="")
    opening_hours: Mapped[str] = mapped_column(String(120), default="")
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai")
    # The building plan is a rectangle of this many metres; buildings carry their place in it.
    plan_width: Mapped[int] = mapped_column(default=1000)
    plan_height: Mapped[int] = mapped_column(default=1000)
    look: Mapped[dict[str, Any]] = mapped_column(default=dict)
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=100)
    version: Mapped[int] = mapped_column(default=1)
    # The instance file as it was applied last: the base of the three-way merge.
    applied: Mapped[dict[str, Any]] = mapped_column(default=dict)
    demo_loaded_at: Mapped[datetime | None] = mapped_column(default=None)
    # Plugins whose demo data was loaded; one that is switched on later loads its own at the next `flask demo`.
    demo_plugins: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime] = mapped_column(default=now)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", new_id())
        super().__init__(**values)

    def __repr__(self) -> str:
        return f"<Community {self.slug}>"
