"""The queue of jobs: a declared global table, so payloads hold ids only."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.tenancy.ids import new_id
from core.tenancy.model import GlobalModel

_WAITING = text("done_at IS NULL")


class Job(GlobalModel):
    """community_id: in which community the handler works, None for the operator's own jobs.

    key: makes it happen once. due_at: not before. lease_until: a worker has it until then. attempts: how often it was
    taken. every: minutes between runs of a recurring job, which is never done. error: what went wrong last.
    """

    __table_args__ = (
        Index("ix_job_waiting", "due_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index(None, "community_id", "kind"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, insert_default=new_id)
    community_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(250), unique=True)
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    every: Mapped[int | None]
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
