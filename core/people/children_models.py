"""Guardians of children, and approvals to open a child's record: kept apart from the register, which everybody reads."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.workflow import Stateful
from core.tenancy.model import TenantModel, belongs_to

STANDING = text("until IS NULL")
OPEN = text("answered_at IS NULL")


class Guardianship(TenantModel):
    """One guardian of one child; it stands while `until` is empty. `priority`: whom to call first, from 1.

    may_decide: may consent, withdraw and name others for the child; who may not looks and corrects only.
    """

    child = belongs_to("person")
    guardian = belongs_to("person")
    relation: Mapped[str] = mapped_column(String(20))
    priority: Mapped[int] = mapped_column(default=1)
    may_decide: Mapped[bool] = mapped_column(default=True)
    since: Mapped[date]
    until: Mapped[date | None]
    # The database holds that nobody is a child's guardian twice, because two browsers may say yes at once.
    __table_args__ = (
        Index(
            "uq_guardianship_standing", "community_id", "child_id", "guardian_id", unique=True,
            sqlite_where=STANDING, postgresql_where=STANDING,
        ),
    )


class GuardianInvitation(TenantModel):
    """A guardian named somebody as a further one; nothing holds before that person has said yes."""

    child = belongs_to("person")
    guardian = belongs_to("person")
    invited_by = belongs_to("person")
    relation: Mapped[str] = mapped_column(String(20))
    may_decide: Mapped[bool] = mapped_column(default=False)
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool] = mapped_column(default=False)
    __table_args__ = (
        Index(
            "uq_guardian_invitation_open", "community_id", "child_id", "guardian_id", unique=True,
            sqlite_where=OPEN, postgresql_where=OPEN,
        ),
    )


class ChildApproval(Stateful, TenantModel):
    """One worker may open one child's record, or all children of one matter ("after_school.term:7"), until a moment.

    未成年人网络保护条例 第三十六条. `title` says in words what the matter is; decided_by is who approved or refused.
    """

    __scope__ = {"building": "child.building_id"}

    worker = belongs_to("person")
    child = belongs_to("person", optional=True)
    matter: Mapped[str] = mapped_column(String(80), default="")
    title: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(300))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    decided_by = belongs_to("person", optional=True)
    answer: Mapped[str] = mapped_column(String(300), default="")
    __table_args__ = (Index(None, "community_id", "state"), Index(None, "community_id", "matter"))
