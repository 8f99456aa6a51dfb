"""Which plugins a community has switched on, and what went wrong with them lately."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.tenancy.model import TenantModel


class PluginState(TenantModel):
    """One plugin's switch and settings; kept when the plugin is off or its code is gone. No row: never switched on."""

    __unique__ = [("plugin",)]

    plugin: Mapped[str] = mapped_column(String(31))
    enabled: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[str] = mapped_column(String(80), default="")


class MissedEvent(TenantModel):
    """An event that happened while a plugin was off, for when it is switched on again. event: packed, ids and codes only."""

    plugin: Mapped[str] = mapped_column(String(31))
    event: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (Index(None, "community_id", "plugin"),)


class PluginProblem(TenantModel):
    """The last failure of one hook of one plugin in this community, and how often it was noted."""

    __unique__ = [("plugin", "hook")]

    plugin: Mapped[str] = mapped_column(String(31))
    hook: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    times: Mapped[int] = mapped_column(default=1)
    last_at: Mapped[datetime] = mapped_column(default=now)
